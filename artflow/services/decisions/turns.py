"""Turns kept as rows: opened, closed, stopped during a hold, each with how it was computed.

A period that was used stays used. What a party has used up in a stage is what its turns there have
used, in all rounds: who is asked again gets what is left, at least what the definition gives after
a return. A hold stops the clock and changes nothing of that account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, bindparam, insert, select, update

from artflow.domain.process import turns as rules
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.endings import STAYS, delay_last_day, last_day_in
from artflow.domain.process.turns import Clock, Deadline, Turn, TurnOutcome
from artflow.models import Condition
from artflow.models import Turn as TurnRow
from artflow.services.database import write_queue

from . import events
from .open_turns import OpenTurn, select_open

TURN, CONDITION = TurnRow.__table__, Condition.__table__
TurnKey: TypeAlias = tuple[str, str, int | None]
"""Role, party and person: what tells the open turns of a work apart."""
_in_stage = (
    select(TURN)
    .where(TURN.c.proposal_id == bindparam("id"), TURN.c.stage == bindparam("stage"))
    .order_by(TURN.c.id)
)
_close = (
    update(TURN)
    .where(TURN.c.id == bindparam("row"))
    .values(
        closed_at=bindparam("now"),
        used_days=bindparam("used"),
        paused_days=bindparam("paused"),
        late_days=bindparam("late"),
        ended_by=bindparam("action"),
        outcome=bindparam("became"),
    )
)
_insert = insert(TURN).inline()


class Arrival(Enum):
    """How a work has come to stand in its stage: not by this press, or by it, new or once more."""

    STAYED = auto()
    FIRST = auto()
    AGAIN = auto()


class TurnChanges(NamedTuple):
    """Which turns close, which have just begun, and the rows of those."""

    closing: list[dict[str, object]]
    begun: list[Turn]
    rows: list[dict[str, object]]


class Period(NamedTuple):
    """How long a turn may last, in working days, and what that was computed from."""

    opened_on: date
    days: int | None
    due_on: date | None
    basis: dict[str, object]


@dataclass(slots=True)
class _Account:
    """What a party has used up in the stage before, and the period that passes to its next turn."""

    used: int = 0
    running: Period | None = None


def compute_changes(
    connection: Connection,
    guard_context: GuardContext,
    rows: Sequence[OpenTurn],
    arrival: Arrival,
    action: str = "",
) -> TurnChanges:
    """Compute what turns the open turns (`rows`) into those the engine names after the action.

    A stage entered for the first time begins a full period; in one that it has been in before the
    parties go on with what they have left there. Inside a stage a turn that passes from
    one role or person of a party to another keeps the period that is running.
    """
    if guard_context.case.held:
        return TurnChanges([], [], [])
    wanted = {(t.role.value, t.party, t.user_id): t for t in rules.current_turns(guard_context)}
    stayed = arrival is Arrival.STAYED
    redated = _redated(guard_context.case, rows, wanted)
    kept = {row.key for row in rows} & set(wanted) - redated if stayed else set()
    closing = [row for row in rows if row.key not in kept]
    begun = [turn for place, turn in wanted.items() if place not in kept]
    known = begun and arrival is not Arrival.FIRST
    passing = {row.id for row in closing}
    accounts = _read_accounts(connection, guard_context.case, passing) if known else {}
    outcome_of = partial(
        _outcome, guard_context, arrival, {turn.party for turn in begun} if stayed else set()
    )
    return TurnChanges(
        [
            _closed(guard_context, row) | {"action": action, "became": outcome_of(row).value}
            for row in closing
        ],
        begun,
        [
            _row(guard_context, turn, _account(accounts, place, redated), arrival)
            for place, turn in wanted.items()
            if place not in kept
        ],
    )


def _account(accounts: Mapping[str, _Account], place: TurnKey, redated: set[TurnKey]) -> _Account:
    """Return what a turn goes on with: nothing, where it gets another day."""
    _role, party, _person = place
    return _Account() if place in redated else accounts.get(party, _Account())


def _redated(case: Case, rows: Sequence[OpenTurn], wanted: Mapping[TurnKey, Turn]) -> set[TurnKey]:
    """Name the turns whose day is another one because this press has changed conditions."""
    if not case.redated:
        return set()
    ruled = rules.days_of(case) is not None
    days = {row.key: row.due_on for row in rows}
    return {
        place
        for place, turn in wanted.items()
        if place in days
        and turn.days is None
        and days[place] != turn.due_on
        and (turn.due_on is not None or not ruled)
    }


def _closed(guard_context: GuardContext, row: OpenTurn) -> dict[str, object]:
    calendar = guard_context.calendar
    clock = Clock.of(row, calendar).until(calendar, guard_context.now)
    return {
        "row": row.id,
        "now": guard_context.now,
        "used": clock.used,
        "paused": clock.paused,
        "late": clock.late,
    }


def _outcome(
    guard_context: GuardContext, arrival: Arrival, passing: set[str], row: OpenTurn
) -> TurnOutcome:
    """Say what the end of a turn is to its party; `passing` are those that go on in the stage."""
    acting_role = guard_context.acting_role
    if row.party in passing:
        return TurnOutcome.PASSED
    if acting_role is None or acting_role.party != row.party:
        return TurnOutcome.OVERTAKEN
    sent_back = arrival is not Arrival.STAYED and guard_context.case.current_stage.leads_back
    return TurnOutcome.RETURNED if sent_back else TurnOutcome.DECIDED


def write_changes(connection: Connection, found: TurnChanges) -> None:
    """Have the changes written."""
    write_queue.add(connection, _close, found.closing)
    write_queue.add(connection, _insert, found.rows)


def _read_accounts(connection: Connection, case: Case, passing: set[int]) -> dict[str, _Account]:
    """Read what the parties have used up in the stage; `passing` are turns that end now."""
    accounts: dict[str, _Account] = {}
    for row in connection.execute(_in_stage, {"id": case.id, "stage": case.stage}):
        account = accounts.setdefault(row.party, _Account())
        account.used += row.used_days
        if row.id in passing:
            account.running = Period(row.opened_on, row.days, row.due_on, row.basis)
    return accounts


def _row(
    guard_context: GuardContext, turn: Turn, account: _Account, arrival: Arrival
) -> dict[str, object]:
    if turn.party in guard_context.case.asked_anew:
        arrival = Arrival.AGAIN
    period = account.running or _own_period(guard_context, turn)
    period = period or _next_period(guard_context, account.used, arrival)
    return {
        "proposal_id": guard_context.case.id,
        "stage": guard_context.case.stage,
        "role": turn.role.value,
        "party": turn.party,
        "organisation_id": turn.organisation_id,
        "user_id": turn.user_id,
        "opened_at": guard_context.now,
        **period._asdict(),
    }


def _own_period(guard_context: GuardContext, turn: Turn) -> Period | None:
    """Build the period of a turn that a condition asks for; None for one of the stage's own."""
    calendar = guard_context.calendar
    opened = calendar.registered(guard_context.now)
    if turn.due_on is not None:
        days = calendar.between(opened, turn.due_on)
        skipped = tuple(calendar.skipped(opened, turn.due_on)) if days > 0 else ()
        return _computed(Deadline(opened, days, turn.due_on, skipped), "condition")
    return _computed(rules.period(calendar, opened, turn.days), "closing") if turn.days else None


