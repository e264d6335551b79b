"""A wall as pages show it: a row of the register, its facts, its photos, a point on the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access.policy import sees
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.domain.walls import CLEAR, fits
from artflow.extensions import db
from artflow.models import Wall
from artflow.services.lists.proposal_rows import ProposalRow
from artflow.services.programmes import definitions
from artflow.services.walls import photos as walls_photos
from artflow.services.walls import walls
from artflow.services.walls.photos import Photo
from artflow.services.walls.walls import FREE, MAX_POINTS, Point, WallWithState
from artflow.web.lists.rows import OUTCOME_TAGS, ListRow, cover_url
from artflow.web.shared import current, formatting, language
from artflow.web.shared.field_labels import UNIT_LABELS
from artflow.web.shared.wall_labels import (
    FACE_LABELS,
    HERITAGE_LABELS,
    WALL_STATE_LABELS,
    WALL_STATE_TAGS,
)
from artflow.web.summaries.facts import Fact, size_facts
from artflow.web.summaries.pictures import UNKNOWN_SIZE, Picture


class MapPoint(TypedDict):
    """A wall as the script of the map takes it; `at` is its place in degrees."""

    id: int
    number: str
    title: str
    state: str
    tag: str
    label: str
    url: str
    at: list[float]


class MapPoints(TypedDict):
    """The walls of a map; `note` says that there are more, empty if these are all."""

    walls: list[MapPoint]
    note: str


def size_text(wall: Wall) -> str:
    """Return width by height."""
    width, height = formatting.number(wall.width_m), formatting.number(wall.height_m)
    return f"{width} × {height}{formatting.NBSP}{UNIT_LABELS['m']}"


def chosen_wall_facts(case: Case, snapshot: Snapshot) -> list[Fact]:
    """Tell of the chosen wall what its confirmation rests on, with the size of the work."""
    assert case.wall_id is not None
    wall = walls.load_wall(case.wall_id)
    room = fits(snapshot["facts"], wall.width_m, wall.height_m)
    return [
        Fact(_("Wall"), str(formatting.typeset(f"{wall.code}: {wall.address}"))),
        Fact(_("Size of the wall"), size_text(wall)),
        *(fact._replace(term=_("Size of the work")) for fact in size_facts(snapshot["facts"])[:1]),
        *([] if room else [Fact(_("Room for the work"), _("the work does not fit"), tag="stop")]),
        Fact(_("Protection of heritage"), str(HERITAGE_LABELS[wall.heritage])),
    ]


def wall_rows(found: Sequence[WallWithState]) -> list[ListRow]:
    """Return rows of the register, each with its newest photo; one statement.

    The city stands with the district where they are in several.
    """
    photos = walls_photos.newest_photos(listed.wall.id for listed in found)
    several = len({listed.wall.city for listed in found}) > 1
    return [
        _wall_row(listed, photos.get(listed.wall.id), listed.wall.city if several else "")
        for listed in found
    ]


def _wall_row(listed: WallWithState, photo: Photo | None, city: str) -> ListRow:
    wall = listed.wall
    return ListRow(
        url=url_for("walls.show", wall_id=wall.id),
        title=str(formatting.typeset(wall.address)),
        number=wall.code,
        by=", ".join(filter(None, (city, wall.district))),
        where=f"{FACE_LABELS[wall.face]}, {size_text(wall)}",
        note="" if wall.heritage == CLEAR else str(HERITAGE_LABELS[wall.heritage]),
        image=photo_url(photo, "small") if photo else "",
        alt="",
        tag_kind=WALL_STATE_TAGS[listed.state],
        tag_text=str(WALL_STATE_LABELS[listed.state]),
        due_kind="",
        due_text="",
        due_note="",
    )


def photo_url(photo: Photo, size: str = "large") -> str:
    """Return the address where a photo of a wall is served."""
    return url_for("files.wall_photo", sha256=photo.sha256, size=size)


def photo_pictures(name: str, found: Iterable[Photo]) -> list[Picture]:
    """List the photos of a wall of this name, each with its date if that is known."""
    return [
        Picture(
            photo_url(photo),
            photo.alt or name,
            ", ".join(filter(None, (photo.alt, formatting.day(photo.taken_on)))),
            photo.width or UNKNOWN_SIZE[0],
            photo.height or UNKNOWN_SIZE[1],
            state=photo.state,
        )
        for photo in found
    ]


def wall_facts(listed: WallWithState, *, contact: bool) -> list[Fact]:
    """Return what is known of the wall; the owner's contact only for those who may edit it."""
    wall = listed.wall
    area = f"{formatting.number(wall.area_m2)}{formatting.NBSP}{UNIT_LABELS['m']}²"
    tag = "done" if listed.state == FREE else WALL_STATE_TAGS[listed.state]
    found = [
        Fact(_("State"), str(WALL_STATE_LABELS[listed.state]), tag=tag),
        Fact(_("District"), wall.district),
        Fact(_("Side"), str(FACE_LABELS[wall.face])),
        Fact(_("Size"), size_text(wall)),
        Fact(_("Area"), area),
        Fact(_("Surface"), wall.substrate),
        Fact(_("Protection of heritage"), str(HERITAGE_LABELS[wall.heritage])),
        Fact(_("Owner"), wall.owner_name),
    ]
    today = formatting.local_date(current.now())
    if wall.held_until and wall.held_until >= today and listed.state != FREE:
        found.insert(1, Fact(_("Reserved until"), formatting.day(wall.held_until)))
    if contact:
        found.append(Fact(_("Owner's contact"), wall.owner_contact))
    if wall.latitude is not None and wall.longitude is not None:
        found.append(Fact(_("Coordinates"), f"{wall.latitude}, {wall.longitude}"))
    return [fact for fact in found if fact.text]


