// Rows are put in order by dragging them. Without this script the buttons up and down move a row.
const rows = [...document.querySelectorAll("[data-order] > [data-place]")];

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

if (rows.length > 1) begin();
