/** Commands offered while « / » is typed: a list that the arrow keys walk while the text keeps the focus. */

import { make } from "./dom.js";
import { word } from "./words.js";

/** `onChoose(command)` gets « /agir »; `speak` tells a screen reader how many there are. */
export function createSuggestions({ field, list, onChoose, speak }) {
  let chosen = -1;

  /** Offers the commands that begin like `text`; nothing where it is not the start of a command. */
  function offer(text, commands) {
    const typed = /^\/[a-z0-9_]*$/i.test(text) ? text.slice(1).toLowerCase() : null;
    const found = typed === null ? [] : commands.filter(({ command }) => command.startsWith(typed));
    if (found.length && found.length !== list.childElementCount) speak(word("menu.offered", { count: found.length }));
    list.replaceChildren(...found.map(makeOption));
    list.hidden = found.length === 0;
    point(-1);
  }

  /** Acts on a key of the text field; true if the key was for this list. */
  function takeKey(event) {
    if (list.hidden) return false;
    const options = list.children;
    if (event.key === "ArrowDown") point((chosen + 1) % options.length);
    else if (event.key === "ArrowUp") point((chosen <= 0 ? options.length : chosen) - 1);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) onChoose(options[chosen].dataset.command);
    else return false;
    event.preventDefault();
    return true;
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    point(-1);
  }

  function point(index) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = list.children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) onChoose(option.dataset.command);
  });
  return { offer, takeKey, close };
}

function makeOption({ command, description }, index) {
  return make(
    "div",
    { role: "option", id: `option-${index}`, class: "entry", "aria-selected": "false", "data-command": `/${command}` },
    make("span", { class: "entry-label" }, `/${command}`),
    make("span", { class: "entry-hint" }, description),
  );
}
