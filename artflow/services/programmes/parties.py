"""Organisations that join a programme or leave it: what that does to which works, told before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotVisible, Reason, Stale
from artflow.domain.people.roles import Part, Person
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Organisation, Programme, ProgrammeParty, Proposal
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons

from . import admin_log, definitions, open_ends
from .open_ends import OwedWork
from .working_days import load_calendar

ORGANISATION = Organisation.__table__
PARTY = ProgrammeParty.__table__
PROGRAMME = Programme.__table__
PROPOSAL = Proposal.__table__
COUNT_LIMIT = 500
"""Works that a change touches are counted up to here."""
MAX_WORKS = 20
"""So many of them are named."""


class PartyTerm(NamedTuple):
    """An organisation's part in a programme; `leaves_on` is empty for one that stays."""

    id: int
    part: Part
    organisation: Organisation
    position: int
    leaves_on: date | None
    leaves_at: datetime | None

    def has_left(self, now: datetime) -> bool:
        """Return whether works that are sent now no longer have it."""
        return self.leaves_at is not None and self.leaves_at <= now


class TouchedWork(NamedTuple):
    """A work under way, as far as a list names it."""

    id: int
    number: str
    title: str


class Consequences(NamedTuple):
    """What it does to which works that an organisation joins or leaves.

    `unsent` works are with their artists and have the parties of the day on which they are sent;
    `under_way` are sent and keep theirs, `works` are those sent last. `missing` are parts that
    the process in force needs and nobody would take, `lacking` the unsent works that wait for such
    a part. `owed` are accepted works for which one that leaves still has to pay. Counts go up to
    `COUNT_LIMIT` and one. `seen` is the fingerprint of all of it.
    """

    organisation_id: int
    name: LocalizedText
    part: Part
    unsent: int
    under_way: int
    works: list[TouchedWork]
    missing: list[Part]
    lacking: int
    seen: str
    owed: Sequence[OwedWork] = ()


def list_terms(programme_id: int) -> list[PartyTerm]:
    """List who takes part in a programme and who has left it, in the programme's order."""
    query = (
        select(ProgrammeParty, Organisation)
        .join(Organisation, ProgrammeParty.organisation_id == Organisation.id)
        .where(ProgrammeParty.programme_id == programme_id)
        .order_by(ProgrammeParty.position, ProgrammeParty.id)
    )
    return [
        PartyTerm(row.id, Part(row.part), one, row.position, row.leaves_on, row.leaves_at)
        for row, one in db.session.execute(query)
    ]


def list_candidates(terms: Iterable[PartyTerm], now: datetime) -> list[Organisation]:
    """List the organisations that could join, given who takes part or did."""
    taken = [
        term.organisation.id
        for term in terms
        if term.part is not Part.STAND_IN and not term.has_left(now)
    ]
    query = select(Organisation).where(
        ORGANISATION.c.id.not_in(taken),
        ORGANISATION.c.active,
        ORGANISATION.c.kind != Part.PLATFORM.value,
    )
    return list(db.session.scalars(query.order_by(Organisation.kind, Organisation.id)))


def foresee_joining(key: int, by: Person, organisation_id: int, now: datetime) -> Consequences:
    """Tell what it would do if an organisation joined. Raises as `add` does."""
    _require_rights(by, key)
    return _foresee_joining(db.session.connection(), key, organisation_id, now)


def _foresee_joining(
    connection: Connection, key: int, organisation_id: int, now: datetime
) -> Consequences:
    terms = _read_terms(connection, key, now)
    row = connection.execute(
        select(ORGANISATION).where(ORGANISATION.c.id == organisation_id)
    ).one_or_none()
    taken = {term.organisation_id for term in terms if term.part != Part.STAND_IN.value}
    if row is None or row.kind == Part.PLATFORM.value or not row.active or row.id in taken:
        raise Invalid("organisation", "choice")
    parts = {Part(term.part) for term in terms} | {Part(row.kind)}
    return _consequences(connection, key, row, Part(row.kind), parts, PROPOSAL.c.id.is_not(None))


