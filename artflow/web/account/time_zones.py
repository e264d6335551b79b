"""The time zones that forms offer: those of today's tz database, without names of before."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from flask import current_app

from artflow.web.shared.form_fields import Words


def zone_choices() -> list[tuple[object, Words]]:
    """List the time zones that are named after a city, by region.

    The one of this installation is among them even if its name is kept for compatibility only.
    """
    offered = _current_names() | {current_app.config["BABEL_DEFAULT_TIMEZONE"]}
    return [(zone, zone.replace("_", " ")) for zone in sorted(offered)]


@cache
def _current_names() -> frozenset[str]:
    """Return the zones of states and cities, as the tz database names them in `zone.tab`.

    `available_timezones` names every alias as well, Asia/Calcutta beside Asia/Kolkata.
    """
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset(line.split("\t")[2] for line in lines)
