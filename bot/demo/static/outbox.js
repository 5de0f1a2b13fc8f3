/**
 * Messages on their way: shown at once, kept until the server shows them back. What could not be
 * sent stays, also over a reload of the page, until the person sends it again or takes it back.
 */

import { post } from "./api.js";

const KEY = "unsent";
const LONGEST = 4096; // as Telegram's own clients, a longer text goes out in pieces

/** `onChange(item, gone)` is told about each item that is new, has changed, or has gone. */
export function createOutbox(onChange) {
  let items = readKept();
  const turns = new Map(); // per person: what she sends arrives in the order in which she sent it

  /** Sends `text` as `person`; `after` is the id of the last message that she saw. */
  function send(person, text, after) {
    for (const piece of cut(text)) {
      const item = { key: crypto.randomUUID(), person, text: piece, after, failed: false };
      items.push(item);
      deliver(item);
    }
  }

  function deliver(item) {
    item.failed = false;
    onChange(item, false);
    keep();
    const turn = turns.get(item.person) ?? Promise.resolve();
    turns.set(item.person, turn.then(() => attempt(item)));
  }

  async function attempt(item) {
    try {
      await post("send", { person: item.person, text: item.text });
      item.accepted = true;
    } catch {
      if (!items.includes(item)) return; // it had arrived: only the answer was lost
      item.failed = true;
      onChange(item, false);
    }
    keep();
  }

  /** The server shows a message: whichever waiting item it is has arrived. */
  function settle(person, message) {
    if (message.from !== "person") return;
    const text = bare(message.text);
    const same = items.filter((one) => one.person === person && message.id > one.after && bare(one.text) === text);
    const item = same.find((one) => !one.failed) ?? same[0];
    if (item) remove(item);
  }

  /** The server shows whole conversations: what it had accepted is among them. */
  function settleAll(people) {
    for (const item of items.filter((one) => one.accepted)) remove(item);
    for (const { name, messages } of people) {
      for (const message of messages) settle(name, message);
    }
  }

  function remove(item) {
    items = items.filter((one) => one !== item);
    keep();
    onChange(item, true);
  }

  function keep() {
    sessionStorage.setItem(KEY, JSON.stringify(items));
  }

  const find = (key) => items.find((one) => one.key === key);
  return {
    send,
    settle,
    settleAll,
    of: (person) => items.filter((one) => one.person === person),
    retry: (key) => deliver(find(key)),
    takeBack(key) {
      const item = find(key);
      remove(item);
      return item.text;
    },
  };
}

/** After a reload nobody waits for an answer any more: what was on its way counts as not sent. */
function readKept() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  return kept.map((item) => ({ ...item, failed: true }));
}

/** A text without what a server may tidy away: spaces, line ends, control characters. */
function bare(text) {
  return (text ?? "").replace(/[\s\p{C}]+/gu, "");
}

/** Pieces of at most 4096 characters, cut at a line end or a space where there is one. */
function cut(text) {
  const pieces = [];
  let rest = text.trim();
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST + 1);
    const end = Math.max(head.lastIndexOf("\n"), head.lastIndexOf(" "));
    const place = end > LONGEST / 2 ? end : LONGEST;
    pieces.push(rest.slice(0, place).trimEnd());
    rest = rest.slice(place).trimStart();
  }
  if (rest) pieces.push(rest);
  return pieces;
}
