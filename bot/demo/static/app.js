/** The chat page of the demonstration: joins the server's news, the page's memory and its views. */

import { follow, post } from "./api.js";
import { createClock } from "./clock.js";
import { createComposer } from "./composer.js";
import { useZone } from "./dates.js";
import { createFiles } from "./files.js";
import { createKeyboard } from "./keyboard.js";
import { createLog } from "./log.js";
import { wireMenu } from "./menu.js";
import { createNotice } from "./notice.js";
import { createOutbox } from "./outbox.js";
import { createPeople } from "./people.js";
import * as memory from "./store.js";
import { createAlert, createToasts } from "./toast.js";
import { fillWords, word } from "./words.js";

const ATTACHMENTS = ["photo", "voice", "sticker", "location", "contact"];
const TYPING_MS = 5000; // Telegram shows an action for five seconds

const byId = (id) => document.getElementById(id);
fillWords(document);

const store = memory.createStore();
const notice = createNotice(byId("notice"));
const toasts = createToasts(byId("toasts"));
const toast = toasts.show;
const warn = createAlert(byId("alert"));
const speak = (text) => (byId("spoken").textContent = text);
const outbox = createOutbox((item, gone) => {
  if (item.person === store.active) log.putUnsent(item, gone);
  if (item.failed && !gone) toast(word("notice.not_sent"));
});

const act = {
  send: (text) => outbox.send(store.active, text, current().messages.at(-1)?.id ?? 0),
  command: (text) => act.send(text),
  retry: outbox.retry,
  takeBack: (key) => composer.insert(outbox.takeBack(key)),
  edit: (id) => composer.startEditing(memory.findMessage(current(), id)),
  editLast() {
    const message = memory.lastOwnText(current());
    if (message) composer.startEditing(message);
  },
  async rewrite(message, text) {
    const { name } = current();
    const done = await attempt("edit", { person: name, message_id: message.id, text }, "notice.not_edited");
    if (!done && store.active === name) composer.insert(text);
  },
  async press(id, data, button) {
    button.setAttribute("aria-busy", "true");
    await attempt("press", { person: store.active, message_id: id, data }, "notice.not_pressed");
    button.removeAttribute("aria-busy");
  },
  async attach(kind) {
    const caption = kind === "photo" ? composer.peek() : "";
    if (caption) composer.take();
    const body = caption ? { kind, caption } : { kind };
    const done = await attempt("attach", { person: store.active, ...body }, "notice.not_attached");
    if (!done && caption) composer.insert(caption);
  },
  async block(blocked) {
    const person = current();
    if (!(await attempt("block", { person: person.name, blocked }, "notice.not_changed"))) return;
    person.blocked = blocked;
    showPerson();
    if (blocked) byId("blocked").querySelector("button").focus();
    else byId("composer").focus();
  },
  enlarge(address) {
    byId("lightbox").querySelector("img").src = address;
    byId("lightbox").showModal();
  },
};

const people = createPeople({ list: byId("people"), onSelect: select });
const clock = createClock({ root: byId("clock"), speak, complain: toast });
const log = createLog({ log: byId("log"), latest: byId("latest"), act });
const composer = createComposer({ form: byId("form"), list: byId("suggestions"), act, speak });
const keyboard = createKeyboard({
  root: byId("keyboard"),
  toggle: byId("keyboard-button"),
  field: byId("composer"),
  act,
});

wireMenu(byId("command-button"), byId("command-menu"), () => {
  const { commands } = current();
  if (!commands.length) return [{ label: word("menu.none") }];
  return commands.map(({ command, description }) => ({
    label: `/${command}`,
    hint: description,
    run: () => act.command(`/${command}`),
  }));
});
const files = createFiles({
  input: byId("file"),
  who: () => store.active,
  complain: (reason) => toast(word(`attach.${reason}`)),
});
wireMenu(byId("attach-button"), byId("attach-menu"), () => [
  { label: word("attach.file"), hint: word("attach.file_kinds"), icon: "document", run: files.choose },
  ...ATTACHMENTS.map((kind) => ({
    label: word(`attach.${kind}`),
    hint: kind === "photo" && composer.peek() ? word("attach.caption") : "",
    icon: kind,
    run: () => act.attach(kind),
  })),
]);
wireMenu(byId("more-button"), byId("more-menu"), () => {
  const { blocked, commands } = current();
  const desk = commands.some(({ command }) => command === "bureau");
  const ours = desk ? [{ label: word("menu.desk"), icon: "open", run: openDesk }] : [];
  return [...ours, { label: word(blocked ? "menu.unblock" : "menu.block"), icon: "block", run: () => act.block(!blocked) }];
});
byId("blocked").querySelector("button").addEventListener("click", () => act.block(false));
byId("desk").querySelector("button").addEventListener("click", openDesk);
document.addEventListener("visibilitychange", markSeen);

