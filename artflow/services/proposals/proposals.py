"""Verbs around a proposal that are no actions of its process: begin, edit, copy."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, literal, select, update

from artflow.domain.access.policy import Can, may, sees
from artflow.domain.dossier import fields as rules
from artflow.domain.errors import Invalid, NotAllowed, NotVisible, Reason, Stale
from artflow.domain.history.chain import GENESIS
from artflow.domain.people.roles import ActingRole, Person, Role
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.snapshot import Facts, Value
from artflow.models import Programme, Proposal, ProposalFile
from artflow.services import search
from artflow.services.decisions import case_loader, events, turns
from artflow.services.decisions.editing import load_editable
from artflow.services.decisions.turns import Arrival
from artflow.services.identity import persons
from artflow.services.programmes import programmes
from artflow.services.programmes.definitions import load_workflow
from artflow.services.programmes.working_days import load_calendar

from . import attachments

PROPOSAL = Proposal.__table__
PROPOSAL_FILE = ProposalFile.__table__


def start(person: Person, programme_id: int, facts: Facts, now: datetime | None = None) -> int:
    """Begin a draft under the programme's present definition and return its id.

    Raises `NotAllowed` for anybody but an artist, `Invalid` for a closed programme.
    """
    now = now or datetime.now(UTC)
    with persons.writing_as(person) as (connection, actor):
        if not may(actor, Can.CREATE):
            raise NotAllowed
        return _create_draft(connection, actor, programme_id, facts, now).id


def _create_draft(
    connection: Connection,
    person: Person,
    programme_id: int,
    facts: Facts,
    now: datetime,
    derived_from: int | None = None,
) -> Case:
    definition_id = _definition(connection, programme_id, now)
    first = load_workflow(connection, definition_id).first
    values = {
        "programme_id": programme_id,
        "definition_id": definition_id,
        "applicant_id": person.id,
        "title": rules.text(facts, "title"),
        "facts": dict(facts),
        "stage": first.key,
        "openness": int(first.opens),
        "head": GENESIS,
        "reached": first.key,
        "created_at": now,
        "entered_at": now,
        "moved_at": now,
        "derived_from_id": derived_from,
    }
    key = connection.execute(insert(PROPOSAL).returning(PROPOSAL.c.id), values).scalar_one()
    case = case_loader.load(connection, key)
    days = load_calendar(connection, case.programme_id)
    guard_context = GuardContext(case, None, now, days)
    turns.write_changes(
        connection, turns.compute_changes(connection, guard_context, (), Arrival.FIRST)
    )
    fact = events.NewEvent("created", "", {"derived_from": derived_from} if derived_from else {})
    events.record(connection, case, fact, actor=ActingRole(person.id, Role.ARTIST), now=now)
    search.index_proposal(connection, case.id)
    return case


def _definition(connection: Connection, programme_id: int, now: datetime) -> int:
    """Return the definition of a programme that takes proposals now.

    Raises `Invalid` for any other.
    """
    table = Programme.__table__
    taking = programmes.takes_proposals(load_calendar(connection, programme_id).today(now))
    query = select(table.c.definition_id).where(table.c.id == programme_id, taking)
    found: int | None = connection.execute(query).scalar_one_or_none()
    if found is None:
        raise Invalid("programme", "choice")
    return found


def edit(
    proposal_id: int, person: Person, facts: Facts, section: str = "", seen: str = ""
) -> dict[str, Value]:
    """Change fields of the working dossier; keys that are not given stay as they are.

    Returns all facts as they are now. Others read the title in lists: theirs is that of the
    version until the work is resubmitted. `seen` is the fingerprint of the `section` on the page
    from which it is saved. Raises `NotVisible`, `NotAllowed` when the dossier is not open to
    changes now, or `Stale` when another page has changed that section to something else.
    """
    with persons.writing_as(person) as (connection, actor):
        case = load_editable(connection, proposal_id, actor)
        query = select(PROPOSAL.c.facts).where(PROPOSAL.c.id == proposal_id)
        now: dict[str, Value] = connection.execute(query).scalar_one()
        merged = now | {key: value for key, value in facts.items() if key in rules.FIELDS_BY_KEY}
        if merged == now:
            return now
        if seen and seen != rules.section_fingerprint(now, section):
            raise Stale(Reason("saved_elsewhere"))
        title = case.title if case.version_id else rules.text(merged, "title")
        values = {"facts": merged, "title": title}
        connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == proposal_id), values)
        search.index_proposal(connection, proposal_id)
        return merged


def copy(proposal_id: int, person: Person, now: datetime | None = None) -> int:
    """Create a draft from one that was refused or withdrawn, linked to it. Returns the new id."""
    now = now or datetime.now(UTC)
    with persons.writing_as(person) as (connection, actor):
        case = case_loader.load(connection, proposal_id)
        if not sees(actor, case):
            raise NotVisible
        if not may(actor, Can.COPY, case):
            raise NotAllowed
        facts = connection.execute(
            select(PROPOSAL.c.facts).where(PROPOSAL.c.id == proposal_id)
        ).scalar_one()
        new = _create_draft(connection, actor, case.programme_id, facts, now, derived_from=case.id)
        kept = select(
            literal(new.id),
            PROPOSAL_FILE.c.file_id,
            PROPOSAL_FILE.c.kind,
            PROPOSAL_FILE.c.caption,
            PROPOSAL_FILE.c.alt,
            PROPOSAL_FILE.c.position,
        )
        columns = ["proposal_id", "file_id", "kind", "caption", "alt", "position"]
        source = kept.where(PROPOSAL_FILE.c.proposal_id == case.id)
        connection.execute(insert(PROPOSAL_FILE).from_select(columns, source))
        attachments.set_cover(connection, new.id)
        return new.id
