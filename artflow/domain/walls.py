"""Guards on the wall: one is chosen, it is free, and its owner is known."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from artflow.domain.dossier.fields import describes_wall
from artflow.domain.people.roles import Role
from artflow.domain.process.guards import guard, unless

from .errors import Invalid, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from artflow.domain.process.case import Case
    from artflow.domain.process.context import GuardContext
    from artflow.domain.process.workflow import Stage
    from artflow.domain.snapshot import Facts

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
    """Require that one of the candidate walls has been chosen."""
    return unless(
        context.case.wall is not None, "wall_not_chosen", *WALL_EDITORS, action="choose_wall"
    )


@guard
def wall_proposed(context: GuardContext, arg: str) -> list[Reason]:
    """Require at least one candidate wall to choose from."""
    return unless(
        context.case.candidates > 0, "no_wall_proposed", *WALL_EDITORS, action="propose_wall"
    )


@guard
def wall_described(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the artist has described a wall that can be entered in the register."""
    return unless(describes_wall(context.case.dossier["facts"]), "no_wall_described", Role.ARTIST)


@guard
def wall_free(context: GuardContext, arg: str) -> list[Reason]:
    """Require that no other live proposal holds the chosen wall."""
    wall = context.case.wall
    taken = wall is not None and wall.held_by not in (None, context.case.id)
    return unless(not taken, "wall_taken", *WALL_EDITORS, action="choose_wall")


@guard
def heritage_known(context: GuardContext, arg: str) -> list[Reason]:
    """Require that somebody has found out whether the building is protected."""
    wall = context.case.wall
    return unless(wall is None or wall.heritage != UNKNOWN, "heritage_unknown", *WALL_EDITORS)


@guard
def heritage_clear(context: GuardContext, arg: str) -> list[Reason]:
    """Require an unprotected building, or an agreement of the culture body to this version."""
    wall, fact = context.case.wall, context.case.papers.get("heritage_opinion")
    if wall is not None and wall.heritage == CLEAR:
        return []
    agreed = fact is not None and fact.data.get("ok") and fact.design == context.case.design
    return unless(
        bool(agreed), "heritage_opinion_missing", *WALL_EDITORS, action="record_heritage_opinion"
    )


@guard
def owner_known(context: GuardContext, arg: str) -> list[Reason]:
    """Require somebody to ask for the owners' consent."""
    wall = context.case.wall
    return unless(wall is None or bool(wall.owner_contact), "owner_unknown", *WALL_EDITORS)


def fits(facts: Facts, width: Decimal, height: Decimal) -> bool:
    """Return whether a work as its dossier has it finds room on a wall of this size, in metres.

    A side that the dossier does not name fits everywhere.
    """
    sides = ((facts.get("width_m"), width), (facts.get("height_m"), height))
    return all(not side or Decimal(str(side)) <= room for side, room in sides)


def check_room(facts: Facts, width: Decimal, height: Decimal, grounds: object) -> None:
    """Ask for grounds in words where the work is larger than the wall. Raises `Invalid`."""
    if fits(facts, width, height) or grounds:
        return
    raise Invalid(
        "text",
        "wall_too_small",
        width=Decimal(str(facts.get("width_m") or 0)),
        height=Decimal(str(facts.get("height_m") or 0)),
        wall_width=width,
        wall_height=height,
    )


def is_reservation_over(case: Case, today: date) -> bool:
    """Return whether the days are over for which the wall was kept for this work.

    They end only while somebody is still to judge whether the wall is free: who agrees to the work
    then agrees to the wall, too, and it stays the work's own.
    """
    wall = case.wall
    if wall is None or wall.held_by != case.id or wall.held_until is None:
        return False
    return today > wall.held_until and judges_wall(case.workflow.stages, case.stage, case.came_from)


def judges_wall(stages: Mapping[str, Stage], key: str, came_from: str) -> bool:
    """Return whether a free wall is still asked for where a work stands, or will go back to."""
    stage = stages.get(came_from) if stages[key].leads_back else stages[key]
    actions = stage.actions.values() if stage else ()
    return any(need.name == "wall_free" for action in actions for need in action.needs)
