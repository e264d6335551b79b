"""Who takes part: organisations with their people, for those who manage them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, literal, select, tuple_, update
from sqlalchemy.orm import joinedload

from artflow.domain.access.account_rules import OrganisationScope, own_programmes
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Person, Role
from artflow.extensions import db
from artflow.models import LoginSession, Membership, Organisation, ProgrammeParty, User
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons

from . import account_log, impersonation, people

USER = User.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
LOGIN_SESSION = LoginSession.__table__
PAGE_SIZE = 50


def load_scope(connection: Connection, organisation_id: int) -> OrganisationScope:
    """Load what the policy asks of an organisation. Raises `NotVisible` if there is none."""
    kind = connection.execute(
        select(ORGANISATION.c.kind).where(ORGANISATION.c.id == organisation_id)
    ).scalar()
    if kind is None:
        raise NotVisible
    query = select(PROGRAMME_PARTY.c.programme_id).where(
        PROGRAMME_PARTY.c.organisation_id == organisation_id
    )
    return OrganisationScope(organisation_id, kind, frozenset(connection.execute(query).scalars()))


def require_open(connection: Connection, organisation_id: int, field: str = "organisation") -> None:
    """Let nobody close the organisation before the transaction ends.

    Raises `Invalid` of the `field` for one that is closed: nothing new begins with it.
    """
    query = select(ORGANISATION.c.active).where(ORGANISATION.c.id == organisation_id)
    if not connection.execute(query.with_for_update(read=True)).scalar():
        raise Invalid(field, "organisation_closed")


def load_visible_scope(
    connection: Connection, organisation_id: int, by: Person
) -> OrganisationScope:
    """Load what the policy asks of an organisation that the person sees. Raises `NotVisible`."""
    found = load_scope(connection, organisation_id)
    if not may(by, Can.SEE_ORGANISATION, found):
        raise NotVisible
    return found


def list_organisations(
    person: Person,
    *,
    kind: str = "",
    keys: Collection[int] | None = None,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> list[tuple[Organisation, int]]:
    """List the organisations that the person looks after, with the number of people in each.

    By kind and in the order of their entry, from the one after `after` on; only those of a `kind`
    and of `keys`, if they are given.
    """
    count = (
        select(func.count(MEMBERSHIP.c.user_id.distinct()))
        .where(MEMBERSHIP.c.organisation_id == ORGANISATION.c.id)
        .scalar_subquery()
    )
    query = (
        select(Organisation, count)
        .order_by(ORGANISATION.c.kind, ORGANISATION.c.id)
        .limit(literal_limit(size))
    )
    if not person.holds(Role.ADMINISTRATOR):
        own = select(PROGRAMME_PARTY.c.organisation_id).where(
            PROGRAMME_PARTY.c.programme_id.in_(own_programmes(person))
        )
        query = query.where(ORGANISATION.c.id.in_(own))
    if kind:
        query = query.where(ORGANISATION.c.kind == kind)
    if keys is not None:
        query = query.where(ORGANISATION.c.id.in_(keys))
    if after is not None:
        of = db.session.scalar(select(ORGANISATION.c.kind).where(ORGANISATION.c.id == after)) or ""
        query = query.where(
            tuple_(ORGANISATION.c.kind, ORGANISATION.c.id) > tuple_(literal(of), literal(after))
        )
    return [(organisation, n) for organisation, n in db.session.execute(query)]


def load_organisation(organisation_id: int, by: Person) -> Organisation:
    """Load an organisation that the person looks after. Raises `NotVisible`."""
    load_visible_scope(db.session.connection(), organisation_id, by)
    return db.session.get_one(Organisation, organisation_id)


def list_members(organisation_id: int, after: int = 0, size: int = PAGE_SIZE) -> list[Membership]:
    """List the people of an organisation with their roles in it, in the order of their entry."""
    query = (
        select(Membership)
        .options(joinedload(Membership.user))
        .where(MEMBERSHIP.c.organisation_id == organisation_id, MEMBERSHIP.c.id > after)
        .order_by(MEMBERSHIP.c.id)
        .limit(literal_limit(size))
    )
    return list(db.session.scalars(query))


class Account(NamedTuple):
    """Somebody's account, as those see it who manage it."""

    user: User
    person: Person
    memberships: list[Membership]
    open_sessions: int
    history: list[account_log.LogEntry]
    may_be_seen: bool


def load_account(user_id: int, by: Person) -> Account:
    """Load an account with its roles and its history. Raises `NotVisible`."""
    user = db.session.get(User, user_id)
    other = persons.load_person(db.session.connection(), user_id, user.name) if user else None
    if user is None or other is None or not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    held = (
        select(Membership)
        .options(joinedload(Membership.organisation))
        .where(MEMBERSHIP.c.user_id == user_id)
        .order_by(MEMBERSHIP.c.id)
    )
    count = select(func.count(LOGIN_SESSION.c.id)).where(
        LOGIN_SESSION.c.user_id == user_id, LOGIN_SESSION.c.ended_at.is_(None)
    )
    seen = user.active and impersonation.may_impersonate(db.session.connection(), by, other)
    return Account(
        user,
        other,
        list(db.session.scalars(held)),
        db.session.scalar(count) or 0,
        account_log.list_events(user_id),
        seen,
    )


def impersonate(user_id: int, session_id: int, by: Person, reason: str, now: datetime) -> None:
    """Let a session impersonate somebody. Raises `NotVisible`, `NotAllowed`."""
    own = (
        select(LOGIN_SESSION.c.id)
        .where(LOGIN_SESSION.c.id == session_id, LOGIN_SESSION.c.ended_at.is_(None))
        .with_for_update()
    )
    with persons.writing_as(by, user_id) as (connection, actor):
        row = connection.execute(
            select(USER.c.name, USER.c.active).where(USER.c.id == user_id)
        ).first()
        other = persons.load_person(connection, user_id, row.name) if row else None
        if row is None or other is None or not may(actor, Can.SEE_PERSON, other):
            raise NotVisible
        fits = row.active and connection.execute(own).first() is not None
        if not fits or not impersonation.may_impersonate(connection, actor, other):
            raise NotAllowed
        impersonation.start(connection, session_id, other, actor, reason, now)


def reactivate(user_id: int, by: Person, now: datetime) -> None:
    """Open a suspended account again. Raises `NotVisible`, `NotAllowed`."""
    with persons.writing_as(by, user_id) as (connection, actor):
        lock_managed(connection, user_id, actor)
        connection.execute(update(USER).where(USER.c.id == user_id), {"active": True})
        account_log.record(connection, "reactivated", user_id, actor.id, now)


def end_sessions(user_id: int, by: Person, now: datetime) -> None:
    """Sign somebody out everywhere. Raises `NotVisible`, `NotAllowed`."""
    with persons.writing_as(by, user_id) as (connection, actor):
        lock_managed(connection, user_id, actor)
        people.end_sessions(connection, user_id, now)
        account_log.record(connection, "sessions_ended", user_id, actor.id, now)


def lock_managed(connection: Connection, user_id: int, by: Person) -> str:
    """Lock an account that the person may look after. Returns its address."""
    query = select(USER.c.email).where(USER.c.id == user_id).with_for_update()
    email: str | None = connection.execute(query).scalar()
    other = persons.load_person(connection, user_id, "")
    if email is None or not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    if not may(by, Can.MANAGE_ACCOUNT, other):
        raise NotAllowed
    return email
