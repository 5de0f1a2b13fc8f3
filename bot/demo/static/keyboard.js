/** The reply keyboard: the answers that the bot lays out beside the text field. */

import { hasLongWord, make, makeButton } from "./dom.js";
import { word } from "./words.js";

/** `act` holds send(text) and attach(kind); `toggle` is the button that shows and hides it. */
export function createKeyboard({ root, toggle, field, act }) {
  let current = null; // as Telegram's ReplyKeyboardMarkup
  let open = true;

  /** Shows the keyboard that the bot has set for this person, or none. */
  function show(keyboard) {
    if (JSON.stringify(keyboard) === JSON.stringify(current)) return;
    current = keyboard?.keyboard?.length ? keyboard : null;
    open = true;
    root.replaceChildren(...(current?.keyboard ?? []).map(makeRow));
    field.placeholder = current?.input_field_placeholder || word("composer.placeholder");
    refresh();
  }

  function refresh() {
    const shown = current !== null && open;
    root.hidden = !shown;
    toggle.hidden = current === null;
    toggle.setAttribute("aria-expanded", String(shown));
    toggle.setAttribute("aria-label", word(shown ? "composer.keyboard_hide" : "composer.keyboard_show"));
  }

  function makeRow(row) {
    return make("div", { class: "row" }, row.map(makeKey));
  }

  function makeKey(entry) {
    const key = typeof entry === "string" ? { text: entry } : entry;
    return makeButton({ class: hasLongWord(key.text) ? "key long" : "key" }, () => press(key), key.text);
  }

  function press(key) {
    if (key.request_contact) act.attach("contact");
    else if (key.request_location) act.attach("location");
    else act.send(key.text);
    if (!current?.one_time_keyboard) return;
    open = false;
    refresh();
    field.focus();
  }

  toggle.addEventListener("click", () => {
    open = !open;
    refresh();
  });
  return { show };
}
