"""Verbs around a proposal that are no actions of its process: begin, edit, copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, literal, select, update

from artflow.domain import dossier as rules
from artflow.domain.case import Case
from artflow.domain.chain import GENESIS
from artflow.domain.errors import Invalid, NotAllowed, NotVisible, Reason, Stale
from artflow.domain.moment import Moment
from artflow.domain.policy import Can, may, sees
from artflow.domain.roles import Hat, Person, Role
from artflow.models import Programme, Proposal, ProposalFile

from . import attachments, cases, door, log, programmes, search, turns
from .database import writing
from .definitions import workflow
from .editing import editable
from .working_days import calendar

P, PF = Proposal.__table__, ProposalFile.__table__


def start(
    person: Person, programme_id: int, facts: Mapping[str, Any], now: datetime | None = None
) -> int:
    """Begin a draft under the programme's present definition and return its id.

    Raises `NotAllowed` for anybody but an artist, `Invalid` for a closed programme.
    """
    if not may(person, Can.CREATE):
        raise NotAllowed
    now = now or datetime.now(UTC)
    with writing() as connection:
        return _begin(connection, person, programme_id, facts, now).id


def _begin(
    connection: Connection, person: Person, programme_id: int, facts: Mapping[str, Any],
    now: datetime, derived_from: int | None = None,
) -> Case:  # fmt: skip
    table = Programme.__table__
    row = connection.execute(
        select(table.c.definition_id).where(
            table.c.id == programme_id, programmes.taking(calendar(connection).today(now))
        )
    ).one_or_none()
    if row is None:
        raise Invalid("programme", "choice")
    first = workflow(connection, row.definition_id).first
    values = {
        "programme_id": programme_id, "definition_id": row.definition_id,
        "applicant_id": person.id, "title": facts.get("title") or "", "facts": dict(facts),
        "stage": first.key, "openness": int(first.opens), "head": GENESIS,
        "reached": first.key, "created_at": now, "entered_at": now, "moved_at": now,
        "derived_from_id": derived_from,
    }  # fmt: skip
    key = connection.execute(insert(P).returning(P.c.id), values).scalar_one()
    case = cases.load(connection, key)
    moment = Moment(case, None, now, calendar(connection))
    turns.store(connection, turns.change(connection, moment, (), moved=True))
    fact = log.Fact("created", "", {"derived_from": derived_from} if derived_from else {})
    log.append(connection, case, fact, hat=Hat(person.id, Role.ARTIST), now=now)
    door.store(connection, case, now)
    search.index(connection, case.id)
    return case


def edit(
    proposal_id: int, person: Person, facts: Mapping[str, Any], section: str = "", seen: str = ""
) -> dict[str, Any]:
    """Change fields of the working dossier; keys that are not given stay as they are.

    Returns all facts as they are now. Others read the title in lists: theirs is that of the
    version until the work is resubmitted. `seen` is the fingerprint of the `section` on the page
    from which it is saved. Raises `NotVisible`, `NotAllowed` when the dossier is not open to
    changes now, or `Stale` when another page has changed that section to something else.
    """
    with writing() as connection:
        case = editable(connection, proposal_id, person)
        now = connection.execute(select(P.c.facts).where(P.c.id == proposal_id)).scalar_one()
        merged = now | {key: value for key, value in facts.items() if key in rules.BY_KEY}
        if merged == now:
            return now
        if seen and seen != rules.fingerprint(now, section):
            raise Stale(Reason("saved_elsewhere"))
        values = {"facts": merged, "title": case.title}
        if case.version_id is None:
            values["title"] = merged.get("title") or ""
        connection.execute(update(P).where(P.c.id == proposal_id), values)
        search.index(connection, proposal_id)
        return merged


def copy(proposal_id: int, person: Person, now: datetime | None = None) -> int:
    """A new draft from one that was refused or withdrawn, linked to it. Returns the new id."""
    now = now or datetime.now(UTC)
    with writing() as connection:
        case = cases.load(connection, proposal_id)
        if not sees(person, case):
            raise NotVisible
        if not may(person, Can.COPY, case):
            raise NotAllowed
        facts = connection.execute(select(P.c.facts).where(P.c.id == proposal_id)).scalar_one()
        new = _begin(connection, person, case.programme_id, facts, now, derived_from=case.id)
        kept = select(
            literal(new.id), PF.c.file_id, PF.c.kind, PF.c.caption, PF.c.alt, PF.c.position
        )
        columns = ["proposal_id", "file_id", "kind", "caption", "alt", "position"]
        source = kept.where(PF.c.proposal_id == case.id)
        connection.execute(insert(PF).from_select(columns, source))
        attachments.set_cover(connection, new.id)
        return new.id
