/**
 * Turns the server's HTML into nodes, through an allow list: what is not on it is shown as its
 * plain text, and scripts and styles not at all. Nothing is ever assigned to innerHTML.
 */

import { make } from "./dom.js";
import { word } from "./words.js";

const PLAIN = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "NOSCRIPT", "TITLE", "SVG", "MATH"]);
const ADDRESS = /^(https?:\/\/|tel:|mailto:)/i;
const COMMAND = /(?<![\w/.@-])(\/[a-z][a-z0-9_]{0,31})(?![\w/])/g;

/** A fragment with the allowed formatting of `html`; slash commands become buttons (data-command). */
export function safeNodes(html) {
  const source = new DOMParser().parseFromString(html, "text/html");
  const target = document.createDocumentFragment();
  copyChildren(source.body, target, true);
  for (const block of target.querySelectorAll("blockquote, pre")) trimAround(block);
  return target;
}

/** The line end beside a quotation or a block of code is the block's own end, not an empty line. */
function trimAround(block) {
  const { previousSibling: before, nextSibling: after } = block;
  if (before?.nodeType === Node.TEXT_NODE) before.data = before.data.replace(/\n$/, "");
  if (after?.nodeType === Node.TEXT_NODE) after.data = after.data.replace(/^\n/, "");
}

function copyChildren(from, to, commands) {
  for (const node of from.childNodes) copyNode(node, to, commands);
}

function copyNode(node, to, commands) {
  if (node.nodeType === Node.TEXT_NODE) {
    to.append(...(commands ? splitCommands(node.data) : [node.data]));
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    copyElement(node, to, commands);
  }
}

function copyElement(element, to, commands) {
  const tag = element.tagName.toUpperCase();
  if (DROPPED.has(tag)) return;
  let into = to;
  if (PLAIN.has(tag)) into = make(tag);
  else if (tag === "TG-SPOILER") into = makeSpoiler();
  else if (tag === "A" && isSafe(element)) into = makeLink(element.getAttribute("href"));
  if (into !== to) to.append(into);
  copyChildren(element, into, commands && !["A", "CODE", "PRE", "TG-SPOILER"].includes(tag));
}

function isSafe(link) {
  return ADDRESS.test(link.getAttribute("href") ?? "");
}

function makeLink(address) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
}

/** Hidden until asked for, by pointer or by keyboard. */
function makeSpoiler() {
  const look = { class: "spoiler", role: "button", tabindex: "0", "aria-label": word("message.spoiler") };
  const spoiler = make("span", look);
  const reveal = () => {
    for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
    spoiler.classList.add("revealed");
  };
  spoiler.addEventListener("click", reveal);
  spoiler.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      reveal();
    }
  });
  return spoiler;
}

/** Telegram makes every /command in a text pressable; so do we. Odd parts are what COMMAND caught. */
function splitCommands(text) {
  return text
    .split(COMMAND)
    .map((part, index) => (index % 2 ? makeCommand(part) : part))
    .filter((part) => part !== "");
}

function makeCommand(text) {
  return make("button", { type: "button", class: "command", "data-command": text }, text);
}
