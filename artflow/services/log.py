"""History: one event for each thing done, appended to the proposal's own hash chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from artflow.domain import chain
from artflow.domain.case import Case
from artflow.domain.roles import Hat
from artflow.models import Event

from .postponed import later

E = Event.__table__
_insert = insert(E).inline()
MADE = (E.c.n, E.c.type, E.c.actor_id, E.c.to_stage)
_by_key = select(*MADE).where(E.c.proposal_id == bindparam("id"), E.c.key == bindparam("key"))


class Fact(NamedTuple):
    """Something that has happened to a proposal, in the past tense."""

    type: str
    from_stage: str
    data: Mapping[str, Any]
    key: str | None = None


class Made(NamedTuple):
    """An event that is there already, from the columns `MADE`: `n` is its place in the history."""

    n: int
    type: str
    actor_id: int | None
    to_stage: str


def append(
    connection: Connection, case: Case, fact: Fact, *, hat: Hat | None, now: datetime
) -> None:
    """Have the event written and move the case's head to it (the caller stores the case)."""
    values = (
        case.id, case.events + 1, fact.type, fact.from_stage, case.stage,
        hat.person_id if hat else None, None, hat.role.value if hat else "",
        hat.organisation_id if hat else None, case.version, chain.canonical(fact.data),
        now.isoformat(timespec="microseconds"), case.head, fact.key,
    )  # fmt: skip
    digest = chain.link(values)
    later(connection, _insert, dict(zip(chain.FIELDS, values, strict=True), hash=digest))
    case.events, case.head = case.events + 1, digest


def made_by(connection: Connection, proposal_id: int, key: str) -> Made | None:
    """The event that an idempotency key has made already."""
    row = connection.execute(_by_key, {"id": proposal_id, "key": key}).one_or_none()
    return Made(*row) if row else None
