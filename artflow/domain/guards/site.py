"""Is there one wall, is it free, and do we know whose it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dossier import described
from ..errors import Reason
from ..roles import Role
from .registry import guard, unless

if TYPE_CHECKING:
    from ..moment import Moment

CLEAR, UNKNOWN = "none", "unknown"
HERITAGE = (
    CLEAR,
    "monument_local",
    "monument_republican",
    "protection_zone",
    "regulated_zone",
    UNKNOWN,
)
WHO = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)


@guard
def wall_chosen(moment: Moment, arg: str) -> list[Reason]:
    """One of the candidate walls has been chosen."""
    return unless(moment.case.wall is not None, "wall_not_chosen", *WHO, action="choose_wall")


@guard
def wall_proposed(moment: Moment, arg: str) -> list[Reason]:
    """There is at least one candidate wall to choose."""
    return unless(moment.case.candidates > 0, "no_wall_proposed", *WHO, action="propose_wall")


@guard
def wall_described(moment: Moment, arg: str) -> list[Reason]:
    """The artist has described a wall that can be taken into the register."""
    return unless(described(moment.case.dossier["facts"]), "no_wall_described", Role.ARTIST)


@guard
def wall_free(moment: Moment, arg: str) -> list[Reason]:
    """No other live proposal holds the chosen wall."""
    wall = moment.case.wall
    taken = wall is not None and wall.held_by not in (None, moment.case.id)
    return unless(not taken, "wall_taken", *WHO, action="choose_wall")


@guard
def heritage_known(moment: Moment, arg: str) -> list[Reason]:
    """Somebody has found out whether the building is protected."""
    wall = moment.case.wall
    return unless(wall is None or wall.heritage != UNKNOWN, "heritage_unknown", *WHO)


@guard
def heritage_clear(moment: Moment, arg: str) -> list[Reason]:
    """The building is not protected, or the culture body has agreed to this version."""
    wall, fact = moment.case.wall, moment.case.papers.get("heritage_opinion")
    if wall is not None and wall.heritage == CLEAR:
        return []
    agreed = fact is not None and fact.data.get("ok") and fact.design == moment.case.design
    return unless(bool(agreed), "heritage_opinion_missing", *WHO, action="record_heritage_opinion")


@guard
def owner_known(moment: Moment, arg: str) -> list[Reason]:
    """There is somebody to ask for the owners' consent."""
    wall = moment.case.wall
    return unless(wall is None or bool(wall.owner_contact), "owner_unknown", *WHO)
