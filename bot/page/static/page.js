// Everything works without this script. It only spares a press or two.
"use strict";

for (const form of document.querySelectorAll("form[method=post]")) {
  // A second press would only be told that the first one did it.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
