"""Organisations: their contacts, their names with dates, their part in programmes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import joinedload

from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.policy import Can, may
from artflow.domain.roles import Part, Person
from artflow.domain.words import Words
from artflow.extensions import db
from artflow.models import FormerName, Organisation, Programme, ProgrammeParty

from . import keepers_log, roster, setup
from .database import writing
from .working_days import calendar

G, F, PP = Organisation.__table__, FormerName.__table__, ProgrammeParty.__table__
CONTACTS = ("bin", "address", "phone", "email")


class House(NamedTuple):
    """An organisation with its former names, the programmes it takes part in and its history."""

    row: Organisation
    parts: list[tuple[Programme, Part]]
    history: list[Any]
    may_edit: bool


def show(key: int, by: Person) -> House:
    """One organisation for those who look after it. Raises `NotVisible`."""
    house = roster.seen_house(db.session.connection(), key, by)
    named = select(Organisation).options(joinedload(Organisation.former)).where(G.c.id == key)
    parts = db.session.execute(
        select(Programme, ProgrammeParty.part)
        .join(ProgrammeParty, ProgrammeParty.programme_id == Programme.id)
        .where(PP.c.organisation_id == key).order_by(Programme.id, ProgrammeParty.id)
    )  # fmt: skip
    row = db.session.scalars(named).unique().one()
    return House(row, [(programme, Part(part)) for programme, part in parts],
                 keepers_log.of(keepers_log.organisation(key)),
                 may(by, Can.EDIT_HOUSE, house))  # fmt: skip


def add(by: Person, kind: Part, name: Words, contacts: Mapping[str, str], now: datetime) -> int:
    """Enter an organisation and return its id. Raises `NotAllowed`."""
    if not may(by, Can.ADD_HOUSE):
        raise NotAllowed
    with writing() as connection:
        key = setup.organisation(connection, kind.value, name)
        connection.execute(update(G).where(G.c.id == key), _contacts(contacts))
        keepers_log.note(connection, keepers_log.organisation(key), "added", by.id, now)
    return key


def edit(key: int, by: Person, contacts: Mapping[str, str], now: datetime) -> None:
    """Correct the contacts; what they were stays in the log. Raises `NotVisible`, `NotAllowed`."""
    with writing() as connection:
        row = _entrusted(connection, key, by)
        new = _contacts(contacts)
        old = {name: getattr(row, name) for name in new if getattr(row, name) != new[name]}
        if old:
            connection.execute(update(G).where(G.c.id == key), new)
            keepers_log.note(connection, keepers_log.organisation(key), "contacts", by.id, now,
                             old=old)  # fmt: skip


def rename(key: int, by: Person, name: Words, since: date, now: datetime) -> None:
    """Give a new name that counts from a day on; what was decided before keeps the one before.

    Raises `Invalid` for a name it bears already, for a day to come, and for one before the last
    change; `NotVisible`, `NotAllowed`.
    """
    with writing() as connection:
        row = _entrusted(connection, key, by)
        old = Words(row.name_kk, row.name_ru, row.name_en)
        if name == old:
            raise Invalid("name_kk", "same_name")
        if since > calendar(connection).today(now):
            raise Invalid("since", "too_late")
        last = connection.execute(
            select(func.max(F.c.until)).where(F.c.organisation_id == key)
        ).scalar()
        if last is not None and since <= last:
            raise Invalid("since", "too_early", day=last)
        connection.execute(insert(F), {"organisation_id": key, "until": since} | _columns(old))
        connection.execute(update(G).where(G.c.id == key), _columns(name))
        keepers_log.note(connection, keepers_log.organisation(key), "renamed", by.id, now,
                         old=asdict(old), since=since.isoformat())  # fmt: skip


def _columns(name: Words) -> dict[str, str]:
    return {"name_kk": name.kk, "name_ru": name.ru, "name_en": name.en}


def _contacts(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name) or "" for name in CONTACTS}


def _entrusted(connection: Connection, key: int, by: Person) -> Any:
    """The row of an organisation that the person may change; it is ours until the end."""
    house = roster.seen_house(connection, key, by)
    if not may(by, Can.EDIT_HOUSE, house):
        raise NotAllowed
    return connection.execute(select(G).where(G.c.id == key).with_for_update()).one()
