"""A wall as pages show it: a row of the register, its facts, its photos, a point on the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.policy import sees
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Wall
from artflow.services import definitions, wall_photos
from artflow.services.walls import FREE, Listed
from artflow.web import format, language
from artflow.web.words.fields import UNITS
from artflow.web.words.walls import FACES, HERITAGE, STATES, TAGS

from .facts import Fact
from .pictures import UNKNOWN, Picture
from .rows import KINDS, Row, image


def size(wall: Wall) -> str:
    """Width by height."""
    gap = format.NBSP
    return f"{format.number(wall.width_m)} × {format.number(wall.height_m)}{gap}{UNITS['m']}"


def rows(found: Sequence[Listed]) -> list[Row]:
    """Walls in lines of the register, each with its newest photo; one statement."""
    photos = wall_photos.newest(listed.wall.id for listed in found)
    return [_row(listed, photos.get(listed.wall.id)) for listed in found]


def _row(listed: Listed, photo: Any) -> Row:
    wall = listed.wall
    return Row(
        url=url_for("walls.show", wall_id=wall.id), title=str(format.typeset(wall.address)),
        number=wall.code, by=wall.district, where=f"{FACES[wall.face]}, {size(wall)}",
        note=str(HERITAGE[wall.heritage]),
        image=photo_url(photo, "small") if photo else "", alt="",
        tag_kind=TAGS[listed.state], tag_text=str(STATES[listed.state]),
        due_kind="", due_text="", due_note="",
    )  # fmt: skip


def photo_url(photo: Any, size: str = "large") -> str:
    """Where a photo of a wall is served."""
    return url_for("files.wall_photo", sha256=photo.sha256, size=size)


def photos(name: str, found: Iterable[Any]) -> list[Picture]:
    """The photos of a wall of this name, each with its date if that is known."""
    return [
        Picture(
            photo_url(photo), photo.alt or name,
            ", ".join(filter(None, (photo.alt, format.day(photo.taken_on)))),
            photo.width or UNKNOWN[0], photo.height or UNKNOWN[1],
        )
        for photo in found
    ]  # fmt: skip


def facts(listed: Listed, *, contact: bool) -> list[Fact]:
    """What is known of the wall; the owner's contact only for those who keep the register."""
    wall = listed.wall
    area = f"{format.number(wall.area_m2)}{format.NBSP}{UNITS['m']}²"
    tag = "done" if listed.state == FREE else TAGS[listed.state]
    found = [
        Fact(_("State"), str(STATES[listed.state]), tag=tag),
        Fact(_("District"), wall.district),
        Fact(_("Side"), str(FACES[wall.face])),
        Fact(_("Size"), size(wall)),
        Fact(_("Area"), area),
        Fact(_("Surface"), wall.substrate),
        Fact(_("Protection of heritage"), str(HERITAGE[wall.heritage])),
        Fact(_("Owner"), wall.owner_name),
    ]  # fmt: skip
    if wall.held_until and listed.state != FREE:
        found.insert(1, Fact(_("Reserved until"), format.day(wall.held_until)))
    if contact:
        found.append(Fact(_("Owner's contact"), wall.owner_contact))
    if wall.latitude is not None and wall.longitude is not None:
        found.append(Fact(_("Coordinates"), f"{wall.latitude}, {wall.longitude}"))
    return [fact for fact in found if fact.text]


def point(wall: Wall) -> str:
    """The wall's place as the map takes it; empty if it is not known."""
    known = wall.latitude is not None and wall.longitude is not None
    return f"{wall.latitude},{wall.longitude}" if known else ""


def points(found: Iterable[Any]) -> list[dict[str, Any]]:
    """Walls as points of a map."""
    return [
        {"id": row.id, "number": row.code, "title": row.address, "state": row.state,
         "tag": TAGS[row.state], "label": str(STATES[row.state]),
         "url": url_for("walls.show", wall_id=row.id),
         "at": [float(row.latitude), float(row.longitude)]}
        for row in found
    ]  # fmt: skip


def works(found: Iterable[Any], wall: Wall, person: Person) -> tuple[list[Row], list[Row]]:
    """The work that has the wall now, and all others that were meant for it, the newest first."""
    now, before = [], []
    for proposal in found:
        holds = proposal.id == wall.held_by_id
        (now if holds else before).append(_work(proposal, person, holds=holds))
    return now, before


def _work(proposal: Any, person: Person, *, holds: bool) -> Row:
    connection = db.session.connection()
    stage = definitions.workflow(connection, proposal.definition_id).stages[proposal.stage]
    follows = sees(person, proposal)
    return Row(
        url=url_for("proposals.show", proposal_id=proposal.id) if follows else "",
        title=f"«{proposal.title or _('Untitled')}»", number=proposal.number or "",
        by=proposal.artist, where=format.day(proposal.moved_at), note="",
        image=image(proposal) if follows else _finished(proposal), alt="",
        tag_kind=KINDS.get(stage.outcome, "now" if holds else ""),
        tag_text=stage.label[language.code()], due_kind="", due_text="", due_note="",
    )  # fmt: skip


def _finished(proposal: Any) -> str:
    """The picture of a finished work, as everybody may see it."""
    if not proposal.cover:
        return ""
    return url_for("files.finished", proposal_id=proposal.id, sha256=proposal.cover,
                   size="small")  # fmt: skip