def _next_period(guard_context: GuardContext, used: int, arrival: Arrival) -> Period:
    """Build the period of a party that has used up some days here before, or none yet.

    After a return it is at least what the definition gives; who is asked again without one, for
    they have taken something back, gets no day more. Without an end where the stage has no limit.
    """
    stage, calendar = guard_context.case.current_stage, guard_context.calendar
    opened = calendar.registered(guard_context.now)
    limit = rules.days_of(guard_context.case)
    if limit is None:
        return Period(opened, None, None, {})
    if not used:
        return _computed(rules.period(calendar, opened, limit), "limit")
    stayed = arrival is Arrival.STAYED
    days = limit - used if stayed else stage.days_after_return(used)
    found = _computed(rules.period(calendar, opened, days), "remaining")
    found.basis.update(used=used, limit=limit)
    return found


def _computed(found: Deadline, rule: str) -> Period:
    basis: dict[str, object] = {
        "rule": rule,
        "from": found.opened_on.isoformat(),
        "days": found.days,
        "skipped": [day.isoformat() for day in found.skipped],
    }
    return Period(found.opened_on, found.days, found.due_on, basis)


def begin_stay(
    connection: Connection, guard_context: GuardContext, *, again: bool
) -> dict[str, object]:
    """Set the last day of the stay that begins now; returns what the event keeps of it.

    A work that comes back (`again`) as the version that it was keeps the last day that it had:
    nobody gains time by leading it out and in. Where works are revised each stay is a new one.
    """
    case, stage = guard_context.case, guard_context.case.current_stage
    case.entered_at = guard_context.now
    case.expires_on = last_day_in(stage, guard_context.now, guard_context.calendar)
    if case.expires_on is None:
        return {}
    if again and not stage.leads_back:
        case.expires_on = events.find_last_day(connection, case) or case.expires_on
    return {STAYS: case.expires_on.isoformat()}