def foresee_leaving(key: int, by: Person, organisation_id: int, now: datetime) -> Consequences:
    """Tell what it would do if an organisation left. Raises as `remove` does."""
    _require_rights(by, key)
    connection = db.session.connection()
    return _foresee_leaving(connection, key, _read_terms(connection, key, now), organisation_id)


def _foresee_leaving(
    connection: Connection, key: int, terms: list[Row[*tuple[object, ...]]], organisation_id: int
) -> Consequences:
    leaving = _find(terms, organisation_id)
    row = connection.execute(select(ORGANISATION).where(ORGANISATION.c.id == organisation_id)).one()
    parts = {Part(term.part) for term in terms if term.id != leaving.id}
    # where another sponsor took its place it is asked no more
    stays = PROPOSAL.c.stand_ins[str(organisation_id)].as_string().is_(None)
    touched = and_(_since(leaving.joined_at), stays)
    found = _consequences(connection, key, row, Part(leaving.part), parts, touched)
    owed = open_ends.list_owed(connection, key, organisation_id)
    seen = hashlib.sha256(f"{found.seen}{owed}".encode()).hexdigest()
    return found._replace(owed=owed, seen=seen)


def _since(joined_at: datetime | None) -> ColumnElement[bool]:
    """Build the condition for works that were sent after an organisation had joined."""
    sent = PROPOSAL.c.submitted_at
    return sent.is_not(None) if joined_at is None else sent >= joined_at


def _find(terms: list[Row[*tuple[object, ...]]], organisation_id: int) -> Row[*tuple[object, ...]]:
    found = [term for term in terms if term.organisation_id == organisation_id]
    if not found:
        raise NotVisible
    return found[-1]


def add(key: int, by: Person, organisation_id: int, now: datetime, *, seen: str) -> None:
    """Let an organisation take part by its kind, in works that are sent from now on.

    `seen` is the fingerprint of what was told before. Raises `Stale` if that has changed,
    `NotAllowed`, `NotVisible`, and `Invalid` for one that takes part already.
    """
    with persons.writing_as(by) as (connection, actor):
        _hold_organisation(connection, organisation_id)
        _lock(connection, key, actor)
        _require_unchanged(_foresee_joining(connection, key, organisation_id, now), seen)
        stand_in = PARTY.c.part == Part.STAND_IN.value
        mine = (PARTY.c.programme_id == key, PARTY.c.organisation_id == organisation_id)
        connection.execute(delete(PARTY).where(*mine, stand_in))
        last = select(func.coalesce(func.max(PARTY.c.position), 0)).where(
            PARTY.c.programme_id == key
        )
        kind = select(ORGANISATION.c.kind).where(ORGANISATION.c.id == organisation_id)
        row = {
            "programme_id": key,
            "organisation_id": organisation_id,
            "part": connection.execute(kind).scalar_one(),
            "position": connection.execute(last).scalar_one() + 1,
            "joined_at": now,
        }
        connection.execute(insert(PARTY), row)
        _record(connection, key, "party_added", actor, now, organisation=organisation_id)


def remove(
    key: int, by: Person, organisation_id: int, leaves_on: date, now: datetime, *, seen: str
) -> None:
    """Let an organisation leave from a day on, by the programme's calendar.

    Works that are sent by then keep it, those that are sent later do not have it; on the present
    day it leaves at once. One to which nothing was ever sent is forgotten. `seen` is the
    fingerprint of what was told before. Raises `Stale` if that has changed, `Invalid` for a day
    that has passed, `NotVisible` for one that takes no part, `NotAllowed`.
    """
    calendar = load_calendar(db.session.connection(), key)
    today = calendar.today(now)
    if leaves_on < today:
        raise Invalid("leaves_on", "day_passed")
    midnight = datetime.combine(leaves_on, time(), calendar.zone)
    leaves_at = now if leaves_on == today else midnight
    with persons.writing_as(by) as (connection, actor):
        _lock(connection, key, actor)
        terms = _read_terms(connection, key, now)
        _require_unchanged(_foresee_leaving(connection, key, terms, organisation_id), seen)
        _end(connection, key, _find(terms, organisation_id), leaves_on, leaves_at, now)
        type_ = "party_removed" if leaves_at == now else "party_leaving"
        day = leaves_on.isoformat()
        _record(connection, key, type_, actor, now, organisation=organisation_id, day=day)


