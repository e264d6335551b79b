"""One's own account: name, language, a new e-mail address, and the browsers that are signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from artflow.domain.errors import LinkDead, SignedOut
from artflow.extensions import db
from artflow.models import LoginSession, Membership, Proposal, User
from artflow.services import search
from artflow.services.database.transactions import writing
from artflow.services.mail import outbox

from . import account_log, addresses, links, people, sign_in

USER = User.__table__
LOGIN_SESSION = LoginSession.__table__


class Browser(NamedTuple):
    """A browser that is signed in: what it calls itself, since when, and when it was last used."""

    id: int
    agent: str
    created_at: datetime
    seen_at: datetime


def load_user(user_id: int) -> User:
    """Load the account."""
    return db.session.get_one(User, user_id)


def list_roles(user_id: int) -> list[Membership]:
    """List the roles that somebody holds or held, with their organisations."""
    mine = (
        select(Membership)
        .options(joinedload(Membership.organisation))
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    )
    return list(db.session.scalars(mine))


def edit(user_id: int, *, name: str, language: str, phone: str) -> None:
    """Change one's name, language and telephone; one's works are then found by the new name.

    Raises `SignedOut` if the account was suspended meanwhile.
    """
    with writing() as connection:
        values = {"name": name, "language": language, "phone": phone}
        known = select(USER.c.name).where(USER.c.id == user_id, USER.c.active)
        old = connection.execute(known.with_for_update()).scalar()
        mine = update(USER).where(USER.c.id == user_id, USER.c.active).returning(USER.c.email)
        email = connection.execute(mine, values).scalar()
        if email is None:
            raise SignedOut
        people.refold(connection, user_id, name, email)
        search.reindex(connection, Proposal.applicant_id == user_id)
        if old != name:
            changed = {"old": old, "new": name}
            now = datetime.now(UTC)
            account_log.record(connection, "name_changed", user_id, user_id, now, **changed)


def request_move(
    user_id: int, email: str, password: str, *, session: int, address: str, now: datetime
) -> None:
    """Ask for another e-mail address; a link is sent there, and until it is used nothing changes.

    If the new address has an account already, a letter tells its owner; the asker sees no
    difference. Raises `Invalid`, `TooSoon` after too many wrong passwords, and `SignedOut` if the
    password was changed or the session ended meanwhile.
    """
    wanted = addresses.normalize(email)
    stored = sign_in.confirm_password(user_id, password, session=session, address=address, now=now)
    with writing() as connection:
        sign_in.require_unchanged(connection, user_id, stored, session)
        row = connection.execute(
            select(USER.c.name, USER.c.language).where(USER.c.id == user_id)
        ).one()
        if links.asked_too_often(connection, links.MOVE, wanted, now):
            return
        taken = connection.execute(
            select(USER.c.name, USER.c.language).where(USER.c.email == wanted)
        ).one_or_none()
        link = links.create_link(
            connection, links.MOVE, wanted, now, user=user_id, dead=taken is not None
        )
        if taken is None:
            outbox.enqueue(connection, "move", wanted, row.language, now, name=row.name, link=link)
        else:
            outbox.enqueue(connection, "known", wanted, taken.language, now, name=taken.name)


def confirm_move(token: str, now: datetime) -> str:
    """Change to the new address and tell the old one. Returns the new one. Raises `LinkDead`."""
    with writing() as connection:
        link = links.use_link(connection, token, links.MOVE, now)
        assert link.user_id is not None, "who asks for another address has an account"
        row = connection.execute(
            select(USER.c.email, USER.c.name, USER.c.language)
            .where(USER.c.id == link.user_id, USER.c.active)
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise LinkDead
        try:
            values = {"email": link.email}
            connection.execute(update(USER).where(USER.c.id == link.user_id), values)
            people.refold(connection, link.user_id, row.name, link.email)
        except IntegrityError as error:
            raise LinkDead from error
        links.revoke_all_of(connection, link.user_id, row.email, now)
        outbox.enqueue(
            connection, "moved", row.email, row.language, now, name=row.name, email=link.email
        )
        account_log.record(
            connection,
            "email_changed",
            link.user_id,
            link.user_id,
            now,
            old=row.email,
            new=link.email,
        )
    return link.email


def list_sessions(user_id: int, now: datetime) -> list[Browser]:
    """List the browsers that are signed in, the last used first."""
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    longest = timedelta(minutes=current_app.config["SESSION_LONGEST_MINUTES"])
    query = (
        select(
            LOGIN_SESSION.c.id,
            LOGIN_SESSION.c.agent,
            LOGIN_SESSION.c.created_at,
            LOGIN_SESSION.c.seen_at,
        )
        .where(
            LOGIN_SESSION.c.user_id == user_id,
            LOGIN_SESSION.c.ended_at.is_(None),
            LOGIN_SESSION.c.seen_at >= now - idle,
            LOGIN_SESSION.c.created_at >= now - longest,
        )
        .order_by(LOGIN_SESSION.c.seen_at.desc(), LOGIN_SESSION.c.id.desc())
    )
    return [Browser(*row) for row in db.session.execute(query)]


def end_other_sessions(user_id: int, session_id: int, now: datetime) -> int:
    """End every session but this one. Returns how many."""
    with writing() as connection:
        count = people.end_sessions(connection, user_id, now, keep=session_id)
        account_log.record(connection, "sessions_ended", user_id, user_id, now)
    return count
