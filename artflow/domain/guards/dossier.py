"""Is the dossier whole, and is it the artist's own?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dossier import filled, missing
from ..errors import Reason
from ..roles import Role
from .registry import guard, unless

if TYPE_CHECKING:
    from ..moment import Moment

PLACES = ("walls", "wall_address", "wished_place")


@guard
def dossier_complete(moment: Moment, arg: str) -> list[Reason]:
    """Every required field is filled; one reason for each that is not."""
    return [
        Reason("field_missing", {"field": field.key, "section": field.section}, (Role.ARTIST,))
        for field in missing(moment.case.dossier["facts"])
    ]


@guard
def has_file(moment: Moment, kind: str) -> list[Reason]:
    """At least one file of the kind is in the dossier."""
    kinds = {file["kind"] for file in moment.case.dossier["files"]}
    return unless(kind in kinds, "file_missing", Role.ARTIST, kind=kind)


@guard
def place_known(moment: Moment, arg: str) -> list[Reason]:
    """A wall of the register, a wall described or shown on a photo, or a word on where."""
    dossier = moment.case.dossier
    named = any(filled(dossier["facts"].get(key)) for key in PLACES)
    photo = any(file["kind"] == "wall_photo" for file in dossier["files"])
    return unless(named or photo, "place_missing", Role.ARTIST)


@guard
def not_duplicate(moment: Moment, arg: str) -> list[Reason]:
    """No other live proposal carries the same sketch, byte for byte."""
    twins = moment.case.source.twins(moment.case)
    return unless(not twins, "duplicate", Role.COORDINATOR, numbers=", ".join(twins))
