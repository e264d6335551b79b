// The place of a remark on the picture: pointed at, or moved by the arrow keys.
// The two number fields say the same in percent and work without this script.
const picture = document.querySelector("[data-place] .framed");
const fields = ["x", "y"].map((name) => document.querySelector(`main form [name="${name}"]`));
const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);

const read = (field) => Number.parseFloat(field.value.replace(",", "."));
const within = (value) => Math.min(100, Math.max(0, value));

function mark(label) {
  const layer = svg("svg");
  layer.setAttribute("class", "pins placing");
  layer.setAttribute("tabindex", "0");
  layer.setAttribute("role", "img");
  layer.setAttribute("aria-label", label);
  const dot = svg("circle");
  dot.setAttribute("class", "dot");
  dot.setAttribute("r", "15");
  layer.append(dot);
  return [layer, dot];
}

function begin() {
  const [layer, dot] = mark(document.querySelector("[data-place]").dataset.place);
  picture.querySelector("img").after(layer);

  const show = () => {
    const place = fields.map(read);
    const known = place.every((value) => value >= 0 && value <= 100);
    dot.setAttribute("display", known ? "inline" : "none");
    if (known) {
      dot.setAttribute("cx", `${place[0]}%`);
      dot.setAttribute("cy", `${place[1]}%`);
    }
  };
  const put = (place) => {
    place.forEach((value, n) => {
      fields[n].value = String(Math.round(within(value) * 10) / 10);
    });
    show();
  };

  layer.addEventListener("pointerdown", (event) => {
    const box = layer.getBoundingClientRect();
    put([
      (100 * (event.clientX - box.left)) / box.width,
      (100 * (event.clientY - box.top)) / box.height,
    ]);
  });
  layer.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? 5 : 1;
    const from = fields.map((field) => (Number.isNaN(read(field)) ? 50 : read(field)));
    put(from.map((value, n) => value + size * step[n]));
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}

if (picture && fields.every(Boolean)) begin();
