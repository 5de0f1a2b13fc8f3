/** Short notices that go by themselves, and answers that wait for an « D'accord ». */

import { make } from "./dom.js";

const LEAST_MS = 4000;
const PER_CHARACTER_MS = 60; // long enough to be read slowly
const AT_ONCE = 3;

/** `shelf` is a live region; a toast stays while the pointer rests on it. `clear` takes all away. */
export function createToasts(shelf) {
  return { show, clear: () => shelf.replaceChildren() };

  function show(text) {
    const toast = make("p", { class: "toast" }, text);
    shelf.append(toast);
    while (shelf.childElementCount > AT_ONCE) shelf.firstElementChild.remove();
    let timer = leaveSoon(toast, text);
    toast.addEventListener("pointerenter", () => clearTimeout(timer));
    toast.addEventListener("pointerleave", () => (timer = leaveSoon(toast, text)));
    toast.addEventListener("click", () => toast.remove());
  }
}

/** The bot's answer to a press when it asks for attention: a dialog to be closed. */
export function createAlert(dialog) {
  return function show(text) {
    dialog.querySelector("p").textContent = text;
    if (!dialog.open) dialog.showModal();
  };
}

function leaveSoon(toast, text) {
  return setTimeout(() => toast.remove(), LEAST_MS + PER_CHARACTER_MS * text.length);
}
