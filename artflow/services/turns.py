"""Turns kept as rows: opened, closed, stopped during a hold, each with how it was computed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from artflow.domain import turns as rules
from artflow.domain.moment import Moment
from artflow.domain.turns import Deadline, Turn
from artflow.models import Turn as TurnRow

T = TurnRow.__table__
_open = (
    select(T).where(T.c.proposal_id == bindparam("id"), T.c.closed_at.is_(None)).order_by(T.c.id)
)
_close = update(T).where(T.c.id == bindparam("row")).values(closed_at=bindparam("now"))
_insert = insert(T)


def sync(connection: Connection, moment: Moment, *, moved: bool) -> list[Turn]:
    """Make the open turns those the engine names now; returns the ones that have just begun.

    A stage entered anew begins a full period. Inside a stage a turn that passes from one role or
    person of a party to another keeps the period that is running.
    """
    case = moment.case
    if case.held:
        return []
    rows = connection.execute(_open, {"id": case.id}).all()
    wanted = {(t.role.value, t.party, t.user_id): t for t in rules.turns(moment)}
    kept = set() if moved else {_place(row) for row in rows} & set(wanted)
    closing = [row for row in rows if _place(row) not in kept]
    if closing:
        connection.execute(_close, [{"row": row.id, "now": moment.now} for row in closing])
    begun = [turn for place, turn in wanted.items() if place not in kept]
    running = {} if moved else {row.party: row for row in closing if row.stage == case.stage}
    if begun:
        connection.execute(_insert, [_row(moment, turn, running.get(turn.party)) for turn in begun])
    return begun


def _place(row: Any) -> tuple[str, str, int | None]:
    return row.role, row.party, row.user_id


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
