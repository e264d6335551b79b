"""What ends by itself: written by the worker's sweep, and before a press in its own transaction.

Pages only compute what is over (`artflow.domain.process.endings`) and write nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.process import endings as rules
from artflow.domain.process import turns as turn_rules
from artflow.domain.process.context import GuardContext
from artflow.domain.process.turns import Turn
from artflow.models import Proposal
from artflow.models import Turn as TurnRow
from artflow.services.database import write_queue
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import literal_limit, reading, writing
from artflow.services.programmes.working_days import load_calendar

from . import case_loader, events, notices, turns
from .case_loader import LoadedCase
from .decisions import move
from .effects import BEFORE_PRESS, ActionContext, Audience, before_press
from .open_turns import read_open

TURN = TurnRow.__table__
PROPOSAL = Proposal.__table__
DUE: list[Callable[[Connection, date], Iterable[int]]] = []
"""What other rooms look at: which works may have something that is over by a day."""
SIZE = 500
"""So many works a sweep ends at once; the next one goes on."""


class Ending(NamedTuple):
    """Something that is over: `told_as` is the effect of the actions that tell it to whom."""

    type: str
    facts: Mapping[str, object]
    told_as: str
    turns: Sequence[Turn] = ()


@before_press
def end_hold(connection: Connection, guard_context: GuardContext, people: Audience) -> bool:
    """End a hold whose day has come; the clocks run on from the beginning of that day."""
    case = guard_context.case
    if not rules.is_hold_over(case, guard_context.today):
        return False
    end = replace(guard_context, now=rules.end_of_hold(case, guard_context.calendar))
    case.held, case.held_review_on = False, None
    turns.resume(connection, end)
    found = turn_rules.current_turns(guard_context)
    facts = {"review_on": end.today.isoformat()}
    if case.expires_on:
        facts[rules.STAYS] = case.expires_on.isoformat()
    fact = Ending(rules.HOLD_ENDED, facts, "resume", found)
    write_ending(connection, guard_context, people, fact)
    return True


@before_press
def end_stay(connection: Connection, guard_context: GuardContext, people: Audience) -> bool:
    """Let time take the action by which a stay in the present stage ends.

    Turns end and begin on the last day, however late this is written.
    """
    case = guard_context.case
    if not rules.is_stay_over(case, guard_context.today):
        return False
    rule, over = case.current_stage.expiry, rules.end_of_stay(case, guard_context.calendar)
    assert rule is not None
    action = ActionContext(connection, guard_context, case.current_stage.actions[rule.action])
    running = read_open(connection, case.id)
    move(action, LoadedCase(case, case_loader.NOBODY, None, running, [*people], [], False), over)
    write_queue.flush(connection)  # what is decided now reads the rows
    return True


def write_ending(
    connection: Connection, guard_context: GuardContext, people: Audience, ending: Ending
) -> None:
    """Write into the history that something is over, which nobody has done, and tell it."""
    case = guard_context.case
    event = events.NewEvent(ending.type, case.stage, ending.facts)
    events.record(connection, case, event, actor=None, now=guard_context.now)
    actions = [action for _stage, action in case.workflow.actions()]
    told = {r for a in actions for e in a.effects if e.name == ending.told_as for r in a.tells}
    notices.notify(
        connection,
        case,
        people=people,
        roles=told,
        turns=ending.turns,
        acting_role=None,
        now=guard_context.now,
    )
    write_queue.flush(connection)  # what is decided now reads the rows


def end_due(now: datetime) -> int:
    """End what is over in every work, one transaction each. Returns how many works it was."""
    last = rules.latest_day(now)
    with reading() as connection:
        due = {key for look in DUE for key in look(connection, last)}
    return sum(_end(key, now) for key in sorted(due))


def _find_held(connection: Connection, last: date) -> Iterable[int]:
    """Find the works on hold that are to come back by a day."""
    stopped = (TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_not(None))
    query = select(TURN.c.proposal_id).distinct().where(*stopped, TURN.c.due_on <= last)
    return connection.execute(query.limit(literal_limit(SIZE))).scalars()


def _find_expired(connection: Connection, last: date) -> Iterable[int]:
    """Find the works whose last day in their stage is over by a day."""
    over = (PROPOSAL.c.expires_on < last, PROPOSAL.c.held.is_(False))
    query = select(PROPOSAL.c.id).where(*over).order_by(PROPOSAL.c.expires_on)
    return connection.execute(query.limit(literal_limit(SIZE))).scalars()


DUE.append(_find_held)
DUE.append(_find_expired)


@repeated
def _end(proposal_id: int, now: datetime) -> bool:
    with writing(repeatable=True) as connection:  # what is over is over once
        case_loader.lock(connection, proposal_id)
        found = case_loader.load_unattended(connection, proposal_id, now)
        if found.is_altered:
            return False
        calendar = load_calendar(connection, found.case.programme_id)
        context = GuardContext(found.case, None, now, calendar)
        ended = [end(connection, context, found.people) for end in BEFORE_PRESS]
        return any(ended)
