"""What ends by itself: written by the worker's sweep, and before a press in its own transaction.

Pages only compute what is over (`artflow.domain.process.endings`) and write nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from artflow.domain.process import endings as rules
from artflow.domain.process import turns as turn_rules
from artflow.domain.process.context import GuardContext
from artflow.models import Turn
from artflow.services.database import write_queue
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import literal_limit, reading, writing
from artflow.services.programmes.working_days import load_calendar

from . import case_loader, events, notices, parties, turns
from .decisions import store_case
from .effects import Audience, before_press

TURN = Turn.__table__
SIZE = 500
"""So many works a sweep ends at once; the next one goes on."""


@before_press
def end_what_is_over(connection: Connection, guard_context: GuardContext, people: Audience) -> bool:
    """End what is over in a work that is held by this transaction; return whether something was.

    The case stands as it does then; `people` are those who may hear of it.
    """
    case = guard_context.case
    if not rules.is_hold_over(case, guard_context.today):
        return False
    end = replace(guard_context, now=rules.end_of_hold(case, guard_context.calendar))
    facts = {"review_on": end.today.isoformat()}
    case.held, case.held_review_on = False, None
    turns.resume(connection, end)
    ended = events.NewEvent(rules.HOLD_ENDED, case.stage, facts)
    events.append(connection, case, ended, acting_role=None, now=guard_context.now)
    store_case(connection, case, guard_context.now)
    actions = case.current_stage.actions.values()
    told = {role for a in actions for e in a.effects if e.name == "resume" for role in a.tells}
    notices.notify(
        connection,
        case,
        people=people,
        roles=told,
        turns=turn_rules.current_turns(guard_context),
        acting_role=None,
        now=guard_context.now,
    )
    write_queue.flush(connection)  # what is decided now reads the turns
    return True


def end_due(now: datetime) -> int:
    """End what is over in every work, one transaction each. Returns how many works it was."""
    with reading() as connection:
        last = rules.latest_day(now)
        stopped = (TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_not(None))
        query = select(TURN.c.proposal_id).distinct().where(*stopped, TURN.c.due_on <= last)
        due = list(connection.execute(query.limit(literal_limit(SIZE))).scalars())
    return sum(_end(key, now) for key in due)


@repeated
def _end(proposal_id: int, now: datetime) -> bool:
    with writing(repeatable=True) as connection:  # what is over is over once
        case_loader.lock(connection, proposal_id)
        case = case_loader.load(connection, proposal_id)
        calendar = load_calendar(connection, case.programme_id)
        people = parties.read_audience(connection, case)
        return end_what_is_over(connection, GuardContext(case, None, now, calendar), people)
