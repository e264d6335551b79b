"""Invitations: a coordinator or an administrator gives a role, its future holder accepts it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from artflow.domain.access import account_rules
from artflow.domain.access.account_rules import RoleGrant
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, LinkDead, NotAllowed, NotPossible, Reason
from artflow.domain.people.roles import Person, Role
from artflow.extensions import db
from artflow.models import Membership, User
from artflow.services.database.transactions import writing
from artflow.services.identity import persons
from artflow.services.mail import outbox

from . import account_log, addresses, links, passwords, people, registration, roster
from .links import Link

USER = User.__table__
MEMBERSHIP = Membership.__table__


class Invitee(NamedTuple):
    """Whom an invitation is for, and what it gives."""

    email: str
    name: str
    language: str
    organisation_id: int
    role: Role
    position: str = ""
    basis: str = ""


def invite(by: Person, invitee: Invitee, now: datetime) -> None:
    """Send somebody a link to accept a role; whether they have an account is not told.

    Raises `NotAllowed`, `NotVisible`, `Invalid`, and `NotPossible` if the organisation is closed.
    """
    addresses.normalize(invitee.email)
    with persons.writing_as(by) as (connection, actor):
        send_invitation(connection, actor, invitee, now)


def send_invitation(connection: Connection, actor: Person, invitee: Invitee, now: datetime) -> None:
    """Invite somebody in the running transaction; the rest as `invite`."""
    address = addresses.normalize(invitee.email)
    grant = RoleGrant(invitee.role, roster.load_scope(connection, invitee.organisation_id))
    if not may(actor, Can.INVITE, grant):
        raise NotAllowed
    if not account_rules.role_fits(grant):
        raise Invalid("role", "role_elsewhere")
    try:
        roster.require_open(connection, invitee.organisation_id)
    except Invalid as error:
        raise NotPossible(Reason("organisation_closed")) from error
    link = links.create_link(
        connection,
        links.INVITE,
        address,
        now,
        by=actor.id,
        name=invitee.name,
        language=invitee.language,
        organisation=invitee.organisation_id,
        role=invitee.role.value,
        position=invitee.position,
        basis=invitee.basis,
    )
    outbox.enqueue(
        connection, "invite", address, invitee.language, now, name=invitee.name, link=link
    )


class Invitation(NamedTuple):
    """What its reader is shown before anything is accepted."""

    email: str
    name: str
    language: str
    organisation_id: int
    role: Role
    inviter: str
    has_account: bool


def load_invitation(token: str, now: datetime) -> Invitation:
    """Load the invitation behind a token; nothing changes. Raises `LinkDead`."""
    link = links.find_link(token, links.INVITE, now)
    inviter = db.session.execute(
        select(USER.c.name).where(USER.c.id == link.created_by_id)
    ).scalar_one()
    known = db.session.execute(select(USER.c.id).where(USER.c.email == link.email)).first()
    data = link.data
    return Invitation(
        link.email,
        data["name"],
        data["language"],
        data["organisation"],
        Role(data["role"]),
        inviter,
        known is not None,
    )


def accept(token: str, now: datetime) -> None:
    """Give the role to the account that exists. Raises `LinkDead`."""
    known = links.find_link(token, links.INVITE, now)
    with writing() as connection:
        link = _use_link(connection, known, token, now)
        user = connection.execute(select(USER.c.id).where(USER.c.email == link.email)).scalar()
        if user is None:
            raise LinkDead
        _grant_role(connection, user, link, now)


def accept_with_new_account(
    token: str, *, name: str, language: str, password: str, agent: str, now: datetime
) -> str:
    """Create the invited account and sign it in. Returns the session's token.

    Raises `LinkDead`, `Invalid`.
    """
    known = links.find_link(token, links.INVITE, now)
    password_hash = passwords.hash_password(password, email=known.email, name=name)
    with writing() as connection:
        link = _use_link(connection, known, token, now)
        user = registration.insert_user(
            connection,
            email=link.email,
            name=name,
            language=language,
            password_hash=password_hash,
            now=now,
        )
        _grant_role(connection, user, link, now)
        return people.open_session(connection, user, agent, now)


def _use_link(connection: Connection, known: Link, token: str, now: datetime) -> Link:
    """Use the link up. Raises `LinkDead`, also if the inviter may no longer give the role."""
    _hold(connection, known)
    link = links.use_link(connection, token, links.INVITE, now)
    assert link.created_by_id is not None, "an invitation names who has invited"
    inviter = persons.load_person(connection, link.created_by_id, "")
    grant = RoleGrant(
        Role(link.data["role"]), roster.load_scope(connection, link.data["organisation"])
    )
    active = connection.execute(
        select(USER.c.active).where(USER.c.id == link.created_by_id)
    ).scalar()
    if not (active and may(inviter, Can.INVITE, grant)):
        raise LinkDead
    return link


def _hold(connection: Connection, link: Link) -> None:
    """Hold people, organisation and then the link, in the order of `closings.close`.

    Raises `LinkDead` if the organisation is closed.
    """
    both = or_(USER.c.id == link.created_by_id, USER.c.email == link.email)
    held = select(USER.c.id).where(both).order_by(USER.c.id)
    connection.execute(held.with_for_update(read=True, key_share=True)).all()
    try:
        roster.require_open(connection, link.data["organisation"])
    except Invalid as error:
        raise LinkDead from error


def _grant_role(connection: Connection, user: int, link: Link, now: datetime) -> None:
    data = link.data
    held = connection.execute(
        select(MEMBERSHIP.c.id).where(
            MEMBERSHIP.c.user_id == user,
            MEMBERSHIP.c.role == data["role"],
            MEMBERSHIP.c.organisation_id == data["organisation"],
        )
    ).first()
    if held is None:
        people.give_role(
            connection,
            user,
            data["organisation"],
            Role(data["role"]),
            position=data["position"],
            basis=data["basis"],
        )
    account_log.record(
        connection,
        "role_given",
        user,
        link.created_by_id,
        now,
        role=data["role"],
        organisation=data["organisation"],
    )