def stop(connection: Connection, guard_context: GuardContext, back_on: date | None) -> None:
    """Stop the clock of every open turn and remember the working days it had left.

    Until it runs on, its due date is the day on which the work comes back. Days are counted from
    the one on which the hold is registered, as `resume` counts: a hold that is
    lifted at once, be it on a Saturday, changes no deadline.
    """
    calendar = guard_context.calendar
    for row in select_open(connection, guard_context.case.id):
        clock = Clock.of(OpenTurn.of_row(row), calendar).until(calendar, guard_context.now)
        values = {
            "stopped_days": calendar.between(clock.since, row.due_on) if row.due_on else 0,
            "stopped_on": clock.since,
            "used_days": clock.used,
            "late_days": clock.late,
            "due_on": back_on,
        }
        write_queue.add(connection, update(TURN).where(TURN.c.id == row.id), values)


def resume(connection: Connection, guard_context: GuardContext) -> None:
    """Let every stopped turn run on with the days it had left, counted from now; the stay as well.

    What was overdue is overdue by as many working days again. Conditions that are open are due
    later by as much.
    """
    calendar, stopped = guard_context.calendar, []
    for row in select_open(connection, guard_context.case.id):
        stopped += [row.stopped_on] if row.stopped_on else []
        clock = Clock.of(OpenTurn.of_row(row), calendar).until(calendar, guard_context.now)
        values: dict[str, object] = {
            "stopped_days": None,
            "stopped_on": None,
            "opened_on": clock.since,
            "due_on": None,
            "paused_days": clock.paused,
        }
        if row.days is not None:
            running = rules.period(calendar, clock.since, row.stopped_days or 0)
            values |= _computed(running, "resumed")._asdict()
        write_queue.add(connection, update(TURN).where(TURN.c.id == row.id), values)
    if stopped:
        runs = calendar.registered(guard_context.now)
        delay_last_day(guard_context.case, min(stopped), runs, calendar)
        _postpone(connection, guard_context, min(stopped))
    write_queue.flush(connection)  # what passes on within this decision reads them


def _postpone(connection: Connection, guard_context: GuardContext, stopped_on: date) -> None:
    """Give conditions that are open the working days again that they had when the clock stopped."""
    calendar = guard_context.calendar
    since = calendar.registered(guard_context.now)
    for each in guard_context.case.conditions:
        left = calendar.between(stopped_on, each.due_on) if each.due_on else 0
        if each.is_live and left > 0:
            each.due_on = calendar.add(since, left)
            values = {"due_on": each.due_on}
            write_queue.add(connection, update(CONDITION).where(CONDITION.c.id == each.id), values)
