/** The dates between the messages of a conversation. */

import { machineTime, sayDay } from "./dates.js";
import { make } from "./dom.js";

/** Puts one date before the first message of each day; `now` decides whether the year is said. */
export function setDays(lines, now) {
  let day = null;
  for (const line of lines.querySelectorAll(".message[data-day]")) {
    const before = line.previousElementSibling;
    const chip = before?.matches(".day") ? before : null;
    const fits = line.dataset.day !== day;
    day = line.dataset.day;
    if (fits && chip?.dataset.day === day) continue;
    chip?.remove();
    if (fits) line.before(makeDay(day, Number(line.dataset.date), now));
  }
  for (const left of lines.querySelectorAll(".day:has(+ .day), .day:last-child")) left.remove();
}

function makeDay(key, seconds, now) {
  const time = make("time", { datetime: machineTime(seconds) }, sayDay(seconds, now));
  return make("p", { class: "day", "data-day": key }, time);
}
