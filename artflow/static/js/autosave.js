// A part of the dossier saves itself a moment after the last key. What has not arrived yet is kept on
// this device: a lost connection, a closed tab or a crash loses nothing. The button works without this.
const status = document.querySelector("[data-autosave]");
const form = status.closest("form");
const place = `artflow:${new URL(form.action).pathname}`;
const PAUSE = 900;
const AGAIN = 5000;
let timer = 0;
let busy = false;
let waiting = false;
let stopped = false;

const say = (words) => {
  status.textContent = words;
};
const own = new Set(["csrf_token", "seen"]);
const typed = () => [...new FormData(form)].filter(([name]) => !own.has(name));
const first = JSON.stringify(typed());

function keep(more = {}) {
  const copy = { seen: form.elements.seen.value, typed: typed(), ...more };
  try {
    localStorage.setItem(place, JSON.stringify(copy));
  } catch {
    say(status.dataset.offline);
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

async function save() {
  if (stopped) return;
  if (busy) {
    waiting = true;
    return;
  }
  busy = true;
  waiting = false;
  const sent = JSON.stringify(typed());
  say(status.dataset.saving);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new FormData(form),
    });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok && told.seen) {
      form.elements.seen.value = told.seen;
      if (told.whole && sent === JSON.stringify(typed())) localStorage.removeItem(place);
      else keep();
    } else {
      stopped = true;
    }
    say(told.said ?? status.dataset.offline);
  } catch {
    say(status.dataset.offline);
    timer = setTimeout(save, AGAIN);
  }
  busy = false;
  if (waiting) save();
}

function changed() {
  keep();
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function restore() {
  const copy = kept();
  if (!copy || form.querySelector("[aria-invalid]")) return;
  const arrived = copy.sent && copy.seen !== form.elements.seen.value;
  if (arrived || JSON.stringify(copy.typed) === first) {
    localStorage.removeItem(place);
    return;
  }
  const values = new Map(copy.typed);
  for (const field of form.elements) {
    if (!field.name || own.has(field.name)) continue;
    if (["radio", "checkbox"].includes(field.type)) {
      field.checked = values.get(field.name) === field.value;
    } else if (values.has(field.name)) {
      field.value = values.get(field.name);
    }
  }
  form.elements.seen.value = copy.seen;
  say(status.dataset.restored);
  timer = setTimeout(save, PAUSE);
}

form.addEventListener("input", changed);
form.addEventListener("submit", () => {
  clearTimeout(timer);
  stopped = true;
  keep({ sent: true });
});
window.addEventListener("online", save);
restore();
