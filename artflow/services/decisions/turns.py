"""Turns kept as rows: opened, closed, stopped during a hold, each with how it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from artflow.domain.process import turns as rules
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.turns import Deadline, Turn
from artflow.models import Turn as TurnRow
from artflow.services.database import write_queue

from .case_loader import OpenTurn

TURN = TurnRow.__table__
_open = (
    select(TURN)
    .where(TURN.c.proposal_id == bindparam("id"), TURN.c.closed_at.is_(None))
    .order_by(TURN.c.id)
)
_close = update(TURN).where(TURN.c.id == bindparam("row")).values(closed_at=bindparam("now"))
_insert = insert(TURN).inline()


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


def compute_changes(
    connection: Connection, guard_context: GuardContext, rows: Sequence[OpenTurn], *, moved: bool
) -> TurnChanges:
    """Compute what turns the open turns (`rows`) into those the engine names now.

    A stage entered anew begins a full period. Inside a stage a turn that passes from one role or
    person of a party to another keeps the period that is running.
    """
    if guard_context.case.held:
        return TurnChanges([], [], [])
    wanted = {(t.role.value, t.party, t.user_id): t for t in rules.current_turns(guard_context)}
    kept = set() if moved else {row.key for row in rows} & set(wanted)
    closing = [row for row in rows if row.key not in kept]
    begun = [turn for place, turn in wanted.items() if place not in kept]
    running = _running(connection, guard_context.case, closing) if begun and not moved else {}
    return TurnChanges(
        [{"row": row.id, "now": guard_context.now} for row in closing],
        begun,
        [_row(guard_context, turn, running.get(turn.party)) for turn in begun],
    )


def write_changes(connection: Connection, found: TurnChanges) -> None:
    """Have the changes written."""
    write_queue.add(connection, _close, found.closing)
    write_queue.add(connection, _insert, found.rows)


def _running(connection: Connection, case: Case, closing: Iterable[OpenTurn]) -> dict[str, Period]:
    """Return the periods of the turns that pass to somebody else, by party."""
    passing = [row.id for row in closing if row.stage == case.stage]
    rows = connection.execute(select(TURN).where(TURN.c.id.in_(passing))) if passing else ()
    return {row.party: Period(row.opened_on, row.days, row.due_on, row.basis) for row in rows}


def _row(guard_context: GuardContext, turn: Turn, running: Period | None) -> dict[str, object]:
    period = running or _full_period(guard_context)
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


def _full_period(guard_context: GuardContext) -> Period:
    """Build a period that begins now; without an end where the stage has no limit."""
    opened = guard_context.calendar.registered(guard_context.now)
    limit = rules.days_of(guard_context.case)
    if limit is None:
        return Period(opened, None, None, {})
    return _computed(rules.period(guard_context.calendar, opened, limit), "limit")


def _computed(found: Deadline, rule: str) -> Period:
    basis: dict[str, object] = {
        "rule": rule,
        "from": found.opened_on.isoformat(),
        "days": found.days,
        "skipped": [day.isoformat() for day in found.skipped],
    }
    return Period(found.opened_on, found.days, found.due_on, basis)


def stop(connection: Connection, guard_context: GuardContext) -> None:
    """Stop the clock of every open turn and remember the working days it had left.

    Counted from the day on which the hold is registered, as `resume` counts: a hold that is
    lifted at once, be it on a Saturday, changes no deadline.
    """
    held_on = guard_context.calendar.registered(guard_context.now)
    for row in connection.execute(_open, {"id": guard_context.case.id}).all():
        left = guard_context.calendar.between(held_on, row.due_on) if row.due_on else 0
        values = {"stopped_days": left, "due_on": None}
        write_queue.add(connection, update(TURN).where(TURN.c.id == row.id), values)


def resume(connection: Connection, guard_context: GuardContext) -> None:
    """Let every stopped turn run on with the days it had left, counted from now."""
    opened = guard_context.calendar.registered(guard_context.now)
    for row in connection.execute(_open, {"id": guard_context.case.id}).all():
        values: dict[str, object] = {"stopped_days": None}
        if row.days is not None:
            left = max(row.stopped_days or 0, 0)
            values |= _computed(
                rules.period(guard_context.calendar, opened, left), "resumed"
            )._asdict()
        write_queue.add(connection, update(TURN).where(TURN.c.id == row.id), values)
    write_queue.flush(connection)  # what passes on within this decision reads them