def _end(
    connection: Connection,
    key: int,
    leaving: Row[*tuple[object, ...]],
    leaves_on: date,
    leaves_at: datetime,
    now: datetime,
) -> None:
    """Write that an organisation leaves; one to which nothing was ever sent is forgotten."""
    mine = PARTY.c.id == leaving.id
    if leaves_at == now and not _was_sent_works(connection, key, leaving):
        connection.execute(delete(PARTY).where(mine))
    else:
        end = {"leaves_on": leaves_on, "leaves_at": leaves_at}
        connection.execute(update(PARTY).where(mine), end)


def foresee_leaving_all(
    connection: Connection, organisation_id: int, now: datetime
) -> list[tuple[int, LocalizedText, Consequences]]:
    """Tell of every programme in which an organisation takes part what it would do if it left."""
    query = (
        select(PROGRAMME.c.id, PROGRAMME.c.name)
        .where(PROGRAMME.c.id.in_(_programmes_of(organisation_id, now)))
        .order_by(PROGRAMME.c.id)
    )
    return [
        (key, name, _foresee_leaving(connection, key, terms, organisation_id))
        for key, name in connection.execute(query).all()
        for terms in [_read_terms(connection, key, now)]
    ]


def leave_all(connection: Connection, organisation_id: int, actor: Person, now: datetime) -> None:
    """Let an organisation leave every programme at once, in the running transaction."""
    for key in lock_programmes_of(connection, organisation_id, now):
        today = load_calendar(connection, key).today(now)
        for leaving in _read_terms(connection, key, now):
            if leaving.organisation_id == organisation_id:
                _end(connection, key, leaving, today, now, now)
        told = {"organisation": organisation_id, "day": today.isoformat()}
        _record(connection, key, "party_removed", actor, now, **told)


def lock_programmes_of(connection: Connection, organisation_id: int, now: datetime) -> list[int]:
    """Lock the programmes in which an organisation takes part; return them."""
    query = select(PROGRAMME.c.id).where(PROGRAMME.c.id.in_(_programmes_of(organisation_id, now)))
    return list(connection.execute(query.order_by(PROGRAMME.c.id).with_for_update()).scalars())


def _programmes_of(organisation_id: int, now: datetime) -> Select[tuple[int]]:
    return select(PARTY.c.programme_id).where(
        PARTY.c.organisation_id == organisation_id,
        or_(PARTY.c.leaves_at.is_(None), PARTY.c.leaves_at > now),
    )


def _hold_organisation(connection: Connection, organisation_id: int) -> None:
    """Let nobody close an organisation before the transaction ends."""
    query = select(ORGANISATION.c.id).where(ORGANISATION.c.id == organisation_id)
    connection.execute(query.with_for_update(read=True)).first()


