"""Organisations that were entered by mistake: another kind, or out again, while nothing rests on
them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, or_, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed, NotPossible, Reason
from artflow.domain.people.roles import Part, Person
from artflow.extensions import db
from artflow.models import FormerName, Membership, OneTimeLink, Organisation, ProgrammeParty
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons
from artflow.services.people import links, roster
from artflow.services.programmes import admin_log

ORGANISATION = Organisation.__table__
FORMER_NAME = FormerName.__table__
MEMBERSHIP = Membership.__table__
PARTY = ProgrammeParty.__table__
LINK = OneTimeLink.__table__
COUNTED = (MEMBERSHIP, PARTY, FORMER_NAME)
RECORDS = [
    key.parent
    for table in ORGANISATION.metadata.sorted_tables
    for key in table.foreign_keys
    if key.column is ORGANISATION.c.id and table not in COUNTED
]
"""Whatever else names an organisation: whoever adds a table adds it here by its foreign key."""


class Uses(NamedTuple):
    """What rests on an organisation: roles, programmes, invitations that wait, anything of a work.

    Its own former names do not count, and go with it.
    """

    roles: int
    programmes: int
    invitations: int
    has_records: bool


NOTHING = Uses(0, 0, 0, False)


def list_uses(connection: Connection, key: int, now: datetime) -> Uses:
    """Count what rests on an organisation."""
    roles = select(func.count(MEMBERSHIP.c.id)).where(MEMBERSHIP.c.organisation_id == key)
    programmes = select(func.count(PARTY.c.programme_id.distinct())).where(
        PARTY.c.organisation_id == key
    )
    unanswered = or_(
        LINK.c.purpose == links.INVITE, LINK.c.expires_at.is_(None), LINK.c.expires_at > now
    )
    invitations = select(func.count(LINK.c.id)).where(
        LINK.c.purpose.in_((links.INVITE, links.REGISTER)),
        LINK.c.used_at.is_(None),
        LINK.c.revoked_at.is_(None),
        LINK.c.data["organisation"].as_integer() == key,
        unanswered,
    )
    counts = select(*(query.scalar_subquery() for query in (roles, programmes, invitations)))
    held, joined, invited = connection.execute(counts).one()
    return Uses(held, joined, invited, _has_records(connection, key))


def _has_records(connection: Connection, key: int) -> bool:
    asked = (
        select(column.table.c.id).where(column == key).limit(literal_limit(1)) for column in RECORDS
    )
    return any(connection.execute(query).first() is not None for query in asked)


def foresee(key: int, by: Person, now: datetime) -> Uses:
    """Tell what rests on an organisation, to somebody who may correct it.

    Raises `NotVisible`, `NotAllowed`.
    """
    connection = db.session.connection()
    _require_rights(connection, key, by)
    return list_uses(connection, key, now)


def correct_kind(key: int, by: Person, kind: Part, now: datetime) -> None:
    """Say that an organisation is of another kind; artists may then register into a studio.

    Raises `NotVisible`, `NotAllowed`, `NotPossible` where something rests on the old kind.
    """
    with persons.writing_as(by) as (connection, actor):
        _require_rights(connection, key, actor)
        _lock(connection, key)
        mine = ORGANISATION.c.id == key
        old = connection.execute(select(ORGANISATION.c.kind).where(mine)).scalar_one()
        if old == kind.value:
            return
        _require_unused(connection, key, now)
        values = {"kind": kind.value, "registers": kind is Part.ARTIST}
        connection.execute(update(ORGANISATION).where(mine), values)
        subject = admin_log.organisation_subject(key)
        told = {"organisation": key, "old": {"kind": old}}
        admin_log.record(connection, subject, "kind_corrected", actor.id, now, **told)


def delete_organisation(key: int, by: Person, now: datetime) -> None:
    """Take out an organisation that nothing rests on; the log keeps what it was called.

    Raises `NotVisible`, `NotAllowed`, `NotPossible` where something rests on it.
    """
    with persons.writing_as(by) as (connection, actor):
        _require_rights(connection, key, actor)
        _lock(connection, key)
        _require_unused(connection, key, now)
        mine = ORGANISATION.c.id == key
        row = connection.execute(select(ORGANISATION.c.name, ORGANISATION.c.kind).where(mine)).one()
        connection.execute(delete(FORMER_NAME).where(FORMER_NAME.c.organisation_id == key))
        connection.execute(delete(ORGANISATION).where(mine))
        admin_log.record(
            connection,
            admin_log.ORGANISATIONS,
            "organisation_deleted",
            actor.id,
            now,
            organisation=key,
            name=dict(row.name.texts),
            kind=row.kind,
        )


def _require_rights(connection: Connection, key: int, by: Person) -> None:
    roster.load_visible_scope(connection, key, by)
    if not may(by, Can.ADD_ORGANISATION):
        raise NotAllowed


def _lock(connection: Connection, key: int) -> None:
    query = select(ORGANISATION.c.id).where(ORGANISATION.c.id == key)
    connection.execute(query.with_for_update()).first()


def _require_unused(connection: Connection, key: int, now: datetime) -> None:
    if list_uses(connection, key, now) != NOTHING:
        raise NotPossible(Reason("organisation_in_use"))
