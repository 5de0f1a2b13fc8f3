/** What a person has typed and not sent, kept for each of them, also over a reload of the page. */

const key = (name) => `draft:${name}`;

/** The draft of the person `name`, "" if there is none. */
export function readDraft(name) {
  return sessionStorage.getItem(key(name)) ?? "";
}

/** Keeps the draft of the person `name`. */
export function keepDraft(name, text) {
  if (text) sessionStorage.setItem(key(name), text);
  else sessionStorage.removeItem(key(name));
}
