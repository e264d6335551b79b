"""Who takes part: organisations with their people, for those who look after them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.orm import joinedload

from artflow.domain.colleagues import House, own_programmes
from artflow.domain.errors import NotAllowed, NotVisible
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person, Role
from artflow.extensions import db
from artflow.models import LoginSession, Membership, Organisation, ProgrammeParty, User

from . import account_log, links, people, seeing
from .database import at_most, writing

U, M, G, PP = User.__table__, Membership.__table__, Organisation.__table__, ProgrammeParty.__table__
PAGE = 50


def house(connection: Connection, organisation_id: int) -> House:
    """An organisation as the policy asks of it. Raises `NotVisible` if there is none."""
    kind = connection.execute(select(G.c.kind).where(G.c.id == organisation_id)).scalar()
    if kind is None:
        raise NotVisible
    query = select(PP.c.programme_id).where(PP.c.organisation_id == organisation_id)
    return House(organisation_id, kind, frozenset(connection.execute(query).scalars()))


def seen_house(connection: Connection, organisation_id: int, by: Person) -> House:
    """An organisation as the policy asks of it, if the person sees it. Raises `NotVisible`."""
    found = house(connection, organisation_id)
    if not may(by, Can.SEE_HOUSE, found):
        raise NotVisible
    return found


def houses(person: Person) -> list[tuple[Organisation, int]]:
    """The organisations that the person looks after, with the number of people in each."""
    counts = (
        select(M.c.organisation_id, func.count(M.c.user_id.distinct()).label("n"))
        .group_by(M.c.organisation_id)
        .subquery()
    )
    query = (
        select(Organisation, func.coalesce(counts.c.n, 0))
        .outerjoin(counts, counts.c.organisation_id == Organisation.id)
        .order_by(Organisation.kind, Organisation.id)
    )
    if not person.holds(Role.ADMINISTRATOR):
        own = select(PP.c.organisation_id).where(PP.c.programme_id.in_(own_programmes(person)))
        query = query.where(Organisation.id.in_(own))
    return [(organisation, count) for organisation, count in db.session.execute(query)]


def organisation(organisation_id: int, by: Person) -> Organisation:
    """An organisation that the person looks after. Raises `NotVisible`."""
    seen_house(db.session.connection(), organisation_id, by)
    return db.session.get_one(Organisation, organisation_id)


def members(organisation_id: int, after: int = 0, size: int = PAGE) -> list[Membership]:
    """The people of an organisation with their roles in it, in the order of their coming."""
    query = (
        select(Membership).options(joinedload(Membership.user))
        .where(M.c.organisation_id == organisation_id, M.c.id > after)
        .order_by(M.c.id).limit(at_most(size))
    )  # fmt: skip
    return list(db.session.scalars(query))


class Account(NamedTuple):
    """Somebody's account, as those see it who look after it."""

    user: User
    person: Person
    memberships: list[Membership]
    open_sessions: int
    history: list[Any]
    may_be_seen: bool


def account(user_id: int, by: Person) -> Account:
    """An account with its roles and its history. Raises `NotVisible`."""
    user = db.session.get(User, user_id)
    other = people.person(db.session.connection(), user_id, user.name) if user else None
    if user is None or other is None or not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    held = (
        select(Membership).options(joinedload(Membership.organisation))
        .where(M.c.user_id == user_id).order_by(M.c.id)
    )  # fmt: skip
    S = LoginSession
    count = select(func.count(S.c.id)).where(S.c.user_id == user_id, S.c.ended_at.is_(None))
    seen = user.active and seeing.allowed(db.session.connection(), by, other)
    return Account(user, other, list(db.session.scalars(held)), db.session.scalar(count) or 0,
                   account_log.of(user_id), seen)  # fmt: skip


def see_as(user_id: int, session_id: int, by: Person, reason: str, now: datetime) -> None:
    """Let a session look through somebody's eyes. Raises `NotVisible`, `NotAllowed`."""
    S = LoginSession
    mine = select(S.c.id).where(S.c.id == session_id, S.c.ended_at.is_(None)).with_for_update()
    with writing() as connection:
        row = connection.execute(select(U.c.name, U.c.active).where(U.c.id == user_id)).first()
        other = people.person(connection, user_id, row.name) if row else None
        if row is None or other is None or not may(by, Can.SEE_PERSON, other):
            raise NotVisible
        fits = row.active and connection.execute(mine).first() is not None
        if not fits or not seeing.allowed(connection, by, other):
            raise NotAllowed
        seeing.begin(connection, session_id, other, by, reason, now)


def suspend(user_id: int, by: Person, now: datetime) -> None:
    """Close an account: its sessions and links end at once. Raises `NotVisible`, `NotAllowed`."""
    with writing() as connection:
        email = _entrusted(connection, user_id, by)
        connection.execute(update(U).where(U.c.id == user_id), {"active": False})
        people.end_sessions(connection, user_id, now)
        links.revoke_all_of(connection, user_id, email, now)
        account_log.note(connection, "suspended", user_id, by.id, now)


def reactivate(user_id: int, by: Person, now: datetime) -> None:
    """Open a suspended account again. Raises `NotVisible`, `NotAllowed`."""
    with writing() as connection:
        _entrusted(connection, user_id, by)
        connection.execute(update(U).where(U.c.id == user_id), {"active": True})
        account_log.note(connection, "reactivated", user_id, by.id, now)


def end_sessions(user_id: int, by: Person, now: datetime) -> None:
    """Sign somebody out everywhere. Raises `NotVisible`, `NotAllowed`."""
    with writing() as connection:
        _entrusted(connection, user_id, by)
        people.end_sessions(connection, user_id, now)
        account_log.note(connection, "sessions_ended", user_id, by.id, now)


def take_role(user_id: int, membership_id: int, by: Person, now: datetime) -> None:
    """Take a role away; whoever lost one signs in anew. Raises `NotVisible`, `NotAllowed`."""
    with writing() as connection:
        _entrusted(connection, user_id, by)
        mine = (M.c.id == membership_id, M.c.user_id == user_id)
        row = connection.execute(select(M.c.role, M.c.organisation_id).where(*mine)).one_or_none()
        if row is None:
            raise NotVisible
        connection.execute(delete(M).where(*mine))
        people.end_sessions(connection, user_id, now)
        account_log.note(connection, "role_taken", user_id, by.id, now, role=row.role,
                         organisation=row.organisation_id)  # fmt: skip


def _entrusted(connection: Connection, user_id: int, by: Person) -> str:
    """The address of an account that the person may look after; its row is ours until the end."""
    email = connection.execute(
        select(U.c.email).where(U.c.id == user_id).with_for_update()
    ).scalar()
    other = people.person(connection, user_id, "")
    if email is None or not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    if not may(by, Can.LOOK_AFTER, other):
        raise NotAllowed
    return email
