"""Reservations of walls end, and who agrees to a work whose wall is free again gets it kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select, update

from artflow.domain import walls as rules
from artflow.domain.process.context import GuardContext
from artflow.domain.process.endings import RESERVATION_ENDED
from artflow.models import Proposal, Wall
from artflow.services.decisions import case_loader, endings
from artflow.services.decisions.effects import (
    ActionContext,
    Audience,
    after_effects,
    before_press,
)
from artflow.services.decisions.endings import Ending
from artflow.services.programmes import definitions

from .effects import reserve_wall

WALL, PROPOSAL = Wall.__table__, Proposal.__table__


@before_press
def end_reservation(connection: Connection, guard_context: GuardContext, people: Audience) -> bool:
    """Set a wall free whose days are over; the work still names it, others may take it."""
    case = guard_context.case
    if case.wall is None or not rules.is_reservation_over(case, guard_context.today):
        return False
    until = case.wall.held_until
    held = update(WALL).where(WALL.c.id == case.wall_id, WALL.c.held_by_id == case.id)
    connection.execute(held, {"held_by_id": None, "held_until": None})
    case_loader.read_wall(connection, case)
    facts = {"until": until.isoformat() if until else None}
    ending = Ending(RESERVATION_ENDED, facts, "reserve_wall")
    endings.write_ending(connection, guard_context, people, ending)
    return True


@after_effects
def keep_wall(context: ActionContext) -> None:
    """Reserve the wall anew for who has agreed to it, if its reservation was over meanwhile.

    Raises `NotPossible` if another work was faster.
    """
    wall = context.case.wall
    needs_it = any(need.name == "wall_free" for need in context.action.needs)
    if needs_it and wall is not None and wall.held_by is None:
        reserve_wall(context, "")


def find_over(connection: Connection, last: date) -> Iterable[int]:
    """Find works whose wall was kept until a day that is over, where that still can end."""
    query = (
        select(PROPOSAL.c.id, PROPOSAL.c.definition_id, PROPOSAL.c.stage, PROPOSAL.c.came_from)
        .join(WALL, WALL.c.held_by_id == PROPOSAL.c.id)
        .where(WALL.c.held_until < last, PROPOSAL.c.ended.is_(False))
        .order_by(WALL.c.held_until)
    )
    for row in connection.execute(query):
        stages = definitions.load_workflow(connection, row.definition_id).stages
        if rules.judges_wall(stages, row.stage, row.came_from):
            yield row.id


endings.DUE.append(find_over)