def map_point(wall: Wall) -> str:
    """Return the wall's place as the map takes it; empty if it is not known."""
    known = wall.latitude is not None and wall.longitude is not None
    return f"{wall.latitude},{wall.longitude}" if known else ""


def map_points(found: Sequence[Point]) -> MapPoints:
    """Turn walls into points of a map; of too many a bounded number, and words that say so."""
    return {
        "walls": [_map_point(row) for row in found[:MAX_POINTS]],
        "note": _("Not all walls are on the map: zoom in") if len(found) > MAX_POINTS else "",
    }


def _map_point(row: Point) -> MapPoint:
    return {
        "id": row.id,
        "number": row.code,
        "title": row.address,
        "state": row.state,
        "tag": WALL_STATE_TAGS[row.state],
        "label": str(WALL_STATE_LABELS[row.state]),
        "url": url_for("walls.show", wall_id=row.id),
        "at": [float(row.latitude), float(row.longitude)],
    }


def work_rows(
    found: Iterable[ProposalRow], wall: Wall, person: Person
) -> tuple[list[ListRow], list[ListRow]]:
    """Part the work that has the wall from all others meant for it, the newest first."""
    now: list[ListRow] = []
    before: list[ListRow] = []
    for proposal in found:
        holds = proposal.id == wall.held_by_id
        (now if holds else before).append(_work_row(proposal, person, holds=holds))
    return now, before


def _work_row(proposal: ProposalRow, person: Person, *, holds: bool) -> ListRow:
    connection = db.session.connection()
    stage = definitions.load_workflow(connection, proposal.definition_id).stages[proposal.stage]
    follows = sees(person, proposal)
    return ListRow(
        url=url_for("proposals.show", proposal_id=proposal.id) if follows else "",
        title=f"«{proposal.title or _('Untitled')}»",
        number=proposal.number or "",
        by=proposal.artist,
        where=formatting.day(proposal.moved_at),
        note="",
        image=cover_url(proposal) if follows else _finished_cover_url(proposal),
        alt="",
        tag_kind=OUTCOME_TAGS.get(stage.outcome, "now" if holds else ""),
        tag_text=stage.label[language.code()],
        due_kind="",
        due_text="",
        due_note="",
    )


def _finished_cover_url(proposal: ProposalRow) -> str:
    """Return the picture of a finished work, as everybody may see it."""
    if not proposal.cover:
        return ""
    return url_for("files.finished", proposal_id=proposal.id, sha256=proposal.cover, size="small")
