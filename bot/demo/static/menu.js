/** A menu behind a button: arrow keys, Home, End, Escape; it closes when the attention leaves. */

import { icon, make } from "./dom.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Wires `button` to `menu`. `list()` gives the entries each time it opens:
 * {label, hint?, icon?, run}; an entry without `run` is only a sentence.
 */
export function wireMenu(button, menu, list) {
  function open() {
    menu.replaceChildren(...list().map((entry) => makeEntry(entry, close)));
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    menu.querySelector("[role=menuitem]").focus();
  }

  function close() {
    if (menu.hidden) return;
    const inside = menu.contains(document.activeElement);
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
  }

  button.addEventListener("click", () => (menu.hidden ? open() : close()));
  document.addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target) && !button.contains(target)) close();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget) && relatedTarget !== button) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      close();
    } else {
      walk(menu, event);
    }
  });
  return { close };
}

function walk(menu, event) {
  const entries = [...menu.querySelectorAll("[role=menuitem]")];
  const here = entries.indexOf(document.activeElement);
  const ends = { Home: 0, End: entries.length - 1 };
  const there = ends[event.key] ?? (here + STEPS[event.key] + entries.length) % entries.length;
  if (Number.isNaN(there)) return;
  event.preventDefault();
  entries[there].focus();
}

function makeEntry({ label, hint, icon: drawing, run }, close) {
  const entry = make(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1", class: "entry", "aria-disabled": run ? null : "true" },
    drawing ? icon(drawing) : null,
    make("span", { class: "entry-label" }, label),
    hint ? make("span", { class: "entry-hint" }, hint) : null,
  );
  entry.addEventListener("click", () => {
    close();
    run?.();
  });
  return entry;
}
