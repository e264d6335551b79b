"""One-time links: for one purpose, for a while, used once, replaced by a newer one.

The token is made when the letter is sent and is in that letter alone; here is only its SHA-256.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from artflow.domain.errors import LinkDead
from artflow.extensions import db
from artflow.models import Mail, OneTimeLink
from artflow.services.database.transactions import writing

from .people import hash_token

ONE_TIME_LINK = OneTimeLink.__table__
MAIL = Mail.__table__
REGISTER, INVITE, RESET, MOVE, BEGIN = "register", "invite", "reset", "move", "begin"
LIFETIMES = {
    REGISTER: timedelta(days=2),
    INVITE: timedelta(days=14),
    RESET: timedelta(hours=2),
    MOVE: timedelta(days=1),
    BEGIN: timedelta(days=1),
}
"""How long a link works, from the sending of its letter or the printing of its address."""
RETENTION = timedelta(days=90)
MIN_INTERVAL, RATE = timedelta(minutes=1), (5, timedelta(hours=1))
_open = (ONE_TIME_LINK.c.used_at.is_(None), ONE_TIME_LINK.c.revoked_at.is_(None))


class Link(Protocol):
    """A link as the database has it. `data` is what its purpose needs, see those who make it."""

    id: int
    purpose: str
    email: str
    user_id: int | None
    data: dict[str, Any]
    created_by_id: int | None


def create_link(
    connection: Connection,
    purpose: str,
    email: str,
    now: datetime,
    *,
    user: int | None = None,
    by: int | None = None,
    dead: bool = False,
    **data: object,
) -> int:
    """Create a link to an address; older ones of its purpose stop working. Returns its id.

    A `dead` one never works and keeps nothing: it only counts, so that an address without an
    account is served at the same speed and with the same work as any other.
    """
    revoke(connection, purpose, email, now)
    row = {
        "purpose": purpose,
        "email": email,
        "user_id": user,
        "data": {} if dead else data,
        "created_by_id": by,
        "created_at": now,
        "revoked_at": now if dead else None,
    }
    key: int = connection.execute(
        insert(ONE_TIME_LINK).returning(ONE_TIME_LINK.c.id), row
    ).scalar_one()
    return key


def asked_too_often(connection: Connection, purpose: str, email: str, now: datetime) -> bool:
    """Return whether an address was sent so many links that another one would be a nuisance.

    Until the transaction ends nobody else asks this for the address: of two at once one is told so.
    """
    most, span = RATE
    if connection.dialect.name == "postgresql":
        of_this = int.from_bytes(
            hashlib.sha256(f"{purpose} {email}".encode()).digest()[:8], signed=True
        )
        connection.execute(select(func.pg_advisory_xact_lock(of_this)))
    row = connection.execute(
        select(func.count(ONE_TIME_LINK.c.id), func.max(ONE_TIME_LINK.c.created_at)).where(
            ONE_TIME_LINK.c.email == email,
            ONE_TIME_LINK.c.purpose == purpose,
            ONE_TIME_LINK.c.created_at > now - span,
            ONE_TIME_LINK.c.created_at <= now + MIN_INTERVAL,  # later: of a clock that was wrong
        )
    ).one()
    count, newest = row
    return count >= most or (newest is not None and newest > now - MIN_INTERVAL)


def revoke(connection: Connection, purpose: str, email: str, now: datetime) -> None:
    """Revoke the links of a purpose to an address."""
    statement = update(ONE_TIME_LINK).where(
        ONE_TIME_LINK.c.purpose == purpose, ONE_TIME_LINK.c.email == email, *_open
    )
    connection.execute(statement, {"revoked_at": now})


def revoke_own(connection: Connection, user_id: int, now: datetime) -> None:
    """Revoke what somebody has asked for in a person's name: another password, another address."""
    asked = (ONE_TIME_LINK.c.user_id == user_id, ONE_TIME_LINK.c.purpose.in_((RESET, MOVE)))
    connection.execute(update(ONE_TIME_LINK).where(*asked, *_open), {"revoked_at": now})


def revoke_all_of(connection: Connection, user_id: int, email: str, now: datetime) -> None:
    """Revoke every link of a person, whatever it was for."""
    whose = or_(ONE_TIME_LINK.c.user_id == user_id, ONE_TIME_LINK.c.email == email)
    connection.execute(update(ONE_TIME_LINK).where(whose, *_open), {"revoked_at": now})


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete links whose letters are gone, with the names in them. Returns how many."""
    letters = select(MAIL.c.link_id).where(MAIL.c.link_id.is_not(None))
    old = (ONE_TIME_LINK.c.created_at < now - RETENTION, ONE_TIME_LINK.c.id.not_in(letters))
    return connection.execute(delete(ONE_TIME_LINK).where(*old)).rowcount


def issue_token(link_id: int, now: datetime) -> str | None:
    """Give a link its token, for the letter that is about to be sent; None if it is dead.

    A letter that is sent once more carries a new token, and the earlier one is forgotten.
    """
    token = secrets.token_urlsafe(32)
    with writing() as connection:
        found = connection.execute(
            select(ONE_TIME_LINK.c.purpose, ONE_TIME_LINK.c.email)
            .where(ONE_TIME_LINK.c.id == link_id, *_open)
            .with_for_update()
        ).one_or_none()
        if found is None:
            return None
        older = (
            ONE_TIME_LINK.c.purpose == found.purpose,
            ONE_TIME_LINK.c.email == found.email,
            ONE_TIME_LINK.c.id < link_id,
        )
        connection.execute(update(ONE_TIME_LINK).where(*older, *_open), {"revoked_at": now})
        values = {"token_sha256": hash_token(token), "expires_at": now + LIFETIMES[found.purpose]}
        connection.execute(update(ONE_TIME_LINK).where(ONE_TIME_LINK.c.id == link_id), values)
    return token


def _is_usable(token: str, purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    sha256 = hash_token(token)
    return (
        ONE_TIME_LINK.c.token_sha256 == sha256,
        ONE_TIME_LINK.c.purpose == purpose,
        ONE_TIME_LINK.c.expires_at > now,
        *_open,
    )


def find_link(token: str, purpose: str, now: datetime) -> Link:
    """Find the link of a token; nothing changes. Raises `LinkDead`."""
    row = db.session.execute(
        select(ONE_TIME_LINK).where(*_is_usable(token, purpose, now))
    ).one_or_none()
    if row is None:
        raise LinkDead
    return cast("Link", row)


def load_link(key: int) -> Link:
    """Load the link of a letter, whatever has become of it."""
    return cast(
        "Link", db.session.execute(select(ONE_TIME_LINK).where(ONE_TIME_LINK.c.id == key)).one()
    )


def use_link(connection: Connection, token: str, purpose: str, now: datetime) -> Link:
    """Use the link up: of two who press at once one gets it. Raises `LinkDead`."""
    statement = (
        update(ONE_TIME_LINK).where(*_is_usable(token, purpose, now)).returning(ONE_TIME_LINK)
    )
    row = connection.execute(statement, {"used_at": now}).one_or_none()
    if row is None:
        raise LinkDead
    return cast("Link", row)