follow({ onState: takeState, onEvent: takeEvent, onLost: () => notice.lost() });
document.documentElement.classList.remove("loading");

function current() {
  return memory.activePerson(store);
}

/** Does one thing on the server; says so kindly if it did not work, and answers whether it did. */
async function attempt(action, body, complaint) {
  try {
    await post(action, body);
    return true;
  } catch {
    toast(word(complaint));
    return false;
  }
}

function takeState(state) {
  notice.connected();
  useZone(state.timezone);
  clock.set(state.now);
  if (!memory.load(store, state)) return;
  for (const part of document.querySelectorAll("[inert]")) part.inert = false; // there is somebody to act for
  showPerson();
  outbox.settleAll(store.people.values());
  markSeen();
}

const EVENTS = {
  message(person, { message }) {
    outbox.settle(person.name, message);
    const isNew = memory.putMessage(person, message);
    if (message.from === "bot") setTyping(person, null);
    if (isNew && message.from === "bot") person.unread += 1;
    if (isActive(person)) log.put(message);
    markSeen();
  },
  edited(person, { message }) {
    memory.putMessage(person, message);
    if (isActive(person)) log.put(message);
  },
  deleted(person, { message_id: id }) {
    memory.dropMessage(person, id);
    if (isActive(person)) log.remove(id);
  },
  typing: (person, { action }) => setTyping(person, action),
  toast(person, { text, alert }) {
    if (isActive(person) && text) (alert ? warn : toast)(text);
  },
  commands(person, { commands }) {
    person.commands = commands ?? [];
    if (isActive(person)) showPerson();
  },
  keyboard(person, { keyboard: given }) {
    person.keyboard = given;
    if (isActive(person)) keyboard.show(given);
  },
};

function takeEvent(kind, data) {
  if (kind === "clock") return clock.set(data.now, data.moving);
  const person = store.people.get(data.person);
  if (person) EVENTS[kind](person, data);
  return people.render(store);
}

function isActive(person) {
  return person.name === store.active;
}

function select(name) {
  if (name === store.active) return;
  store.active = name;
  toasts.clear();
  showPerson();
  markSeen();
}

/** The page of the team, beside this one; its code arrives in the conversation. */
function openDesk() {
  act.command("/bureau");
  window.open("/bureau", "_blank", "noopener");
}

/** Everything on the screen that belongs to the person who speaks now. */
function showPerson() {
  const person = current();
  const { first } = memory.splitLabel(person.label);
  people.render(store);
  byId("conversation").setAttribute("aria-labelledby", `tab-${person.name}`);
  log.show({ person, names: { bot: word("bot.name"), person: first }, now: clock.now() }, outbox.of(person.name));
  composer.show(person);
  keyboard.show(person.keyboard);
  byId("desk").hidden = !person.commands.some(({ command }) => command === "bureau");
  byId("form").hidden = person.blocked;
  byId("blocked").hidden = !person.blocked;
  byId("blocked").querySelector("p").textContent = word("blocked.text", { name: first });
  showStatus();
}

function showStatus() {
  const { typing, blocked } = current();
  const key = blocked ? "bot.blocked" : { null: "bot.status", typing: "bot.typing" }[typing] ?? "bot.uploading";
  byId("status").textContent = word(key);
  byId("status").classList.toggle("busy", typing !== null && !blocked);
  log.setTyping(typing !== null && !blocked);
}

function setTyping(person, action) {
  clearTimeout(person.quiet);
  person.typing = action && action !== "cancel" ? action : null;
  if (person.typing) person.quiet = setTimeout(() => setTyping(person, null), TYPING_MS);
  if (isActive(person)) showStatus();
  people.render(store);
}

/** What is on the screen of a visible page has been read. */
function markSeen() {
  const person = current();
  if (document.visibilityState === "visible" && person?.unread) {
    person.unread = 0;
    post("seen", { person: person.name }).catch(() => {}); // only a badge depends on it
    people.render(store);
  }
  const count = memory.countUnread(store);
  const title = word("page.title");
  document.title = count ? word("page.unread", { count, title }) : title;
}
