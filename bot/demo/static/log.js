/** The conversation on the screen: messages in order of their ids, those on their way last. */

import { setDays } from "./days.js";
import { make, makeButton } from "./dom.js";
import { createEnding } from "./ending.js";
import { makeMessage, makeUnsent } from "./message.js";
import { findMessage } from "./store.js";
import { word } from "./words.js";

const QUIET_MS = 400; // a conversation that is opened is not read out; what comes after it is

/**
 * Drives the element with role "log". `act` holds what a person can do from here: press(id, data,
 * button), command(text), edit(id), retry(key), takeBack(key), enlarge(address).
 */
export function createLog({ log, latest, act }) {
  const lines = make("div", { class: "lines" });
  const typing = make("div", { class: "typing", "aria-hidden": "true", hidden: true }, make("i"), make("i"), make("i"));
  log.append(lines, typing);
  const ending = createEnding(log, latest);
  let view = null; // {person, names: {bot, person}, now}
  let speakAgain = 0;

  /** Shows a whole conversation; `view` is {person, names: {bot, person}, now}. */
  function show(opened, unsent) {
    view = opened;
    clearTimeout(speakAgain);
    log.setAttribute("aria-live", "off");
    const content = document.createDocumentFragment();
    for (const message of view.person.messages) content.append(draw(message));
    for (const item of unsent) content.append(makeUnsent(item, view.names));
    lines.replaceChildren(content);
    tidy();
    ending.go();
    speakAgain = setTimeout(() => log.setAttribute("aria-live", "polite"), QUIET_MS);
  }

  /** Shows a message that is new or has changed. */
  function put(message) {
    const old = find(message.id);
    const line = draw(message);
    if (old) {
      replace(old, line);
    } else {
      line.classList.add("new");
      lines.insertBefore(line, findNext(lines, message.id));
      if (message.from === "bot") ending.miss();
    }
    tidy();
  }

  /** Shows a message that is on its way, changes it, or takes it away (`gone`). */
  function putUnsent(item, gone) {
    const old = find(item.key);
    if (gone) old?.remove();
    else if (old) replace(old, makeUnsent(item, view.names));
    else lines.append(makeUnsent(item, view.names));
    tidy();
    if (!old) ending.go();
  }

  function remove(id) {
    find(id)?.remove();
    tidy();
  }

  function setTyping(on) {
    typing.hidden = !on;
    ending.follow();
  }

  function draw(message) {
    const answered = message.reply_to ? findMessage(view.person, message.reply_to) : null;
    return makeMessage(message, view.names, answered);
  }

  function find(id) {
    return lines.querySelector(`.message[data-id="${CSS.escape(String(id))}"]`);
  }

  function tidy() {
    setDays(lines, view.now);
    lines.querySelector(".welcome")?.remove();
    if (!lines.querySelector(".message")) lines.append(makeWelcome(act));
    ending.follow();
  }

  log.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const line = button?.closest(".message");
    if (!line) return;
    if (button.matches(".quote")) visit(find(button.dataset.target));
    else pressIn(line, button, act);
  });

  return { show, put, putUnsent, remove, setTyping };
}

/** Calls what a button of a message stands for. */
function pressIn(line, button, act) {
  const { id } = line.dataset;
  if (button.matches(".inline")) act.press(Number(id), button.dataset.data, button);
  else if (button.matches(".command")) act.command(button.dataset.command);
  else if (button.matches(".edit")) act.edit(Number(id));
  else if (button.matches(".retry")) act.retry(id);
  else if (button.matches(".take-back")) act.takeBack(id);
  else if (button.matches(".picture")) act.enlarge(button.querySelector("img").getAttribute("src"));
}

/** The line before which a message with this id belongs; messages on their way stay last. */
function findNext(lines, id) {
  let next = lines.querySelector(".message:not([data-date])");
  for (const line of [...lines.querySelectorAll(".message[data-date]")].reverse()) {
    if (Number(line.dataset.id) < id) break;
    next = line;
  }
  return next;
}

function visit(line) {
  line?.scrollIntoView({ block: "center" });
  line?.focus({ preventScroll: true });
}

/** Redraws a message in place; whoever stood on one of its buttons still stands there. */
function replace(old, line) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(line);
  line.classList.add("changed");
  if (!held) return;
  const { data } = held.dataset;
  const same = data !== undefined && line.querySelector(`[data-data="${CSS.escape(data)}"]`);
  // Not on a button that was not there: an Enter that comes twice would press what nobody has read.
  (same || line).focus({ preventScroll: true });
}

function makeWelcome(act) {
  return make(
    "div",
    { class: "welcome" },
    make("img", { src: "/static/colibri.svg", alt: "", width: 72, height: 72 }),
    make("p", {}, make("strong", {}, word("chat.empty")), make("span", {}, word("chat.empty_help"))),
    makeButton({ class: "primary" }, () => act.command("/start"), word("chat.start")),
  );
}
