"""Words for walls."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FACE_LABELS = {
    "north": _l("North"),
    "north_east": _l("North-east"),
    "east": _l("East"),
    "south_east": _l("South-east"),
    "south": _l("South"),
    "south_west": _l("South-west"),
    "west": _l("West"),
    "north_west": _l("North-west"),
}

HERITAGE_LABELS = {
    "none": _l("Not protected, outside of protection zones"),
    "monument_local": _l("Monument of local importance"),
    "monument_republican": _l("Monument of national importance"),
    "protection_zone": _l("In a protection zone"),
    "regulated_zone": _l("In a zone of regulated development"),
    "unknown": _l("Not known yet"),
}

WALL_STATE_LABELS = {
    "free": _l("Free"),
    "reserved": _l("Reserved"),
    "painted": _l("Carries a work"),
}
WALL_STATE_TAGS = {"free": "", "reserved": "wait", "painted": "orn"}
"""The shape in which each state is shown."""