def keep(key: int, by: Person, organisation_id: int, now: datetime) -> None:
    """Let an organisation stay that was to leave. Raises `NotVisible`, `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        _lock(connection, key, actor)
        leaving = _find(_read_terms(connection, key, now), organisation_id)
        if leaving.leaves_at is None:
            raise NotVisible
        end = {"leaves_on": None, "leaves_at": None}
        connection.execute(update(PARTY).where(PARTY.c.id == leaving.id), end)
        _record(connection, key, "party_stays", actor, now, organisation=organisation_id)


def _record(
    connection: Connection, key: int, type_: str, actor: Person, now: datetime, **data: object
) -> None:
    subject = admin_log.programme_subject(key)
    admin_log.record(connection, subject, type_, actor.id, now, **data)


def _read_terms(connection: Connection, key: int, now: datetime) -> list[Row[*tuple[object, ...]]]:
    """Read the rows of those who take part now."""
    query = select(PARTY).where(PARTY.c.programme_id == key).order_by(PARTY.c.id)
    rows = connection.execute(query)
    return [row for row in rows if row.leaves_at is None or row.leaves_at > now]


def _consequences(
    connection: Connection,
    key: int,
    organisation: Row[*tuple[object, ...]],
    part: Part,
    parts: set[Part],
    touched: ColumnElement[bool],
) -> Consequences:
    """Count the works of the programme; `parts` are those that are taken afterwards."""
    here = and_(PROPOSAL.c.programme_id == key, PROPOSAL.c.ended.is_(False))
    unsent = _unsent_by_definition(connection, here)
    sent = and_(here, PROPOSAL.c.submitted_at.is_not(None), touched)
    under_way = select(PROPOSAL.c.id).where(sent).limit(literal_limit(COUNT_LIMIT + 1)).subquery()
    count = connection.execute(select(func.count()).select_from(under_way)).scalar_one()
    newest = (
        select(PROPOSAL.c.id, PROPOSAL.c.number, PROPOSAL.c.title)
        .where(sent)
        .order_by(PROPOSAL.c.submitted_at.desc(), PROPOSAL.c.id.desc())
        .limit(literal_limit(MAX_WORKS))
    )
    works = [TouchedWork(*row) for row in connection.execute(newest)]
    in_force = connection.execute(
        select(PROGRAMME.c.definition_id).where(PROGRAMME.c.id == key)
    ).scalar()
    if in_force is None:
        raise NotVisible
    missing = _missing(connection, in_force, parts)
    lacking = sum(n for definition, n in unsent.items() if _missing(connection, definition, parts))
    shown = (organisation.id, part, sum(unsent.values()), count, works, missing, lacking)
    seen = hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()
    return Consequences(organisation.id, organisation.name, *shown[1:], seen)


def _unsent_by_definition(connection: Connection, here: ColumnElement[bool]) -> dict[int, int]:
    """Count the works that were not sent yet, by the process they began under."""
    unsent = (
        select(PROPOSAL.c.definition_id)
        .where(here, PROPOSAL.c.submitted_at.is_(None))
        .limit(literal_limit(COUNT_LIMIT + 1))
        .subquery()
    )
    query = select(unsent.c.definition_id, func.count()).group_by(unsent.c.definition_id)
    return dict(map(tuple, connection.execute(query)))


def _missing(connection: Connection, definition_id: int, parts: set[Part]) -> list[Part]:
    needed = definitions.load_workflow(connection, definition_id).parts_needed()
    return [part for part in Part if part in needed.difference(parts)]


def _was_sent_works(connection: Connection, key: int, leaving: Row[*tuple[object, ...]]) -> bool:
    query = select(PROPOSAL.c.id).where(PROPOSAL.c.programme_id == key, _since(leaving.joined_at))
    return connection.execute(query.limit(literal_limit(1))).first() is not None


def _require_unchanged(found: Consequences, seen: str) -> None:
    if found.seen != seen:
        raise Stale(Reason("works_changed"))


def _require_rights(by: Person, key: int) -> None:
    if not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    if not may(by, Can.EDIT_PARTIES, key):
        raise NotAllowed


def _lock(connection: Connection, key: int, by: Person) -> None:
    """Lock the row of a programme whose parties the person may change."""
    _require_rights(by, key)
    row = connection.execute(
        select(PROGRAMME.c.id).where(PROGRAMME.c.id == key).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotVisible
