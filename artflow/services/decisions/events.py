"""History: one event for each thing done, appended to the proposal's own hash chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from artflow.domain.history import chain
from artflow.domain.people.roles import ActingRole
from artflow.domain.process.case import Case
from artflow.domain.process.endings import STAYS
from artflow.models import Event
from artflow.services.database import write_queue
from artflow.services.database.transactions import literal_limit
from artflow.services.row_changes import sealing

EVENT = Event.__table__
_insert = insert(EVENT).inline()
STORED_COLUMNS = (EVENT.c.n, EVENT.c.type, EVENT.c.actor_id, EVENT.c.to_stage)


_since = (
    select(EVENT.c.type, EVENT.c.from_stage, EVENT.c.actor_id)
    .where(EVENT.c.proposal_id == bindparam("proposal"), EVENT.c.n > bindparam("n"))
    .order_by(EVENT.c.n)
)


_ended = (
    select(EVENT.c.from_stage)
    .where(
        EVENT.c.proposal_id == bindparam("proposal"),
        EVENT.c.from_stage.in_(bindparam("live", expanding=True)),
        EVENT.c.to_stage.in_(bindparam("ends", expanding=True)),
    )
    .order_by(EVENT.c.n.desc())
    .limit(literal_limit(1))
)


_said = (
    select(EVENT.c.data)
    .where(
        EVENT.c.proposal_id == bindparam("proposal"),
        EVENT.c.to_stage == bindparam("stage"),
        EVENT.c.version == bindparam("version"),
        EVENT.c.data.like(f'%"{STAYS}"%'),
    )
    .order_by(EVENT.c.n.desc())
    .limit(literal_limit(1))
)


class LaterEvent(NamedTuple):
    """What happened after a page was shown, in which stage, and by whom."""

    type: str
    stage: str
    actor_id: int | None


class NewEvent(NamedTuple):
    """Something that has happened to a proposal, in the past tense."""

    type: str
    from_stage: str
    data: Mapping[str, object]
    key: str | None = None


class StoredEvent(NamedTuple):
    """A stored event, read from `STORED_COLUMNS`: `n` is its place in the history."""

    n: int
    type: str
    actor_id: int | None
    to_stage: str


def list_since(connection: Connection, case: Case, n: int) -> list[LaterEvent]:
    """List what has happened to the proposal after its `n`-th event, in order."""
    rows = connection.execute(_since, {"proposal": case.id, "n": n})
    return [LaterEvent(*row) for row in rows]


def find_left_stage(connection: Connection, case: Case) -> str:
    """Return the stage that the work left when it ended the last time; empty if it never did."""
    stages = case.workflow.stages
    ends = [key for key, stage in stages.items() if stage.final]
    asked = {"proposal": case.id, "ends": ends, "live": [key for key in stages if key not in ends]}
    found: str | None = connection.execute(_ended, asked).scalar()
    return found or ""


def find_last_day(connection: Connection, case: Case) -> date | None:
    """Return the last day that this version was given in the present stage the last time."""
    asked = {"proposal": case.id, "stage": case.stage, "version": case.version}
    found: str | None = connection.execute(_said, asked).scalar()
    return date.fromisoformat(json.loads(found)[STAYS]) if found else None


def append(
    connection: Connection,
    case: Case,
    fact: NewEvent,
    *,
    acting_role: ActingRole | None,
    now: datetime,
) -> None:
    """Have the event written and move the case's head to it (the caller stores the head).

    It seals the changes of the work's rows so far, which are written now: see `sealing`.
    """
    seal = sealing.seal_changes(connection, case.id, case.events + 1)
    values = (
        case.id,
        case.events + 1,
        fact.type,
        fact.from_stage,
        case.stage,
        acting_role.person_id if acting_role else None,
        None,
        acting_role.role.value if acting_role else "",
        acting_role.organisation_id if acting_role else None,
        case.version,
        chain.canonical({**fact.data, **seal}),
        now.isoformat(timespec="microseconds"),
        case.head,
        fact.key,
    )
    digest = chain.hash_event(values)
    write_queue.add(connection, _insert, dict(zip(chain.FIELDS, values, strict=True), hash=digest))
    case.events, case.head = case.events + 1, digest
