"""A wall as pages show it."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from artflow.models import Wall
from artflow.web import format
from artflow.web.words.fields import UNITS
from artflow.web.words.walls import FACES, HERITAGE

from .facts import Fact
from .pictures import Picture
from .rows import Row


def size(wall: Wall) -> str:
    """Width by height."""
    gap = format.NBSP
    return f"{format.number(wall.width_m)} × {format.number(wall.height_m)}{gap}{UNITS['m']}"


def row(wall: Wall) -> Row:
    """A wall in a line of the register."""
    held = wall.held_by_id is not None
    return Row(
        url=url_for("walls.show", wall_id=wall.id), title=str(format.typeset(wall.address)),
        number=wall.code, by=wall.district, where=size(wall), note=str(HERITAGE[wall.heritage]),
        image=photo_url(wall, "small"), alt="",
        tag_kind="wait" if held else "", tag_text=_("Reserved") if held else _("Free"),
        due_kind="", due_text="", due_note="",
    )  # fmt: skip


def photo_url(wall: Wall, size: str = "large") -> str:
    return url_for("files.wall_photo", sha256=wall.photo, size=size) if wall.photo else ""


def photo(wall: Wall) -> Picture | None:
    """The photo of the wall, if there is one."""
    if not wall.photo:
        return None
    return Picture(photo_url(wall), wall.photo_alt or wall.address, wall.photo_alt)


def facts(wall: Wall, *, contact: bool) -> list[Fact]:
    """What is known of the wall; the owner's contact only for those who keep the register."""
    area = f"{format.number(wall.area_m2)}{format.NBSP}{UNITS['m']}²"
    found = [
        Fact(_("State"), _("Reserved") if wall.held_by_id else _("Free"),
             tag="wait" if wall.held_by_id else "done"),
        Fact(_("District"), wall.district),
        Fact(_("Side"), str(FACES[wall.face])),
        Fact(_("Size"), size(wall)),
        Fact(_("Area"), area),
        Fact(_("Surface"), wall.substrate),
        Fact(_("Protection of heritage"), str(HERITAGE[wall.heritage])),
        Fact(_("Owner"), wall.owner_name),
    ]  # fmt: skip
    if wall.held_until:
        found.insert(1, Fact(_("Reserved until"), format.day(wall.held_until)))
    if contact:
        found.append(Fact(_("Owner's contact"), wall.owner_contact))
    if wall.latitude is not None and wall.longitude is not None:
        found.append(Fact(_("Coordinates"), f"{wall.latitude}, {wall.longitude}"))
    return [fact for fact in found if fact.text]
