/** The list of people, as tabs: arrow keys walk through it, each tab opens its conversation. */

import { sayTime } from "./dates.js";
import { make } from "./dom.js";
import { summarise } from "./message.js";
import { splitLabel } from "./store.js";
import { word } from "./words.js";

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Drives the tab list; `onSelect(name)` is called when another person takes the floor. */
export function createPeople({ list, onSelect }) {
  /** Shows everybody as the store knows them. Tabs are kept, so that the focus stays. */
  function render(store) {
    [...store.people.values()].forEach((person, index) => {
      const tab = list.querySelector(`[data-person="${person.name}"]`) ?? list.appendChild(makeTab(person, index));
      update(tab, person, person.name === store.active);
    });
  }

  list.addEventListener("click", ({ target }) => {
    const tab = target.closest("[role=tab]");
    if (tab) onSelect(tab.dataset.person);
  });
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.children];
    const here = tabs.indexOf(document.activeElement);
    const ends = { Home: 0, End: tabs.length - 1 };
    const there = ends[event.key] ?? (here + STEPS[event.key] + tabs.length) % tabs.length;
    if (here < 0 || Number.isNaN(there)) return;
    event.preventDefault();
    tabs[there].focus();
    onSelect(tabs[there].dataset.person);
  });

  return { render };
}

function makeTab(person, index) {
  const { first, role } = splitLabel(person.label);
  return make(
    "button",
    {
      type: "button",
      role: "tab",
      id: `tab-${person.name}`,
      class: "person",
      "aria-controls": "conversation",
      "data-testid": `person-${person.name}`,
      "data-person": person.name,
    },
    make("span", { class: "avatar", "data-tint": (index % 5) + 1 }, first.slice(0, 1)),
    make(
      "span",
      { class: "person-text" },
      make(
        "span",
        { class: "person-name" },
        make("b", {}, first),
        make("span", { class: "person-role" }, role),
        make("span", { class: "person-time" }),
      ),
      make("span", { class: "person-preview" }),
    ),
    make("span", { class: "badge" }),
  );
}

function update(tab, person, active) {
  const last = person.messages.at(-1);
  tab.setAttribute("aria-selected", String(active));
  tab.tabIndex = active ? 0 : -1;
  tab.setAttribute("aria-label", [person.label, sayUnread(person.unread)].filter(Boolean).join(", "));
  tab.querySelector(".person-time").textContent = last ? sayTime(last.date) : "";
  tab.querySelector(".person-preview").textContent = preview(person, last);
  const badge = tab.querySelector(".badge");
  badge.textContent = person.unread > 99 ? "99+" : person.unread;
  badge.hidden = person.unread === 0;
}

function preview(person, last) {
  if (person.typing) return word("bot.typing");
  if (!last) return word("people.silent");
  return last.from === "person" ? word("people.you", { text: summarise(last) }) : summarise(last);
}

function sayUnread(count) {
  if (count === 0) return "";
  return count === 1 ? word("people.unread.one") : word("people.unread.many", { count });
}
