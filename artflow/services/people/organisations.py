"""Organisations: their contacts, their names with dates, their part in programmes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.orm import joinedload

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.people.roles import Part, Person
from artflow.domain.text import LocalizedText, fold_text
from artflow.extensions import db
from artflow.models import FormerName, Organisation, Programme, ProgrammeParty
from artflow.services.identity import persons
from artflow.services.programmes import admin_log, programmes, setup
from artflow.services.programmes.working_days import load_home_calendar

from . import roster

ORGANISATION = Organisation.__table__
FORMER_NAME = FormerName.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
MAX_FOUND = 200
"""A search for an organisation goes on in this many whose names have the words."""
SHOWN_SIMILAR = 5
CONTACTS = ("bin", "address", "phone", "email")


class OrganisationDetails(NamedTuple):
    """An organisation with its former names, the programmes it takes part in and its history."""

    row: Organisation
    parts: list[tuple[Programme, Part]]
    history: list[admin_log.LogEntry]
    may_edit: bool
    may_close: bool


class Similar(NamedTuple):
    """An organisation that is called like another one, or has its BIN (`same_bin`)."""

    id: int
    name: LocalizedText
    same_bin: bool


def find_by_words(connection: Connection, words: Collection[str]) -> list[int]:
    """List the organisations that have all the folded words in their names or their BIN."""
    query = select(ORGANISATION.c.id, ORGANISATION.c.name, ORGANISATION.c.bin)
    found = []
    for row in connection.execute(query.order_by(ORGANISATION.c.id)):
        line = fold_text(" ".join((*row.name.texts.values(), row.bin)))
        if all(word in line for word in words):
            found.append(row.id)
    return found[:MAX_FOUND]


def list_similar(name: LocalizedText | None, number: str, but: int | None = None) -> list[Similar]:
    """List the organisations with the same name in some language, or with the same BIN.

    `but` is the one that is being changed.
    """
    wanted = {fold_text(words) for words in name.texts.values()} if name else set()
    query = select(ORGANISATION.c.id, ORGANISATION.c.name, ORGANISATION.c.bin)
    found = []
    for row in db.session.execute(query.order_by(ORGANISATION.c.id)):
        same_bin = bool(number) and row.bin == number
        same_name = bool(wanted & {fold_text(words) for words in row.name.texts.values()})
        if row.id != but and (same_bin or same_name):
            found.append(Similar(row.id, row.name, same_bin))
    return found[:SHOWN_SIMILAR]


def load_names(keys: Collection[int]) -> dict[int, LocalizedText]:
    """Load what organisations are called, by id."""
    query = select(ORGANISATION.c.id, ORGANISATION.c.name).where(ORGANISATION.c.id.in_(keys))
    return {row.id: row.name for row in db.session.execute(query)}


def load_details(key: int, by: Person) -> OrganisationDetails:
    """Load one organisation for those who look after it. Raises `NotVisible`."""
    scope = roster.load_visible_scope(db.session.connection(), key, by)
    named = (
        select(Organisation)
        .options(joinedload(Organisation.former))
        .where(ORGANISATION.c.id == key)
    )
    parts = db.session.execute(
        select(Programme, ProgrammeParty.part)
        .join(ProgrammeParty, ProgrammeParty.programme_id == Programme.id)
        .where(PROGRAMME_PARTY.c.organisation_id == key, programmes.is_party_at(datetime.now(UTC)))
        .order_by(Programme.id, ProgrammeParty.id)
    )
    row = db.session.scalars(named).unique().one()
    return OrganisationDetails(
        row,
        [(programme, Part(part)) for programme, part in parts],
        admin_log.list_events(admin_log.organisation_subject(key)),
        may(by, Can.EDIT_ORGANISATION, scope),
        may(by, Can.ADD_ORGANISATION),
    )


def add(
    by: Person, kind: Part, name: LocalizedText, contacts: Mapping[str, str], now: datetime
) -> int:
    """Enter an organisation and return its id. Raises `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        return insert_organisation(connection, actor, kind, name, contacts, now=now)


def insert_organisation(
    connection: Connection,
    actor: Person,
    kind: Part,
    name: LocalizedText,
    contacts: Mapping[str, str],
    *,
    now: datetime,
) -> int:
    """Enter an organisation in the running transaction; the rest as `add`."""
    if not may(actor, Can.ADD_ORGANISATION):
        raise NotAllowed
    key = setup.create_organisation(connection, kind.value, name)
    connection.execute(update(ORGANISATION).where(ORGANISATION.c.id == key), _contacts(contacts))
    admin_log.record(connection, admin_log.organisation_subject(key), "added", actor.id, now)
    return key


def edit(key: int, by: Person, contacts: Mapping[str, str], now: datetime) -> None:
    """Correct the contacts; what they were stays in the log. Raises `NotVisible`, `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        update_contacts(connection, actor, key, _contacts(contacts), now)


def update_contacts(
    connection: Connection, actor: Person, key: int, new: Mapping[str, str], now: datetime
) -> None:
    """Write some contacts in the running transaction; the rest as `edit`."""
    row = _lock_editable(connection, key, actor)
    old = {name: getattr(row, name) for name in new if getattr(row, name) != new[name]}
    if old:
        connection.execute(update(ORGANISATION).where(ORGANISATION.c.id == key), dict(new))
        admin_log.record(
            connection, admin_log.organisation_subject(key), "contacts", actor.id, now, old=old
        )


def rename(key: int, by: Person, name: LocalizedText, since: date, now: datetime) -> None:
    """Give a new name that counts from a day on; what was decided before keeps the old one.

    Raises `Invalid` for the name it has already, for a day in the future, and for one before the
    last change; `NotVisible`, `NotAllowed`.
    """
    with persons.writing_as(by) as (connection, actor):
        row = _lock_editable(connection, key, actor)
        old: LocalizedText = row.name
        if name == old:
            raise Invalid("name_kk", "same_name")
        if since > load_home_calendar(connection).today(now):
            raise Invalid("since", "too_late")
        last = connection.execute(
            select(func.max(FORMER_NAME.c.until)).where(FORMER_NAME.c.organisation_id == key)
        ).scalar()
        if last is not None and since <= last:
            raise Invalid("since", "too_early", day=last)
        connection.execute(
            insert(FORMER_NAME), {"organisation_id": key, "until": since, "name": old}
        )
        connection.execute(update(ORGANISATION).where(ORGANISATION.c.id == key), {"name": name})
        admin_log.record(
            connection,
            admin_log.organisation_subject(key),
            "renamed",
            actor.id,
            now,
            old=dict(old.texts),
            since=since.isoformat(),
        )


def _contacts(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name) or "" for name in CONTACTS}


def _lock_editable(connection: Connection, key: int, by: Person) -> Row[*tuple[str, ...]]:
    """Lock and return the row of an organisation that the person may change."""
    scope = roster.load_visible_scope(connection, key, by)
    if not may(by, Can.EDIT_ORGANISATION, scope):
        raise NotAllowed
    return connection.execute(
        select(ORGANISATION).where(ORGANISATION.c.id == key).with_for_update()
    ).one()
