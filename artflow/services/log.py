"""History: one event for each thing done, appended to the proposal's own hash chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from artflow.domain import chain
from artflow.domain.case import Case
from artflow.domain.roles import Hat
from artflow.models import Event

E = Event.__table__
_insert = insert(E).returning(E.c.id)
_by_key = select(E.c.id, E.c.type, E.c.actor_id, E.c.to_stage).where(
    E.c.proposal_id == bindparam("id"), E.c.key == bindparam("key")
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that has happened to a proposal, in the past tense."""

    type: str
    from_stage: str
    data: Mapping[str, Any]
    key: str | None = None


def append(
    connection: Connection, case: Case, fact: Fact, *, hat: Hat | None, now: datetime
) -> int:
    """Write the event and move the case's head to it (the caller stores it). Returns its id."""
    values = (
        case.id, case.events + 1, fact.type, fact.from_stage, case.stage,
        hat.person_id if hat else None, None, hat.role.value if hat else "",
        hat.organisation_id if hat else None, case.version, chain.canonical(fact.data),
        now.isoformat(timespec="microseconds"), case.head, fact.key,
    )  # fmt: skip
    digest = chain.link(values)
    row = dict(zip(chain.FIELDS, values, strict=True), hash=digest)
    event_id = connection.execute(_insert, row).scalar_one()
    case.events, case.head = case.events + 1, digest
    return event_id


def made_by(connection: Connection, proposal_id: int, key: str) -> Any:
    """The event that an idempotency key has made already, or None."""
    return connection.execute(_by_key, {"id": proposal_id, "key": key}).one_or_none()
