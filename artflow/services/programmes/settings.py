"""A programme's settings: its words, the days of its call, who takes part; all of it on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, func, select, update

from artflow.domain.access.account_rules import own_programmes
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.people.roles import Part, Person, Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import (
    Calendar,
    Definition,
    Organisation,
    Programme,
    Proposal,
    StageTotal,
    Version,
)
from artflow.services.identity import persons

from . import admin_log, parties, processes, working_days
from .creation import require_order
from .parties import PartyTerm
from .processes import Published

CALENDAR = Calendar.__table__
PROGRAMME = Programme.__table__
PROPOSAL = Proposal.__table__
TOTAL = StageTotal.__table__
VERSION = Version.__table__
ORGANISATION = Organisation.__table__
SETTINGS = (
    "name",
    "city",
    "open",
    "opens_on",
    "closes_on",
    "number_form",
    "calendar_id",
    "currency",
    "languages",
)
Setting = LocalizedText | str | int | date | list[str] | None


class Settings(NamedTuple):
    """One programme, as those see it who run it.

    `versions` are the definitions its works began under, each with how many there are up to a
    limit; the present one comes first. `missing` are the parts that the process needs and nobody
    takes, `others` the processes that could come into force. `terms` are the organisations, those
    that have left as well; `names` what the organisations of the history are called.
    """

    row: Programme
    terms: list[PartyTerm]
    versions: list[tuple[Definition, int]]
    history: list[admin_log.LogEntry]
    names: dict[int, LocalizedText]
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


def load_settings(key: int, by: Person, now: datetime | None = None) -> Settings:
    """Load one programme. Raises `NotVisible`."""
    now = now or datetime.now(UTC)
    row = db.session.get(Programme, key)
    if row is None or not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    connection, may_publish = db.session.connection(), may(by, Can.PUBLISH_PROCESS)
    terms = parties.list_terms(key)
    history = admin_log.list_events(admin_log.programme_subject(key))
    return Settings(
        row,
        terms,
        _versions(row),
        history,
        _names(history, terms),
        _calendar_name(connection, row),
        processes.list_missing_parts(
            connection, row.definition_id, {term.part for term in terms if not term.has_left(now)}
        ),
        _other_processes(connection, row) if may_publish else [],
        may(by, Can.EDIT_PARTIES),
        may_publish,
    )


def _names(history: list[admin_log.LogEntry], terms: list[PartyTerm]) -> dict[int, LocalizedText]:
    """Return what the organisations are called that a history names, by id."""
    known = {term.organisation.id: term.organisation.name for term in terms}
    others = {event.data["organisation"] for event in history if "organisation" in event.data}
    if not others - known.keys():
        return known
    query = select(ORGANISATION.c.id, ORGANISATION.c.name).where(
        ORGANISATION.c.id.in_(others - known.keys())
    )
    known |= dict(map(tuple, db.session.execute(query)))
    return known | admin_log.names_of_deleted(db.session.connection(), others - known.keys())


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
    here = (TOTAL.c.programme_id == programme.id, TOTAL.c.definition_id == Definition.id)
    works = select(func.coalesce(func.sum(TOTAL.c.works), 0)).where(*here).correlate(Definition)
    count = works.scalar_subquery()
    found = db.session.execute(select(Definition, count).order_by(Definition.id.desc())).all()
    mine = [(d, int(n)) for d, n in found if n or d.id == programme.definition_id]
    return sorted(mine, key=lambda one: one[0].id != programme.definition_id)


def has_sums(connection: Connection, key: int) -> bool:
    """Return whether a work of the programme names a sum, in its dossier or in a version of it."""
    here = PROPOSAL.c.programme_id == key
    drafted = select(PROPOSAL.c.id).where(here, PROPOSAL.c.facts["budget_kzt"].as_string() != "")
    frozen = (
        select(VERSION.c.id)
        .join(PROPOSAL, PROPOSAL.c.id == VERSION.c.proposal_id)
        .where(here, VERSION.c.budget > 0)
    )
    return bool(connection.execute(select(drafted.exists() | frozen.exists())).scalar())


def edit(key: int, by: Person, given: Mapping[str, Setting], now: datetime) -> None:
    """Change the texts, the call and how the programme counts.

    Raises `NotVisible`, and `Invalid` for a call that ends before it begins, or for another
    currency once a sum was recorded.
    """
    require_order(given["opens_on"], given["closes_on"])
    with persons.writing_as(by) as (connection, actor):
        row = _lock_editable(connection, key, actor)
        old = {n: getattr(row, n) for n in SETTINGS if getattr(row, n) != given[n]}
        if "currency" in old and has_sums(connection, key):
            raise Invalid("currency", "sums_recorded")
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


def _lock_editable(connection: Connection, key: int, by: Person) -> Row[*tuple[object, ...]]:
    """Lock and return the row of a programme over which the person has the right."""
    row = connection.execute(
        select(PROGRAMME).where(PROGRAMME.c.id == key).with_for_update()
    ).one_or_none()
    if row is None or not may(by, Can.EDIT_PROGRAMME, key):
        raise NotVisible
    return row


def _plain(value: object) -> object:
    if isinstance(value, LocalizedText):
        return dict(value.texts)
    return value.isoformat() if isinstance(value, date) else value
