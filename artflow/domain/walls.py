"""Is there one wall, is it free, and do we know whose it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artflow.domain.dossier.fields import describes_wall
from artflow.domain.people.roles import Role
from artflow.domain.process.guards import guard, unless

from .errors import Reason

if TYPE_CHECKING:
    from artflow.domain.process.context import GuardContext

CLEAR, UNKNOWN = "none", "unknown"
HERITAGE = (
    CLEAR,
    "monument_local",
    "monument_republican",
    "protection_zone",
    "regulated_zone",
    UNKNOWN,
)
WALL_EDITORS = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)


@guard
def wall_chosen(context: GuardContext, arg: str) -> list[Reason]:
    """One of the candidate walls has been chosen."""
    return unless(
        context.case.wall is not None, "wall_not_chosen", *WALL_EDITORS, action="choose_wall"
    )


@guard
def wall_proposed(context: GuardContext, arg: str) -> list[Reason]:
    """There is at least one candidate wall to choose."""
    return unless(
        context.case.candidates > 0, "no_wall_proposed", *WALL_EDITORS, action="propose_wall"
    )


@guard
def wall_described(context: GuardContext, arg: str) -> list[Reason]:
    """The artist has described a wall that can be taken into the register."""
    return unless(describes_wall(context.case.dossier["facts"]), "no_wall_described", Role.ARTIST)


@guard
def wall_free(context: GuardContext, arg: str) -> list[Reason]:
    """No other live proposal holds the chosen wall."""
    wall = context.case.wall
    taken = wall is not None and wall.held_by not in (None, context.case.id)
    return unless(not taken, "wall_taken", *WALL_EDITORS, action="choose_wall")


@guard
def heritage_known(context: GuardContext, arg: str) -> list[Reason]:
    """Somebody has found out whether the building is protected."""
    wall = context.case.wall
    return unless(wall is None or wall.heritage != UNKNOWN, "heritage_unknown", *WALL_EDITORS)


@guard
def heritage_clear(context: GuardContext, arg: str) -> list[Reason]:
    """The building is not protected, or the culture body has agreed to this version."""
    wall, fact = context.case.wall, context.case.papers.get("heritage_opinion")
    if wall is not None and wall.heritage == CLEAR:
        return []
    agreed = fact is not None and fact.data.get("ok") and fact.design == context.case.design
    return unless(
        bool(agreed), "heritage_opinion_missing", *WALL_EDITORS, action="record_heritage_opinion"
    )


@guard
def owner_known(context: GuardContext, arg: str) -> list[Reason]:
    """There is somebody to ask for the owners' consent."""
    wall = context.case.wall
    return unless(wall is None or bool(wall.owner_contact), "owner_unknown", *WALL_EDITORS)
