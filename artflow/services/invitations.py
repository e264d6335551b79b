"""Invitations: a coordinator or an administrator gives a role, its future holder accepts it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from artflow.domain import colleagues
from artflow.domain.colleagues import Seat
from artflow.domain.errors import Invalid, LinkDead, NotAllowed
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person, Role
from artflow.extensions import db
from artflow.models import Membership, User

from . import account_log, addresses, links, outbox, passwords, people, registration, roster
from .database import writing

U, M = User.__table__, Membership.__table__


class Guest(NamedTuple):
    """Whom an invitation is for, and what it gives."""

    email: str
    name: str
    language: str
    organisation_id: int
    role: Role
    position: str = ""
    basis: str = ""


def invite(by: Person, guest: Guest, now: datetime) -> None:
    """Send somebody a link to accept a role; whether they have an account is not told.

    Raises `NotAllowed`, `NotVisible`, `Invalid`.
    """
    address = addresses.normal(guest.email)
    with writing() as connection:
        seat = Seat(guest.role, roster.house(connection, guest.organisation_id))
        if not may(by, Can.INVITE, seat):
            raise NotAllowed
        if not colleagues.fits(seat):
            raise Invalid("role", "role_elsewhere")
        link = links.make(
            connection, links.INVITE, address, now, by=by.id, name=guest.name,
            language=guest.language, organisation=guest.organisation_id, role=guest.role.value,
            position=guest.position, basis=guest.basis,
        )  # fmt: skip
        outbox.put(connection, "invite", address, guest.language, now, name=guest.name, link=link)


class Invitation(NamedTuple):
    """What its reader is shown before anything is accepted."""

    email: str
    name: str
    language: str
    organisation_id: int
    role: Role
    inviter: str
    known: bool


def look(token: str, now: datetime) -> Invitation:
    """The invitation behind a token; nothing changes. Raises `LinkDead`."""
    link = links.look(token, links.INVITE, now)
    inviter = db.session.execute(select(U.c.name).where(U.c.id == link.created_by_id)).scalar_one()
    known = db.session.execute(select(U.c.id).where(U.c.email == link.email)).first()
    data = link.data
    return Invitation(link.email, data["name"], data["language"], data["organisation"],
                      Role(data["role"]), inviter, known is not None)  # fmt: skip


def accept(token: str, now: datetime) -> None:
    """Take the role on with the account one has. Raises `LinkDead`."""
    with writing() as connection:
        link = _use(connection, token, now)
        user = connection.execute(select(U.c.id).where(U.c.email == link.email)).scalar()
        if user is None:
            raise LinkDead
        _seat(connection, user, link, now)


def join(token: str, *, name: str, language: str, password: str, agent: str, now: datetime) -> str:
    """Make the invited account and sign it in; returns the session's token.

    Raises `LinkDead`, `Invalid`.
    """
    email = links.look(token, links.INVITE, now).email
    made = passwords.hashed(password, email=email, name=name)
    with writing() as connection:
        link = _use(connection, token, now)
        user = registration.insert_user(connection, email=link.email, name=name,
                                        language=language, made=made, now=now)  # fmt: skip
        _seat(connection, user, link, now)
        return people.open_session(connection, user, agent, now)


def _use(connection: Connection, token: str, now: datetime) -> Any:
    """Use the link up; one whose inviter may no longer give the role is dead."""
    link = links.use(connection, token, links.INVITE, now)
    inviter = people.person(connection, link.created_by_id, "")
    seat = Seat(Role(link.data["role"]), roster.house(connection, link.data["organisation"]))
    active = connection.execute(select(U.c.active).where(U.c.id == link.created_by_id)).scalar()
    if not (active and may(inviter, Can.INVITE, seat)):
        raise LinkDead
    return link


def _seat(connection: Connection, user: int, link: Any, now: datetime) -> None:
    data = link.data
    held = connection.execute(
        select(M.c.id).where(M.c.user_id == user, M.c.role == data["role"],
                             M.c.organisation_id == data["organisation"])
    ).first()  # fmt: skip
    if held is None:
        people.give_role(connection, user, data["organisation"], Role(data["role"]),
                         position=data["position"], basis=data["basis"])  # fmt: skip
    account_log.note(connection, "role_given", user, link.created_by_id, now, role=data["role"],
                     organisation=data["organisation"])  # fmt: skip
