"""A programme's settings: its words, the days of its call, who takes part; all of it on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from artflow.domain.access.account_rules import own_programmes
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason
from artflow.domain.people.roles import Part, Person, Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import (
    Calendar,
    Definition,
    Organisation,
    Programme,
    ProgrammeParty,
    Proposal,
    Signoff,
    Turn,
)
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons

from . import admin_log, processes, programmes, working_days
from .creation import require_order
from .processes import Published

CALENDAR = Calendar.__table__
PROGRAMME = Programme.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
PROPOSAL = Proposal.__table__
ORGANISATION = Organisation.__table__
SIGNOFF = Signoff.__table__
TURN = Turn.__table__
COUNT_LIMIT = 500
"""Works of one definition are counted up to here."""
SETTINGS = ("name", "city", "open", "opens_on", "closes_on", "number_form", "calendar_id")
Setting = LocalizedText | str | int | date | None


class Settings(NamedTuple):
    """One programme, as those see it who run it.

    `versions` are the definitions its works began under, each with how many there are up to a
    limit; the present one comes first. `missing` are the parts that the process needs and nobody
    takes, `others` the processes that could come into force.
    """

    row: Programme
    parties: list[tuple[Part, Organisation]]
    versions: list[tuple[Definition, int]]
    history: list[admin_log.LogEntry]
    calendar: LocalizedText
    missing: list[Part]
    others: list[Published]
    may_edit_parties: bool
    may_publish: bool


def list_programmes(by: Person) -> list[Programme]:
    """List the programmes that the person runs; all of them for administrators."""
    query = select(Programme).order_by(Programme.id)
    if not by.holds(Role.ADMINISTRATOR):
        query = query.where(Programme.id.in_(own_programmes(by)))
    return list(db.session.scalars(query))


def load_settings(key: int, by: Person) -> Settings:
    """Load one programme. Raises `NotVisible`."""
    row = db.session.get(Programme, key)
    if row is None or not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    connection, may_publish = db.session.connection(), may(by, Can.PUBLISH_PROCESS)
    parties = programmes.list_parties(key)
    return Settings(
        row,
        parties,
        _versions(row),
        admin_log.list_events(admin_log.programme_subject(key)),
        _calendar_name(connection, row),
        processes.list_missing_parts(
            connection, row.definition_id, {part for part, _organisation in parties}
        ),
        _other_processes(connection, row) if may_publish else [],
        may(by, Can.EDIT_PARTIES),
        may_publish,
    )


def _calendar_name(connection: Connection, row: Programme) -> LocalizedText:
    """Return the name of the calendar that the programme counts with; it may have none."""
    query = select(CALENDAR.c.name).where(CALENDAR.c.id == row.calendar_id)
    return connection.execute(query).scalar() or LocalizedText({})


def _other_processes(connection: Connection, row: Programme) -> list[Published]:
    """List the published processes that could come into force here."""
    published = processes.list_published(connection)
    return [one for one in published if one.id != row.definition_id]


def _versions(programme: Programme) -> list[tuple[Definition, int]]:
    """List every definition of the programme's process that has works, and the present one."""
    works = (
        select(PROPOSAL.c.id)
        .where(PROPOSAL.c.definition_id == Definition.id, PROPOSAL.c.programme_id == programme.id)
        .limit(literal_limit(COUNT_LIMIT + 1))
        .correlate(Definition)
    )
    count = select(func.count()).select_from(works.subquery()).scalar_subquery()
    found = db.session.execute(select(Definition, count).order_by(Definition.id.desc())).all()
    mine = [(d, n) for d, n in found if n or d.id == programme.definition_id]
    return sorted(mine, key=lambda one: one[0].id != programme.definition_id)


def edit(key: int, by: Person, given: Mapping[str, Setting], now: datetime) -> None:
    """Change the texts and the call.

    Raises `NotVisible`, and `Invalid` for a call that ends before it begins.
    """
    require_order(given["opens_on"], given["closes_on"])
    with persons.writing_as(by) as (connection, actor):
        row = _lock_editable(connection, key, actor)
        old = {n: getattr(row, n) for n in SETTINGS if getattr(row, n) != given[n]}
        if old:
            new = {name: given[name] for name in SETTINGS}
            connection.execute(update(PROGRAMME).where(PROGRAMME.c.id == key), new)
            admin_log.record(
                connection,
                admin_log.programme_subject(key),
                "settings",
                actor.id,
                now,
                old={n: _plain(v) for n, v in old.items()},
            )
    working_days.clear_cache()


