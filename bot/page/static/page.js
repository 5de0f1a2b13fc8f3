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

// An announcement on its way: the figures come anew every few seconds, until somebody stops that.
const live = document.querySelector("[data-live]");
if (live) follow(live);

function follow(place) {
  const { live: address, stop, go, on, said } = place.dataset;
  const note = Object.assign(document.createElement("p"), { className: "hint row" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  const spoken = Object.assign(document.createElement("p"), { className: "unseen" });
  spoken.setAttribute("role", "status");
  const words = document.createElement("span");
  note.append(words, button);
  place.after(note, spoken);
  let running = true;
  let tenth = -1;

  const show = () => {
    words.textContent = running ? on : "";
    button.textContent = running ? stop : go;
  };
  button.addEventListener("click", () => {
    running = !running;
    show();
  });
  show();

  // Without the words about what was done before: that is over.
  const renew = () => location.replace(location.pathname);

  const look = async () => {
    if (!running || document.hidden) return;
    const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
    if (!answer) return; // away for a moment: the next look may find it
    if (!answer.ok) return renew(); // signed out: the page itself says so
    const before = place.querySelector(".figures").dataset.state;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".figures");
    if (!running || !fresh) return;
    if (fresh.dataset.state !== before) return renew();
    if ("quiet" in place.dataset) return;
    place.replaceChildren(fresh);
    const percent = Number(fresh.dataset.percent);
    if (Math.floor(percent / 10) !== tenth) spoken.textContent = said.replace("%", percent);
    tenth = Math.floor(percent / 10);
  };
  setInterval(look, 2000);
}

// Marks of formatting at a press.
for (const field of document.querySelectorAll("textarea[data-marks]")) {
  const bar = Object.assign(document.createElement("div"), { className: "marks" });
  for (const [label, before, after] of JSON.parse(document.body.dataset.marks)) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", () => {
      const { selectionStart: from, selectionEnd: to, value } = field;
      field.setRangeText(before + value.slice(from, to) + after, from, to, "end");
      field.setSelectionRange(from + before.length, from + before.length + to - from);
      field.focus();
    });
    bar.append(button);
  }
  field.before(bar);
}

// Five minutes before the session ends for want of use, say so, and offer to go on.
const { stay, ending, stayWords } = document.body.dataset;
if (stay) remind();

function remind() {
  const box = Object.assign(document.createElement("div"), { className: "ending" });
  box.setAttribute("role", "alert");
  document.body.append(box);
  const wait = () => setTimeout(show, 25 * 60 * 1000);
  const show = () => {
    const words = Object.assign(document.createElement("p"), { textContent: ending });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "main", textContent: stayWords });
    button.addEventListener("click", async () => {
      const answer = await fetch(stay, { redirect: "manual" }).catch(() => null);
      if (answer && !answer.ok) return location.reload();
      box.replaceChildren();
      wait();
    });
    box.replaceChildren(words, button);
  };
  wait();
}
