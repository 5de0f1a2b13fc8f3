/** One message as the conversation shows it. Pure: data in, an element out. */

import { dayKey, machineTime, sayTime } from "./dates.js";
import { hasLongWord, icon, make, unseen } from "./dom.js";
import { safeNodes } from "./safe.js";
import { word } from "./words.js";

/**
 * The element of one message of the server.
 * `names` is {bot, person}; `answered` is the message it replies to, if known.
 */
export function makeMessage(message, names, answered) {
  const own = message.from === "person";
  return make(
    "article",
    {
      class: `message ${message.kind ?? "text"}`,
      "data-testid": "message",
      "data-from": message.from,
      "data-id": message.id,
      "data-date": message.date,
      "data-day": dayKey(message.date),
      tabindex: "-1",
    },
    make(
      "div",
      { class: "bubble" },
      unseen(`${word("chat.from", { name: own ? names.person : names.bot })} `),
      answered && makeQuote(answered),
      makeAttachment(message),
      message.html ? make("div", { class: "text" }, safeNodes(message.html)) : null,
      makeMeta(message, own),
    ),
    own && (message.kind ?? "text") === "text" && makeEdit(),
    message.buttons?.length ? makeButtons(message.buttons) : null,
  );
}

/** The element of a message that is on its way, or that could not be sent. */
export function makeUnsent(item, names) {
  const state = item.failed ? "failed" : "sending";
  return make(
    "article",
    {
      class: `message text ${state}`,
      "data-testid": "message",
      "data-from": "person",
      "data-id": item.key,
      tabindex: "-1",
    },
    make(
      "div",
      { class: "bubble" },
      unseen(`${word("chat.from", { name: names.person })} `),
      make("div", { class: "text" }, item.text),
      make(
        "div",
        { class: "meta" },
        icon(item.failed ? "warning" : "clock"),
        make("span", { class: item.failed ? "" : "unseen" }, word(`message.${state}`)),
      ),
    ),
    item.failed &&
      make(
        "div",
        { class: "buttons" },
        make(
          "div",
          { class: "row" },
          make("button", { type: "button", class: "retry" }, word("message.retry")),
          make("button", { type: "button", class: "take-back" }, word("message.take_back")),
        ),
      ),
  );
}

/** One line that tells what a message is, for previews and quotes. */
export function summarise(message) {
  const text = (message.text ?? "").replace(/\s+/g, " ").trim();
  if (text) return text;
  return message.document?.name ?? word(`kind.${message.kind ?? "document"}`);
}

function makeMeta(message, own) {
  return make(
    "div",
    { class: "meta" },
    message.edited ? make("span", { class: "edited" }, word("message.edited")) : null,
    make("time", { datetime: machineTime(message.date) }, sayTime(message.date)),
    own ? make("span", { class: "sent" }, icon("check"), unseen(word("message.sent"))) : null,
  );
}

function makeQuote(answered) {
  return make(
    "button",
    { type: "button", class: "quote", "data-target": answered.id },
    unseen(word("message.reply", { text: "" })),
    summarise(answered),
  );
}

function makeEdit() {
  return make("button", { type: "button", class: "edit round", "aria-label": word("message.edit") }, icon("edit"));
}

function makeAttachment(message) {
  if (isLocal(message.photo)) {
    const picture = make("img", { src: message.photo, alt: word("kind.photo") });
    return make("button", { type: "button", class: "picture" }, picture, unseen(word("message.enlarge")));
  }
  if (isLocal(message.document?.url)) {
    const { name, url } = message.document;
    return make("a", { class: "attachment", href: url, download: name }, makeDisc("document"), make("span", {}, name));
  }
  if (message.kind && message.kind !== "text") return makeStandIn(message.kind);
  return null;
}

/** Voice, sticker, place, contact, video: the demo carries no such files, only what they are. */
function makeStandIn(kind) {
  return make("div", { class: `attachment ${kind}` }, makeDisc(kind), make("span", {}, word(`kind.${kind}`)));
}

function makeDisc(kind) {
  return make("span", { class: "disc" }, icon(kind));
}

/** Only files of this very server are shown. */
function isLocal(address) {
  return typeof address === "string" && /^\/(?!\/)/.test(address);
}

function makeButtons(rows) {
  return make(
    "div",
    { class: "buttons" },
    rows.map((row) => make("div", { class: "row" }, row.map(makeInline))),
  );
}

function makeInline({ text, data, url }) {
  const look = hasLongWord(text) ? "inline long" : "inline";
  if (!url) return make("button", { type: "button", class: look, "data-data": data }, text);
  if (!/^(https?|tg):\/\//i.test(url)) return null;
  return make(
    "a",
    {
      class: look,
      href: url,
      target: "_blank",
      rel: "noopener noreferrer",
      "aria-label": word("message.link", { text }),
    },
    text,
    icon("open"),
  );
}
