"""What a check code confirms: that decision of that version on that day, and whether it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from artflow.domain.history import check_codes
from artflow.domain.process.workflow import ACCEPTED, Workflow
from artflow.models import Event, Proposal, Signoff, Version
from artflow.services.programmes import definitions

EVENT, PROPOSAL = Event.__table__, Proposal.__table__
SIGNOFF, VERSION = Signoff.__table__, Version.__table__


class DecidingEvent(Protocol):
    """The columns of an event that decided."""

    id: int
    n: int
    proposal_id: int
    type: str
    from_stage: str
    to_stage: str
    role: str
    organisation_id: int | None
    version: str
    data: str
    at: str
    hash: str


class Confirmed(NamedTuple):
    """What may be told of a decision to whoever has its code.

    `version_no` is 0 of what was decided before there was a version. The decision `stands` while
    nothing has taken its place; it may have been carried over to a later version, `carried_to`.
    """

    number: str
    version_no: int
    event: DecidingEvent
    workflow: Workflow
    at: datetime
    stands: bool
    carried_to: int


_columns = [EVENT.c[name] for name in DecidingEvent.__annotations__]
_may_decide: ColumnElement[bool] = or_(
    EVENT.c.data.contains('"decision":'), EVENT.c.from_stage != EVENT.c.to_stage
)


def list_decisions(
    connection: Connection, proposal_id: int, workflow: Workflow
) -> list[DecidingEvent]:
    """List the events of a work that decided, in order: a party's word, or an end."""
    found = select(*_columns).where(EVENT.c.proposal_id == proposal_id, _may_decide)
    rows = connection.execute(found.order_by(EVENT.c.n))
    return [event for event in _as_events(rows) if _is_decision(workflow, event)]


def find(connection: Connection, number: str, code: str) -> Confirmed | None:
    """Find what a code confirms of the work with a number.

    None for a wrong code, for an event that decided nothing and for a number that nobody has:
    whoever asks cannot tell them apart.
    """
    found = (
        select(
            *_columns,
            PROPOSAL.c.definition_id,
            PROPOSAL.c.stage,
            PROPOSAL.c.number,
            PROPOSAL.c.version_id,
        )
        .select_from(EVENT.join(PROPOSAL, PROPOSAL.c.id == EVENT.c.proposal_id))
        .where(PROPOSAL.c.number == number, _begins_with(code), _may_decide)
    )
    row = connection.execute(found).first()
    if row is None:
        return None
    event, workflow = _as_events([row])[0], definitions.load_workflow(connection, row.definition_id)
    if not _is_decision(workflow, event):
        return None
    at, judged = datetime.fromisoformat(event.at), _find_version_no(connection, event)
    if workflow.stages[row.stage].outcome not in ("", ACCEPTED) or not _party(event):
        stands, now = _is_last_entry(connection, event, row.stage), judged
    else:
        now = _find_standing_version(connection, event, at)
        stands = bool(now)
    carried = now if stands and now != judged else 0
    return Confirmed(row.number, judged, event, workflow, at, stands, carried)


def _as_events(rows: Iterable[object]) -> list[DecidingEvent]:
    return cast("list[DecidingEvent]", list(rows))


def _begins_with(code: str) -> ColumnElement[bool]:
    return and_(
        func.length(code) == check_codes.LENGTH,
        func.substr(EVENT.c.hash, 1, check_codes.LENGTH) == code,
    )


def _party(event: DecidingEvent) -> str:
    """Return the party whose word the event is; empty if it is nobody's."""
    data = json.loads(event.data)
    return str(data.get("party", "")) if "decision" in data else ""


def _is_decision(workflow: Workflow, event: DecidingEvent) -> bool:
    end = workflow.stages.get(event.to_stage)
    ends = end is not None and end.final and event.from_stage not in ("", event.to_stage)
    return ends or bool(_party(event))


def _is_last_entry(connection: Connection, event: DecidingEvent, stage: str) -> bool:
    """Return whether the work is where this event has led it."""
    entered = select(func.max(EVENT.c.n)).where(
        EVENT.c.proposal_id == event.proposal_id,
        EVENT.c.to_stage == stage,
        EVENT.c.from_stage != stage,
    )
    return event.to_stage == stage and connection.execute(entered).scalar() == event.n


def _find_version_no(connection: Connection, event: DecidingEvent) -> int:
    mine = (VERSION.c.proposal_id == event.proposal_id, VERSION.c.sha256 == event.version)
    return connection.execute(select(func.max(VERSION.c.no)).where(*mine)).scalar() or 0


def _find_standing_version(connection: Connection, event: DecidingEvent, at: datetime) -> int:
    """Find the version for which the party's word counts now; 0 if it counts no longer.

    A party that was asked again, took its word back or was replaced has another row or none.
    """
    data = json.loads(event.data)
    found = (
        select(func.max(VERSION.c.no))
        .select_from(SIGNOFF.join(VERSION, VERSION.c.id == SIGNOFF.c.version_id))
        .where(
            SIGNOFF.c.proposal_id == event.proposal_id,
            SIGNOFF.c.party == data["party"],
            SIGNOFF.c.state == data["decision"],
            SIGNOFF.c.decided_at == at,
            SIGNOFF.c.superseded_at.is_(None),
        )
    )
    return connection.execute(found).scalar() or 0
