"""Passwords: what they must be, a forgotten one, a new one. A new one ends the other sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from artflow.domain.errors import LinkDead, SignedOut
from artflow.domain.people import passwords
from artflow.extensions import db
from artflow.models import User
from artflow.services.database.transactions import writing
from artflow.services.mail import outbox

from . import account_log, addresses, links, people, sign_in, throttle

USER = User.__table__


def hash_password(password: str, *, email: str, name: str, field: str = "new_password") -> str:
    """Return the hash to keep. Raises `Invalid` for a password that breaks the rules."""
    passwords.check_password(password, email, name, field)
    return people.password_hasher().hash(password)


def request_reset(email: str, now: datetime) -> None:
    """Send a link for a new password if the address has an account; otherwise do nothing, silently.

    Raises `Invalid` for what is no address at all.
    """
    known = addresses.normalize(email)
    with writing() as connection:
        row = connection.execute(
            select(USER.c.id, USER.c.name, USER.c.language).where(
                USER.c.email == known, USER.c.active
            )
        ).one_or_none()
        user = row.id if row else None
        account_log.security_event(connection, "reset_requested", user=user)
        if links.asked_too_often(connection, links.RESET, known, now):
            return
        link = links.create_link(connection, links.RESET, known, now, user=user, dead=row is None)
        if row is None:  # as many statements as for an account
            for _statement in range(outbox.STATEMENTS):
                links.revoke(connection, links.RESET, known, now)
        else:
            outbox.enqueue(connection, "reset", known, row.language, now, name=row.name, link=link)


def reset(token: str, password: str, now: datetime) -> None:
    """Set a new password in place of a forgotten one; every session ends, failures are forgotten.

    Raises `LinkDead`, `Invalid`.
    """
    link = links.find_link(token, links.RESET, now)
    name = db.session.execute(select(USER.c.name).where(USER.c.id == link.user_id)).scalar_one()
    password_hash = hash_password(password, email=link.email, name=name)
    with writing() as connection:
        link = links.use_link(connection, token, links.RESET, now)
        assert link.user_id is not None, "only a link that never works names no account"
        if _store(connection, link.user_id, password_hash, now) is None:
            raise LinkDead
        throttle.reset_failures(connection, link.email, now)
        account_log.record(connection, "password_reset", link.user_id, link.user_id, now)


def change(
    user_id: int, session_id: int, old: str, new: str, *, address: str, now: datetime
) -> None:
    """Set a new password with the old one; every other session of the user ends.

    Raises `Invalid`, `TooSoon` after too many wrong old ones, `SignedOut` if the account was
    suspended meanwhile, the session ended or the old one replaced by another.
    """
    query = select(USER.c.email, USER.c.name).where(USER.c.id == user_id)
    row = db.session.execute(query).one()
    stored = sign_in.confirm_password(user_id, old, session=session_id, address=address, now=now)
    password_hash = hash_password(new, email=row.email, name=row.name)
    with writing() as connection:
        sign_in.require_unchanged(connection, user_id, stored, session_id)
        if _store(connection, user_id, password_hash, now, keep=session_id) is None:
            raise SignedOut
        account_log.record(connection, "password_changed", user_id, user_id, now)


def _store(
    connection: Connection, user_id: int, password_hash: str, now: datetime, keep: int | None = None
) -> str | None:
    """Keep the hash, end sessions, revoke older links, tell the owner. Returns the address.

    Another address that somebody has asked for with the old password is among the links. A
    suspended account is left as it is (None).
    """
    row = connection.execute(
        update(USER)
        .where(USER.c.id == user_id, USER.c.active)
        .values(password_hash=password_hash)
        .returning(USER.c.email, USER.c.name, USER.c.language)
    ).one_or_none()
    if row is None:
        return None
    people.end_sessions(connection, user_id, now, keep)
    links.revoke_own(connection, user_id, now)
    outbox.enqueue(connection, "password_changed", row.email, row.language, now, name=row.name)
    address: str = row.email
    return address
