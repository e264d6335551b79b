"""The base map: tiles from an address, from a local file, or a plain grid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, send_file

from artflow.config import ConfigurationError
from artflow.domain.access.policy import Can
from artflow.extensions import db
from artflow.services.walls import walls
from artflow.web.shared.access import needs

bp = Blueprint("maps", __name__)
HOST_PATTERN = re.compile(r"(\*\.)?[\w.-]+(:\d+)?", re.ASCII)
COUNTRY, COUNTRY_ZOOM, CITY_ZOOM = "48.02,66.92", 5, 12
"""The middle of Kazakhstan, and how near a country and a city are seen."""
COUNTRY_REACH = 1600
"""Kilometres from that middle within which the country lies."""
TILE_PLACEHOLDERS = ("{z}", "{x}", "{y}")


class MapSource(NamedTuple):
    """Where tiles come from, if from anywhere, and who made them.

    `host` is what the content policy must allow pictures from; empty for local tiles.
    """

    centre: str = ""
    tiles: str = ""
    file: Path | None = None
    attribution: str = ""
    host: str = ""


def init_app(app: Flask) -> None:
    """Read the settings of the map. Raise `ConfigurationError` for those that cannot work."""
    ground = read_map_source(app.config)
    app.extensions["map"] = ground
    app.jinja_env.globals["map_source"] = ground
    app.jinja_env.globals["map_start"] = find_start
    app.jinja_env.globals["default_map_start"] = default_start


def read_map_source(config: Mapping[str, Any]) -> MapSource:
    """Return the ground that the settings describe. Raises `ConfigurationError`."""
    tiles, file = config["MAP_TILES"], config["MAP_PMTILES"]
    if tiles and file:
        raise ConfigurationError("set ARTFLOW_MAP_TILES or ARTFLOW_MAP_PMTILES, not both")
    common = {"centre": _centre(config["MAP_CENTRE"]), "attribution": config["MAP_ATTRIBUTION"]}
    if file:
        path = Path(file).absolute()
        if not path.is_file():
            raise ConfigurationError(f"ARTFLOW_MAP_PMTILES names no file: {path}")
        return MapSource(**common, file=path)
    return MapSource(**common, tiles=tiles, host=_host(tiles) if tiles else "")


class MapStart(NamedTuple):
    """Where a map begins: latitude and longitude, and how near."""

    at: str
    zoom: int


def find_start(programme_id: int | None = None) -> MapStart:
    """Return where a map begins on which nothing stands yet.

    At the newest wall, of the programme's city if one is named; without any at the place of the
    settings, or over the whole country.
    """
    place = walls.find_newest_place(db.session.connection(), programme_id)
    if place is not None:
        return MapStart(f"{place[0]},{place[1]}", CITY_ZOOM)
    return default_start()


def default_start() -> MapStart:
    """Return where a map begins if nothing is known: by the settings, or over the whole country."""
    centre = current_app.extensions["map"].centre
    return MapStart(centre, CITY_ZOOM) if centre else MapStart(COUNTRY, COUNTRY_ZOOM)


def _centre(text: str) -> str:
    if not text:
        return ""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ConfigurationError("ARTFLOW_MAP_CENTRE is not LATITUDE,LONGITUDE") from error
    return f"{latitude},{longitude}"


def _host(tiles: str) -> str:
    """Return scheme and host of a tile address; `{s}` stands for any part before the first dot."""
    parts = urlsplit(tiles.replace("{s}", "*"))
    if parts.scheme not in ("http", "https") or not all(
        place in tiles for place in TILE_PLACEHOLDERS
    ):
        raise ConfigurationError("ARTFLOW_MAP_TILES is not like https://host/{z}/{x}/{y}.png")
    if not HOST_PATTERN.fullmatch(parts.netloc):
        raise ConfigurationError("ARTFLOW_MAP_TILES: {s} can only be all before the first dot")
    return f"{parts.scheme}://{parts.netloc}"


@bp.get("/map/tiles.pmtiles")
@needs(Can.SEE_WALLS)
def tiles() -> Response:
    """Serve the file of tiles; a browser asks for the few bytes that it shows."""
    file = current_app.extensions["map"].file or abort(404)
    response = send_file(file, mimetype="application/octet-stream", max_age=86_400)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
