// Chosen files go one by one, each in a request of its own and with its own result beside it.
// Without this script the form sends them itself, all at once.
const status = document.querySelector("[data-upload]");
const form = status.closest("form");
const input = form.elements.files;
const button = form.querySelector("button.btn");
const words = status.dataset;

function say(told, kind = "") {
  status.textContent = told;
  status.className = kind;
}

function told(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null; // a page: a session or a decision has overtaken this form
  }
}

function body(file) {
  const data = new FormData(form);
  for (const name of ["files", "kept", "password"]) data.delete(name);
  data.append("files", file);
  return data;
}

// Resolves to what the server says of the file, to null if it answers with a page; rejects if lost.
function send(file, bar) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", words.upload);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (sent) => {
      bar.value = Math.round((100 * sent.loaded) / sent.total);
      say(`${file.name}. ${words.sending.replace("{percent}", bar.value)}`);
    });
    request.upload.addEventListener("load", () => say(`${file.name}. ${words.checking}`));
    request.addEventListener("load", () =>
      resolve(request.status === 413 ? { said: [`${file.name}: ${words.large}`] } : told(request)),
    );
    request.addEventListener("error", reject);
    request.send(body(file));
  });
}

function line(list, text, kind) {
  const item = document.createElement("li");
  const mark = document.createElement("span");
  mark.className = `tag ${kind}`;
  mark.textContent = text;
  item.append(mark);
  list.append(item);
}

function keep(id) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "kept";
  field.value = id;
  form.append(field);
}

function choose(files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
}

// Returns where to go next, "" if some files were refused, null if the form has to go as it is.
async function sendAll(list, bar) {
  const refused = [];
  let next = "";
  while (input.files.length) {
    const [file, ...rest] = input.files;
    const answer = await send(file, bar);
    if (answer === null) return null;
    choose(rest);
    for (const id of answer.kept ?? []) keep(id);
    refused.push(...(answer.said ?? []));
    next = answer.url ?? next;
    if (answer.said) line(list, answer.said.join(" "), "stop");
    else line(list, `${file.name}: ${answer.waits ? words.waits : words.added}`, "done");
  }
  say(refused.join(" "), refused.length ? "error" : "");
  if (refused.length && next) link(list, next);
  return refused.length ? "" : next || null;
}

function link(list, address) {
  const item = document.createElement("li");
  const way = document.createElement("a");
  way.href = address;
  way.textContent = words.show;
  item.append(way);
  list.append(item);
}

async function begin(event) {
  if (!input.files.length) return; // nothing is on its way: the page says what is missing
  event.preventDefault();
  status.parentElement.querySelector("ul.sent")?.remove();
  const list = document.createElement("ul");
  const bar = document.createElement("progress");
  list.className = "sent small";
  bar.max = 100;
  status.after(bar, list);
  button.disabled = true;
  try {
    const next = await sendAll(list, bar);
    if (next) location.assign(next);
    else if (next === null) form.submit();
  } catch {
    say(words.lost, "error");
  } finally {
    bar.remove();
    button.disabled = false;
  }
}

form.addEventListener("submit", begin);
