// Files on their way show how far they are; rows are put in order by dragging them.
// Without this script the form sends itself and the buttons up and down move a row.
const status = document.querySelector("[data-upload]");
const form = status.closest("form");
const rows = [...document.querySelectorAll("[data-order] > [data-place]")];

function say(words, kind = "") {
  status.textContent = words;
  status.className = kind;
}

function ended(request) {
  let told = {};
  try {
    told = JSON.parse(request.responseText);
  } catch {
    say(status.dataset.lost, "error");
    return;
  }
  if (told.url) location.assign(told.url);
  else say(told.said.join(" "), "error");
}

function send(event) {
  if (!form.elements.files.files.length) return; // nothing is on its way: the page says what is missing
  event.preventDefault();
  const request = new XMLHttpRequest();
  const bar = document.createElement("progress");
  const button = form.querySelector("button.btn");
  bar.max = 100;
  status.after(bar);
  button.disabled = true;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (sent) => {
    bar.value = Math.round((100 * sent.loaded) / sent.total);
    say(status.dataset.sending.replace("{percent}", bar.value));
  });
  request.upload.addEventListener("load", () => say(status.dataset.kept));
  request.addEventListener("load", () => ended(request));
  request.addEventListener("error", () => say(status.dataset.lost, "error"));
  request.addEventListener("loadend", () => {
    bar.remove();
    button.disabled = false;
  });
  request.send(new FormData(form));
}

function put(row, place) {
  const move = row.querySelector("[data-move]");
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "place";
  field.value = place;
  move.append(field);
  move.submit();
}

function begin() {
  let taken = null;
  for (const row of rows) {
    row.addEventListener("pointerdown", (event) => {
      row.draggable = !event.target.closest("a, button, input, textarea, details");
    });
    row.addEventListener("dragstart", (event) => {
      taken = row;
      event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => {
      if (taken && taken !== row) event.preventDefault();
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (taken && taken !== row) put(taken, row.dataset.place);
      taken = null;
    });
  }
}

form.addEventListener("submit", send);
if (rows.length > 1) begin();
