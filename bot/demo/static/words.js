/** The words of the page: handed over by the server as JSON, from content/demo.fr.yaml. */

const words = JSON.parse(document.getElementById("words").textContent);

/**
 * The sentence behind a dotted key, its {braces} filled from `values`.
 * A missing key shows itself: better a visible fault than an empty button.
 */
export function word(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Fills every element that names its words: data-word (its text), data-word-label, -title, -placeholder. */
export function fillWords(root) {
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const [mark, attribute] of ATTRIBUTES) {
    for (const element of root.querySelectorAll(`[data-${mark}]`)) {
      element.setAttribute(attribute, word(element.getAttribute(`data-${mark}`)));
    }
  }
}

const ATTRIBUTES = [
  ["word-label", "aria-label"],
  ["word-title", "title"],
  ["word-placeholder", "placeholder"],
];
