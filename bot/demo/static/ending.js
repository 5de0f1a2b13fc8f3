/** Keeps the end of the conversation in sight, unless the person has scrolled back to read. */

import { word } from "./words.js";

const NEAR_END = 80; // pixels: closer than this counts as « at the end »

/** Watches the scrolling `log`; `latest` is the button that leads back to the end. */
export function createEnding(log, latest) {
  let pinned = true;
  let missed = 0;
  let lastTop = 0;

  /** To be called after each change: stays at the end if that is where the person was. */
  function follow() {
    if (pinned) log.scrollTop = log.scrollHeight;
    showButton();
  }

  /** Goes to the end. */
  function go() {
    pinned = true;
    missed = 0;
    follow();
  }

  /** Counts a message that arrived out of sight. */
  function miss() {
    if (!pinned) missed += 1;
  }

  function showButton() {
    const badge = latest.querySelector(".badge");
    latest.hidden = pinned;
    badge.hidden = missed === 0;
    badge.textContent = missed;
    latest.setAttribute("aria-label", missed ? word("chat.latest_new", { count: missed }) : word("chat.latest"));
  }

  log.addEventListener("scroll", () => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
    if (atEnd) missed = 0;
    // Only a person scrolls up; a conversation that grows below her is followed.
    if (atEnd || log.scrollTop < lastTop) pinned = atEnd;
    lastTop = log.scrollTop;
    showButton();
  });
  latest.addEventListener("click", () => {
    go();
    log.focus({ preventScroll: true });
  });
  // Pictures that load and keyboards that open change the heights too.
  const watch = new ResizeObserver(follow);
  watch.observe(log);
  watch.observe(log.firstElementChild);

  return { follow, go, miss };
}
