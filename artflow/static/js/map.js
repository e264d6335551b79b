// Maps of walls, over Leaflet. Every wall also stands in a list, every point in two fields: the
// map is for those who point. Colours come from the sheet, so it is dark where the page is.

const svgSpace = "http://www.w3.org/2000/svg";
const steps = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const narrowest = 120; // pixels between two lines of the grid: room for both labels
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const byFinger = matchMedia("(pointer: coarse)").matches;

// The seed of the ornament, as everywhere a state is shown. Half of it is drawn twice where a wall
// is reserved: what is covered twice stays empty, so that the shape alone tells the state.
const Seed = L.CircleMarker.extend({
  _updatePath() {
    const { x, y } = this._point;
    const r = this._radius;
    const half = this.options.half ? `M${x} ${y - r}l${r} ${r} ${-r} ${r}z` : "";
    const seed = `M${x} ${y - r}l${r} ${r} ${-r} ${r} ${-r} ${-r}z${half}`;
    this._renderer._setPath(this, this._empty() ? "M0 0" : seed);
  },
});

// Leaflet slides to a popup and after an arrow key whatever its options say about animation.
const Sheet = L.Map.extend({
  panBy(offset, options) {
    const calm = still ? { ...options, animate: false } : options;
    return L.Map.prototype.panBy.call(this, offset, calm);
  },
});

function drawn(name, attributes, text = "") {
  const element = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

// What lies under the walls where no map of the city is set up: lines of round coordinates.
const Grid = L.GridLayer.extend({
  createTile(coords) {
    const size = this.getTileSize().x;
    const corner = (x, y) =>
      this._map.unproject(L.point(x, y).multiplyBy(size), coords.z);
    const from = corner(coords.x, coords.y);
    const to = corner(coords.x + 1, coords.y + 1);
    const perDegree = size / (to.lng - from.lng);
    const step = steps.findLast((degrees) => degrees * perDegree >= narrowest) ?? steps[0];
    const digits = step < 1 ? String(step).length - 2 : 0;
    const tile = drawn("svg", { class: "grid", width: size, height: size, "aria-hidden": "true" });
    const line = (x1, y1, x2, y2) => tile.append(drawn("line", { x1, y1, x2, y2 }));
    const word = (x, y, degrees) =>
      tile.append(drawn("text", { x, y }, `${degrees.toFixed(digits)}°`));

    const first = Math.ceil(from.lng / step);
    const across = (n) => (n * step - from.lng) * perDegree;
    for (let n = first; n * step < to.lng; n += 1) {
      line(across(n), 0, across(n), size);
      word(across(n) + 4, 16, n * step);
    }
    for (let n = Math.ceil(to.lat / step); n * step < from.lat; n += 1) {
      const y = this._map.project([n * step, from.lng], coords.z).y - coords.y * size;
      line(0, y, size, y);
      if (across(first) < size) word(across(first) + 62, y - 4, n * step);
    }
    return tile;
  },
});

function ground(said) {
  const more = { attribution: said.attribution ?? "", maxZoom: 19 };
  if (said.tiles) return L.tileLayer(said.tiles, more);
  if (said.pmtiles) return pmtiles.leafletRasterLayer(new pmtiles.PMTiles(said.pmtiles), more);
  return new Grid({ maxZoom: 19 });
}

function begin(place) {
  const said = place.dataset;
  const map = new Sheet(place, {
    center: said.at.split(",").map(Number),
    zoom: Number(said.zoom),
    zoomControl: false,
    attributionControl: Boolean(said.attribution),
    scrollWheelZoom: false,
    dragging: !byFinger, // one finger moves the page, two move the map
    minZoom: 3,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
  });
  map.attributionControl?.setPrefix(false);
  L.control.zoom({ zoomInTitle: said.closer, zoomOutTitle: said.farther }).addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  map.on("popupopen", ({ popup }) => {
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", said.close);
  });
  ground(said).addTo(map);
  return map;
}

function card(wall) {
  const box = document.createElement("div");
  const number = document.createElement("p");
  number.className = "small soft";
  number.textContent = wall.number;
  const link = document.createElement("a");
  link.href = wall.url;
  link.textContent = wall.title;
  const state = document.createElement("p");
  state.className = `tag ${wall.tag}`;
  state.textContent = wall.label;
  box.append(number, link, state);
  return box;
}

// Of too many walls the server gives a bounded number and says so; then those in view are asked for.
async function show(map, said) {
  const layer = L.layerGroup().addTo(map);
  const note = document.createElement("p");
  note.className = "hint";
  note.setAttribute("role", "status");
  map.getContainer().after(note);
  let latest = 0;
  const load = async (view) => {
    const asked = (latest += 1);
    const url = new URL(said.points, location.href);
    if (view) url.searchParams.set("view", view);
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== latest) return null;
    const found = await answer.json();
    note.textContent = found.note;
    note.hidden = !found.note;
    layer.clearLayers();
    for (const wall of found.walls) place(wall);
    return found;
  };
  const place = (wall) => {
    const here = String(wall.id) === said.here;
    const look = here
      ? { radius: 15, className: "spot here" }
      : { radius: 11, className: `spot ${wall.state}`, half: wall.state === "reserved" };
    new Seed(wall.at, look).bindPopup(() => card(wall), { minWidth: 160 }).addTo(layer);
  };
  const inView = () => {
    const bounds = map.getBounds();
    const sides = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
    return sides.map((degrees) => degrees.toFixed(5)).join(",");
  };
  const first = await load(said.here ? inView() : "");
  if (!first) return;
  const all = L.latLngBounds(first.walls.map((wall) => wall.at));
  if (!said.here && all.isValid()) map.fitBounds(all.pad(0.1), { maxZoom: 15, animate: false });
  if (!first.note && !said.here) return;
  map.on("moveend", () => {
    const open = map.getContainer().querySelector(".leaflet-popup"); // it slides into view itself
    if (!open) load(inView());
  });
}

// The point of one wall: the fields say it, the map shows it and lets it be set.
function choose(map, fields) {
  const icon = L.divIcon({ className: "pin", iconSize: [32, 32] });
  const pin = L.marker(map.getCenter(), { icon, draggable: true, keyboard: false });
  const read = () =>
    fields.map(({ value }) => (value.trim() ? Number(value.replace(",", ".")) : NaN));
  const look = () => {
    const at = read();
    const known = at.every(Number.isFinite) && Math.abs(at[0]) <= 85 && Math.abs(at[1]) <= 180;
    if (!known) return pin.remove();
    pin.setLatLng(at).addTo(map);
    if (!map.getBounds().contains(at)) map.setView(at, Math.max(map.getZoom(), 14));
    return pin;
  };
  const put = (point) => {
    const { lat, lng } = point.wrap();
    [lat, lng].forEach((value, n) => {
      fields[n].value = value.toFixed(6);
      fields[n].dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  map.on("click", ({ latlng }) => put(latlng));
  pin.on("dragend", () => put(pin.getLatLng()));
  for (const field of fields) field.addEventListener("input", look);
  look();
}

for (const place of document.querySelectorAll("[data-map]")) {
  const map = begin(place);
  const fields = (place.dataset.fields ?? "").split(" ").map((id) => document.getElementById(id));
  if (fields.every(Boolean)) choose(map, fields);
  if (place.dataset.points) show(map, place.dataset);
}
