"""Words for walls."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

FACES = {
    "north": _l("north"),
    "north_east": _l("north-east"),
    "east": _l("east"),
    "south_east": _l("south-east"),
    "south": _l("south"),
    "south_west": _l("south-west"),
    "west": _l("west"),
    "north_west": _l("north-west"),
}

HERITAGE = {
    "none": _l("Not protected, outside of protection zones"),
    "monument_local": _l("Monument of local importance"),
    "monument_republican": _l("Monument of national importance"),
    "protection_zone": _l("In a protection zone"),
    "regulated_zone": _l("In a zone of regulated development"),
    "unknown": _l("Not known yet"),
}
