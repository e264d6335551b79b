"""History: one event for each thing done, appended to the proposal's own hash chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, Update, bindparam, insert, select, update

from artflow.domain.history import chain
from artflow.domain.people.roles import ActingRole
from artflow.domain.process.case import Case
from artflow.domain.process.endings import STAYS
from artflow.models import Event, Proposal
from artflow.services.database import write_queue
from artflow.services.database.transactions import literal_limit
from artflow.services.row_changes import sealing

from .effects import KEPT

EVENT = Event.__table__
PROPOSAL = Proposal.__table__
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


class Standing(NamedTuple):
    """Where a proposal stands, and what other rooms keep of it in its row."""

    state: dict[str, object]
    kept: dict[str, int]

    @classmethod
    def of(cls, case: Case) -> Standing:
        kept = {name: value for keep in KEPT for name, value in keep(case).items()}
        return cls(_state_of(case), kept)


def record(
    connection: Connection,
    case: Case,
    fact: NewEvent,
    *,
    actor: ActingRole | None,
    now: datetime,
    stood: Standing | None = None,
) -> None:
    """Have written what the engine has changed of the proposal's own row, and the event of it.

    The event seals all rows of the work that were changed until now. A case that stands as it
    `stood` gets its new line of history only: no index is written anew.
    """
    stands = Standing.of(case)
    values: dict[str, object] = {}
    if stood is None or stands.state != stood.state:
        values |= stands.state
    if stood is not None and stood.state["stage"] != case.stage:
        values["entered_at"] = now
    if stood is not None and stands.kept != stood.kept:
        values |= stands.kept
    if values:
        _update_row(connection, case, values)
    append(connection, case, fact, acting_role=actor, now=now)
    _update_row(connection, case, {"events": case.events, "head": case.head, "moved_at": now})


def _update_row(connection: Connection, case: Case, values: Mapping[str, object]) -> None:
    new = {f"new_{column}": value for column, value in values.items()}
    write_queue.add(connection, _store(tuple(values)), {"row": case.id, **new})


@cache
def _store(columns: tuple[str, ...]) -> Update:
    """Build the update of these columns of a proposal, once for all that write the same."""
    values: dict[str, object] = {column: bindparam(f"new_{column}") for column in columns}
    return update(PROPOSAL).where(PROPOSAL.c.id == bindparam("row")).values(values)


def _state_of(case: Case) -> dict[str, object]:
    """Where the proposal stands, as its row says it."""
    return {
        "stage": case.stage,
        "came_from": case.came_from,
        "reached": ",".join(sorted(case.reached)),
        "openness": int(case.openness),
        "held": case.held,
        "ended": case.current_stage.final,
        "loops": case.loops,
        "expires_on": case.expires_on,
        "wall_id": case.wall_id,
        "assignee_id": case.assignee_id,
        "submitted_at": case.submitted_at,
        "stand_ins": {str(key): stands for key, stands in case.stand_ins.items()},
    }
