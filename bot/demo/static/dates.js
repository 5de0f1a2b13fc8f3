/** Dates and hours as French readers write them; instants are UTC seconds, shown in the bot's time zone. */

import { word } from "./words.js";

const FIRM = "\u00a0"; // a space at which no line breaks

let zone = "Europe/Paris";
let parts = makeParts();

/** Sets the time zone in which everything is shown. */
export function useZone(name) {
  if (!name || name === zone) return;
  zone = name;
  parts = makeParts();
}

/** « mardi 24 novembre », with the year where it is not that of `now`. */
export function sayDay(seconds, now = seconds) {
  const { weekday, day, month, year } = read(seconds);
  const said = [weekday, day === "1" ? word("date.first") : day, month];
  if (year !== read(now).year) said.push(year);
  return said.join(" ").replace(/(\d\S*) /, `$1${FIRM}`);
}

/** « 9 h 05 ». */
export function sayTime(seconds) {
  const { hour, minute } = read(seconds);
  return word("date.hour", { hour: String(Number(hour)), minute }).replaceAll(" ", FIRM);
}

/** « mardi 24 novembre, 9 h 05 ». */
export function sayMoment(seconds) {
  return word("date.full", { day: sayDay(seconds), time: sayTime(seconds) });
}

/** The day as a key: equal for two instants of one local day. */
export function dayKey(seconds) {
  const { year, month, day } = read(seconds);
  return `${year} ${month} ${day}`;
}

/** The instant as the `datetime` attribute wants it. */
export function machineTime(seconds) {
  return new Date(seconds * 1000).toISOString();
}

function makeParts() {
  return new Intl.DateTimeFormat("fr-FR", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

function read(seconds) {
  const found = {};
  for (const { type, value } of parts.formatToParts(seconds * 1000)) found[type] = value;
  found.day = found.day.replace(/\D/g, "");
  return found;
}
