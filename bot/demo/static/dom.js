/** The two ways in which this page makes elements; text always goes in as text, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * One element. `properties` are attributes ("class", "data-id", "aria-label"…);
 * false, null and undefined leave one out. `children` are nodes or strings.
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** A real button that does not submit; `press` is called with the click. */
export function makeButton(properties, press, ...children) {
  const button = make("button", { type: "button", ...properties }, ...children);
  button.addEventListener("click", press);
  return button;
}

/** One of the icons drawn in index.html; it says nothing by itself, the text beside it does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Whether a label must be allowed to break inside a word, to fit on a phone. */
export function hasLongWord(text) {
  return /\S{16}/.test(text);
}

/** Text for screen readers only. */
export function unseen(text) {
  return make("span", { class: "unseen" }, text);
}
