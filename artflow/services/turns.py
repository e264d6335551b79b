"""Turns kept as rows: opened, closed, stopped during a hold, each with how it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from artflow.domain import turns as rules
from artflow.domain.case import Case
from artflow.domain.moment import Moment
from artflow.domain.turns import Deadline, Turn
from artflow.models import Turn as TurnRow

from .gathering import OpenTurn
from .postponed import later

T = TurnRow.__table__
_open = (
    select(T).where(T.c.proposal_id == bindparam("id"), T.c.closed_at.is_(None)).order_by(T.c.id)
)
_close = update(T).where(T.c.id == bindparam("row")).values(closed_at=bindparam("now"))
_insert = insert(T).inline()


class Change(NamedTuple):
    """Which turns close, which have just begun, and the rows of those."""

    closing: list[dict[str, Any]]
    begun: list[Turn]
    rows: list[dict[str, Any]]


def change(
    connection: Connection, moment: Moment, rows: Sequence[OpenTurn], *, moved: bool
) -> Change:
    """What makes the open turns (`rows`) those the engine names now.

    A stage entered anew begins a full period. Inside a stage a turn that passes from one role or
    person of a party to another keeps the period that is running.
    """
    if moment.case.held:
        return Change([], [], [])
    wanted = {(t.role.value, t.party, t.user_id): t for t in rules.turns(moment)}
    kept = set() if moved else {row.place for row in rows} & set(wanted)
    closing = [row for row in rows if row.place not in kept]
    begun = [turn for place, turn in wanted.items() if place not in kept]
    running = _running(connection, moment.case, closing) if begun and not moved else {}
    return Change(
        [{"row": row.id, "now": moment.now} for row in closing],
        begun,
        [_row(moment, turn, running.get(turn.party)) for turn in begun],
    )


def store(connection: Connection, found: Change) -> None:
    """Have a change written."""
    if found.closing:
        later(connection, _close, found.closing)
    if found.rows:
        later(connection, _insert, found.rows)


def _running(connection: Connection, case: Case, closing: Iterable[OpenTurn]) -> dict[str, Any]:
    """The periods of the turns that pass to somebody else, by party."""
    passing = [row.id for row in closing if row.stage == case.stage]
    rows = connection.execute(select(T).where(T.c.id.in_(passing))) if passing else ()
    return {row.party: row for row in rows}


def _row(moment: Moment, turn: Turn, running: Any) -> dict[str, Any]:
    opened = moment.calendar.registered(moment.now)
    common = {
        "proposal_id": moment.case.id, "stage": moment.case.stage, "role": turn.role.value,
        "party": turn.party, "organisation_id": turn.organisation_id, "user_id": turn.user_id,
        "opened_at": moment.now, "opened_on": opened, "days": None, "due_on": None, "basis": {},
    }  # fmt: skip
    if running is not None:
        keep = ("opened_on", "days", "due_on", "basis")
        return common | {key: getattr(running, key) for key in keep}
    limit = moment.case.at.limit
    if limit is None:
        return common
    return common | _computed(rules.period(moment.calendar, opened, limit), "limit")


def _computed(found: Deadline, rule: str) -> dict[str, Any]:
    return {
        "opened_on": found.opened_on,
        "days": found.days,
        "due_on": found.due_on,
        "basis": {"rule": rule, "from": found.opened_on.isoformat(), "days": found.days,
                  "skipped": [day.isoformat() for day in found.skipped]},
    }  # fmt: skip


def stop(connection: Connection, moment: Moment) -> None:
    """Stop the clock of every open turn and remember the working days it had left.

    Counted from the day on which the hold is registered, as `resume` counts: a hold that is
    lifted at once, be it on a Saturday, changes no deadline.
    """
    held_on = moment.calendar.registered(moment.now)
    for row in connection.execute(_open, {"id": moment.case.id}).all():
        left = moment.calendar.between(held_on, row.due_on) if row.due_on else 0
        values = {"stopped_days": left, "due_on": None}
        connection.execute(update(T).where(T.c.id == row.id), values)


def resume(connection: Connection, moment: Moment) -> None:
    """Let every stopped turn run on with the days it had left, counted from now."""
    opened = moment.calendar.registered(moment.now)
    for row in connection.execute(_open, {"id": moment.case.id}).all():
        values: dict[str, Any] = {"stopped_days": None}
        if row.days is not None:
            left = max(row.stopped_days or 0, 0)
            values |= _computed(rules.period(moment.calendar, opened, left), "resumed")
        connection.execute(update(T).where(T.c.id == row.id), values)
