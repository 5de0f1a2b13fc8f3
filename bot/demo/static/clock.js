/** The clock of the demonstration: shows the bot's time and moves it forward. */

import { post } from "./api.js";
import { machineTime, sayDay, sayMoment, sayTime } from "./dates.js";
import { word } from "./words.js";

const MOVES = {
  "clock-hour": { seconds: 3600 },
  "clock-morning": { to: "morning" },
  "clock-week": { seconds: 7 * 24 * 3600 },
};
const TICK_MS = 5000;

/** Drives the clock. `speak(text)` reads a sentence out, `complain(text)` shows a failure. */
export function createClock({ root, speak, complain }) {
  const face = root.querySelector("time");
  let at = null; // UTC seconds, when last heard
  let heard = 0; // the page's own time at that moment, milliseconds
  let moving = false;

  /** Takes over what the server says. */
  function set(now, isMoving = false) {
    at = now;
    heard = performance.now();
    moving = isMoving;
    render();
  }

  /** The bot's time now, in UTC seconds. */
  function now() {
    return at === null ? 0 : Math.floor(at + (performance.now() - heard) / 1000);
  }

  function render() {
    if (at === null) return;
    root.setAttribute("aria-busy", String(moving));
    for (const button of root.querySelectorAll("button")) button.setAttribute("aria-disabled", String(moving));
    setText(face, moving ? word("clock.moving") : sayMoment(now()));
    face.setAttribute("datetime", machineTime(now()));
  }

  async function move(body) {
    if (moving || at === null) return;
    set(now(), true);
    try {
      const answer = await post("clock", body);
      set(answer.now, false);
      speak(word("clock.arrived", { date: sayDay(answer.now), time: sayTime(answer.now) }));
    } catch {
      set(now(), false);
      complain(word("clock.failed"));
    }
  }

  for (const [name, body] of Object.entries(MOVES)) {
    root.querySelector(`[data-testid=${name}]`).addEventListener("click", () => move(body));
  }
  setInterval(() => {
    if (!moving) render();
  }, TICK_MS);

  return { set, now };
}

/** Writes only what is new: a text that does not change is not read out again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
