/** The line that tells whether the page still hears the demo server. */

import { word } from "./words.js";

const PATIENCE_MS = 700; // a blink is no news
const THANKS_MS = 2500;

/** `line` is a live region above the conversation. */
export function createNotice(line) {
  let timer = 0;
  let ever = false; // has the server ever answered?

  /** The connection ended or could not be made. */
  function lost() {
    if (timer || line.classList.contains("lost")) return;
    timer = setTimeout(() => show(word(ever ? "notice.lost" : "notice.unreachable"), "lost"), PATIENCE_MS);
  }

  /** The server answers. */
  function connected() {
    clearTimeout(timer);
    timer = 0;
    ever = true;
    if (!line.classList.contains("shown")) return;
    show(word("notice.back"), "back");
    setTimeout(hide, THANKS_MS);
  }

  function show(text, kind) {
    line.textContent = text;
    line.className = `notice shown ${kind}`;
  }

  function hide() {
    if (line.classList.contains("lost")) return;
    line.className = "notice";
    line.textContent = "";
  }

  return { lost, connected };
}
