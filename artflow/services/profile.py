"""One's own account: name, language, a new e-mail address, and the browsers that are signed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from artflow.domain.errors import LinkDead
from artflow.extensions import db
from artflow.models import LoginSession, Proposal, User

from . import account_log, addresses, links, outbox, people, search, sign_in
from .database import writing

U, S = User.__table__, LoginSession


def get(user_id: int) -> User:
    """The account as it is."""
    return db.session.get_one(User, user_id)


def edit(user_id: int, *, name: str, language: str, phone: str) -> None:
    """Keep what one says about oneself; one's works are found by the new name."""
    with writing() as connection:
        values = {"name": name, "language": language, "phone": phone}
        connection.execute(update(U).where(U.c.id == user_id), values)
        search.again(connection, Proposal.applicant_id == user_id)


def move(user_id: int, email: str, password: str, *, address: str, now: datetime) -> None:
    """Ask for another e-mail address; a link is sent there, and until it is used nothing changes.

    An address that has an account already is told so by letter; the asker sees no difference.
    Raises `Invalid`, and `TooSoon` after too many wrong passwords.
    """
    wanted = addresses.normal(email)
    sign_in.confirm(user_id, password, address=address, now=now)
    with writing() as connection:
        row = connection.execute(select(U.c.name, U.c.language).where(U.c.id == user_id)).one()
        if links.asked_too_often(connection, links.MOVE, wanted, now):
            return
        taken = connection.execute(
            select(U.c.name, U.c.language).where(U.c.email == wanted)
        ).one_or_none()
        link = links.make(connection, links.MOVE, wanted, now, user=user_id,
                          dead=taken is not None)  # fmt: skip
        if taken is None:
            outbox.put(connection, "move", wanted, row.language, now, name=row.name, link=link)
        else:
            outbox.put(connection, "known", wanted, taken.language, now, name=taken.name)


def moved(token: str, now: datetime) -> str:
    """Take the new address on; the old one is told. Returns the new one. Raises `LinkDead`."""
    with writing() as connection:
        link = links.use(connection, token, links.MOVE, now)
        row = connection.execute(
            select(U.c.email, U.c.name, U.c.language).where(U.c.id == link.user_id, U.c.active)
            .with_for_update()
        ).one_or_none()  # fmt: skip
        if row is None:
            raise LinkDead
        try:
            values = {"email": link.email}
            connection.execute(update(U).where(U.c.id == link.user_id), values)
        except IntegrityError as error:
            raise LinkDead from error
        links.revoke_all_of(connection, link.user_id, row.email, now)
        outbox.put(connection, "moved", row.email, row.language, now, name=row.name,
                   email=link.email)  # fmt: skip
        account_log.note(connection, "email_changed", link.user_id, link.user_id, now,
                         old=row.email, new=link.email)  # fmt: skip
    return link.email


def sessions(user_id: int, now: datetime) -> list[Any]:
    """The browsers that are signed in, the last used first."""
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    longest = timedelta(minutes=current_app.config["SESSION_LONGEST_MINUTES"])
    return list(db.session.execute(
        select(S.c.id, S.c.agent, S.c.created_at, S.c.seen_at)
        .where(S.c.user_id == user_id, S.c.ended_at.is_(None), S.c.seen_at >= now - idle,
               S.c.created_at >= now - longest)
        .order_by(S.c.seen_at.desc(), S.c.id.desc())
    ))  # fmt: skip


def end_others(user_id: int, session_id: int, now: datetime) -> int:
    """End every session but this one; returns how many."""
    with writing() as connection:
        count = people.end_sessions(connection, user_id, now, keep=session_id)
        account_log.note(connection, "sessions_ended", user_id, user_id, now)
    return count