def list_candidates(key: int) -> list[Organisation]:
    """List the organisations that could take part and do not yet."""
    taken = select(PROGRAMME_PARTY.c.organisation_id).where(
        PROGRAMME_PARTY.c.programme_id == key, PROGRAMME_PARTY.c.part != Part.STAND_IN.value
    )
    query = select(Organisation).where(
        ORGANISATION.c.id.not_in(taken),
        ORGANISATION.c.active,
        ORGANISATION.c.kind != Part.PLATFORM.value,
    )
    return list(db.session.scalars(query.order_by(Organisation.kind, Organisation.id)))


def add_party(key: int, by: Person, organisation_id: int, now: datetime) -> None:
    """Let an organisation take part by its kind. Raises `NotAllowed`, `NotVisible`, `Invalid`."""
    with persons.writing_as(by) as (connection, actor):
        _lock_editable(connection, key, actor, Can.EDIT_PARTIES)
        kind = _kind(connection, organisation_id)
        here = PROGRAMME_PARTY.c.programme_id == key
        taken = {
            row.organisation_id: row
            for row in connection.execute(select(PROGRAMME_PARTY).where(here))
        }
        known = taken.get(organisation_id)
        if kind is None or (known and known.part != Part.STAND_IN.value):
            raise Invalid("organisation", "choice")
        if known:
            connection.execute(delete(PROGRAMME_PARTY).where(PROGRAMME_PARTY.c.id == known.id))
        last = max((row.position for row in taken.values()), default=0)
        row = {
            "programme_id": key,
            "organisation_id": organisation_id,
            "part": kind,
            "position": last + 1,
        }
        connection.execute(insert(PROGRAMME_PARTY), row)
        admin_log.record(
            connection,
            admin_log.programme_subject(key),
            "party_added",
            actor.id,
            now,
            organisation=organisation_id,
        )


def _kind(connection: Connection, organisation_id: int) -> str | None:
    """The part that an organisation may take; None for the platform's own and for nobody."""
    kind = select(ORGANISATION.c.kind).where(ORGANISATION.c.id == organisation_id)
    found = connection.execute(kind).scalar()
    return None if found == Part.PLATFORM.value else found


def remove_party(key: int, by: Person, organisation_id: int, now: datetime) -> None:
    """Let an organisation take part no longer.

    Raises `NotPossible` once it was asked for a decision or its turn has come, for works name it;
    `NotVisible`, `NotAllowed`.
    """
    with persons.writing_as(by) as (connection, actor):
        _lock_editable(connection, key, actor, Can.EDIT_PARTIES)
        here = PROPOSAL.c.programme_id == key
        asked = exists().where(
            SIGNOFF.c.organisation_id == organisation_id,
            SIGNOFF.c.proposal_id == PROPOSAL.c.id,
            here,
        )
        turn = exists().where(
            TURN.c.organisation_id == organisation_id,
            TURN.c.closed_at.is_(None),
            TURN.c.proposal_id == PROPOSAL.c.id,
            here,
        )
        if connection.execute(select(asked | turn)).scalar():
            raise NotPossible(Reason("party_bound"))
        mine = (
            PROGRAMME_PARTY.c.programme_id == key,
            PROGRAMME_PARTY.c.organisation_id == organisation_id,
        )
        if not connection.execute(delete(PROGRAMME_PARTY).where(*mine)).rowcount:
            raise NotVisible
        admin_log.record(
            connection,
            admin_log.programme_subject(key),
            "party_removed",
            actor.id,
            now,
            organisation=organisation_id,
        )


def _lock_editable(
    connection: Connection, key: int, by: Person, can: Can = Can.EDIT_PROGRAMME
) -> Row[*tuple[object, ...]]:
    """Lock and return the row of a programme over which the person has the right."""
    row = connection.execute(
        select(PROGRAMME).where(PROGRAMME.c.id == key).with_for_update()
    ).one_or_none()
    if row is None or not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    if not may(by, can, key):
        raise NotAllowed
    return row


def _plain(value: object) -> object:
    if isinstance(value, LocalizedText):
        return dict(value.texts)
    return value.isoformat() if isinstance(value, date) else value
