/** Where a person writes: the growing text field, her draft, and the rewriting of an earlier message. */

import { keepDraft, readDraft } from "./drafts.js";
import { createSuggestions } from "./suggestions.js";
import { summarise } from "./message.js";
import { word } from "./words.js";

/**
 * Drives the form. `act` holds send(text), rewrite(message, text) and editLast();
 * `speak` tells a screen reader about suggestions.
 */
export function createComposer({ form, list, act, speak }) {
  const field = form.querySelector("textarea");
  const submit = form.querySelector("[type=submit]");
  const bar = form.querySelector(".editing");
  const suggestions = createSuggestions({ field, list, onChoose: sendCommand, speak });
  let person = null;
  let edited = null; // the message that is being rewritten

  /** Shows the draft of `opened`. */
  function show(opened) {
    if (person?.name !== opened.name) {
      person = opened;
      stopEditing();
    }
    person = opened;
  }

  /** Lets her rewrite `message`; what she had begun to write comes back afterwards. */
  function startEditing(message) {
    edited = message;
    bar.hidden = false;
    bar.querySelector("p span").textContent = summarise(message);
    submit.setAttribute("aria-label", word("composer.save"));
    setText(message.text);
    field.focus();
  }

  function stopEditing() {
    edited = null;
    bar.hidden = true;
    submit.setAttribute("aria-label", word("composer.send"));
    setText(readDraft(person.name));
  }

  /** Gives a text back to the field, after what already stands there. */
  function insert(text) {
    if (edited) stopEditing();
    setText([field.value, text].filter(Boolean).join("\n"));
    keepDraft(person.name, field.value);
    field.focus();
  }

  /** Takes the text out of the field. */
  function take() {
    const text = field.value.trim();
    keepDraft(person.name, "");
    setText("");
    return text;
  }

  function submitText() {
    const text = field.value.trim();
    if (!text) return field.focus();
    if (edited) {
      if (text !== edited.text) act.rewrite(edited, text);
      stopEditing();
    } else {
      act.send(take());
    }
    suggestions.close();
    return field.focus();
  }

  function sendCommand(command) {
    suggestions.close();
    take();
    act.send(command);
    field.focus();
  }

  function setText(text) {
    field.value = text;
    fit();
  }

  /** The field is as high as its text; the style sheet sets the limit. */
  function fit() {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
    form.classList.toggle("filled", field.value.trim() !== "");
  }

  function takeKey(event) {
    if (event.isComposing || suggestions.takeKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submitText();
    } else if (event.key === "Escape" && edited) {
      event.preventDefault();
      stopEditing();
    } else if (event.key === "ArrowUp" && !field.value && !edited) {
      event.preventDefault();
      act.editLast();
    }
  }

  field.addEventListener("input", () => {
    fit();
    if (edited) return;
    keepDraft(person.name, field.value);
    suggestions.offer(field.value, person.commands);
  });
  field.addEventListener("keydown", takeKey);
  field.addEventListener("blur", suggestions.close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitText();
  });
  bar.querySelector("button").addEventListener("click", () => {
    stopEditing();
    field.focus();
  });
  new ResizeObserver(fit).observe(form);

  return { show, startEditing, insert, take, peek: () => (edited ? "" : field.value.trim()) };
}
