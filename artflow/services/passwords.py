"""Passwords: what they must be, a forgotten one, a new one. A new one ends the other sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from artflow.domain import passwords
from artflow.domain.errors import LinkDead
from artflow.extensions import db
from artflow.models import User

from . import account_log, addresses, links, outbox, people, sign_in, throttle
from .database import writing

U = User.__table__


def hashed(password: str, *, email: str, name: str, field: str = "new_password") -> str:
    """The hash to keep. Raises `Invalid` for a password that breaks the rules."""
    passwords.check(password, email, name, field)
    return people.hasher().hash(password)


def forgot(email: str, now: datetime) -> None:
    """Send a link for a new password to an account's address; to any other nothing, in silence.

    Raises `Invalid` for what is no address at all.
    """
    known = addresses.normal(email)
    with writing() as connection:
        row = connection.execute(
            select(U.c.id, U.c.name, U.c.language).where(U.c.email == known, U.c.active)
        ).one_or_none()
        if links.asked_too_often(connection, links.RESET, known, now):
            return
        link = links.make(connection, links.RESET, known, now, user=row.id if row else None,
                          dead=row is None)  # fmt: skip
        if row is None:  # as many statements as for an account
            links.revoke(connection, links.RESET, known, now)
        else:
            outbox.put(connection, "reset", known, row.language, now, name=row.name, link=link)


def reset(token: str, password: str, now: datetime) -> None:
    """Set the new password of a forgotten one; every session ends, guesses are forgiven.

    Raises `LinkDead`, `Invalid`.
    """
    link = links.look(token, links.RESET, now)
    name = db.session.execute(select(U.c.name).where(U.c.id == link.user_id)).scalar_one()
    made = hashed(password, email=link.email, name=name)
    with writing() as connection:
        link = links.use(connection, token, links.RESET, now)
        if _set(connection, link.user_id, made, now) is None:
            raise LinkDead
        throttle.forgive(connection, link.email, now)
        account_log.note(connection, "password_reset", link.user_id, link.user_id, now)


def change(
    user_id: int, session_id: int, old: str, new: str, *, address: str, now: datetime
) -> None:
    """Set a new password with the old one; every other session of the user ends.

    Raises `Invalid`, and `TooSoon` after too many wrong old ones.
    """
    query = select(U.c.email, U.c.name).where(U.c.id == user_id)
    row = db.session.execute(query).one()
    sign_in.confirm(user_id, old, address=address, now=now)
    made = hashed(new, email=row.email, name=row.name)
    with writing() as connection:
        _set(connection, user_id, made, now, keep=session_id)
        account_log.note(connection, "password_changed", user_id, user_id, now)


def _set(
    connection: Connection, user_id: int, made: str, now: datetime, keep: int | None = None
) -> str | None:
    """Keep the hash, end sessions, let no older link work, tell the owner; returns the address.

    A suspended account is left as it is (None).
    """
    row = connection.execute(
        update(U).where(U.c.id == user_id, U.c.active)
        .values(password_hash=made).returning(U.c.email, U.c.name, U.c.language)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    people.end_sessions(connection, user_id, now, keep)
    links.revoke(connection, links.RESET, row.email, now)
    outbox.put(connection, "password_changed", row.email, row.language, now, name=row.name)
    return row.email
