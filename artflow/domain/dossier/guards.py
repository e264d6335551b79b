"""Guards: the dossier is complete, and it is the artist's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.domain.pictures import FAILED, Unready
from artflow.domain.process.guards import guard, unless

from .fields import is_filled, missing_fields

if TYPE_CHECKING:
    from artflow.domain.process.context import GuardContext

PLACES = ("walls", "wall_address", "wished_place")


@guard
def dossier_complete(context: GuardContext, arg: str) -> list[Reason]:
    """Require that every required field is filled, and that every picture can be looked at.

    One reason for each that is not: what is frozen has been opened.
    """
    empty = [
        Reason("field_missing", {"field": field.key, "section": field.section}, (Role.ARTIST,))
        for field in missing_fields(context.case.dossier["facts"])
    ]
    return empty + [_not_ready(picture) for picture in context.case.unready_pictures]


def _not_ready(picture: Unready) -> Reason:
    """Return why a picture cannot be looked at; only a broken one asks something of the artist."""
    if picture.state == FAILED:
        return Reason("picture_failed", {"name": picture.name}, (Role.ARTIST,))
    return Reason("picture_preparing", {"name": picture.name})


@guard
def has_file(context: GuardContext, kind: str) -> list[Reason]:
    """Require at least one file of the kind in the dossier."""
    kinds = {file["kind"] for file in context.case.dossier["files"]}
    return unless(kind in kinds, "file_missing", Role.ARTIST, kind=kind)


@guard
def place_known(context: GuardContext, arg: str) -> list[Reason]:
    """Require a place: a wall of the register, a described wall, its photo, or a wish in words."""
    dossier = context.case.dossier
    named = any(is_filled(dossier["facts"].get(key)) for key in PLACES)
    photo = any(file["kind"] == "wall_photo" for file in dossier["files"])
    return unless(named or photo, "place_missing", Role.ARTIST)


@guard
def not_duplicate(context: GuardContext, arg: str) -> list[Reason]:
    """Require that no live proposal sent in earlier carries the same sketch, byte for byte."""
    twins = context.case.source.twins(context.case).earlier
    return unless(not twins, "duplicate", Role.COORDINATOR, numbers=", ".join(twins))
