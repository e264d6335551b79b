"""One-time links: for one purpose, for a while, used once, replaced by a newer one.

The token is made when the letter is sent and is in that letter alone; here is only its SHA-256.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from artflow.domain.errors import LinkDead
from artflow.extensions import db
from artflow.models import Mail, OneTimeLink

from .database import writing
from .people import digest

L = OneTimeLink
REGISTER, INVITE, RESET, MOVE = "register", "invite", "reset", "move"
LIVES = {
    REGISTER: timedelta(days=2),
    INVITE: timedelta(days=14),
    RESET: timedelta(hours=2),
    MOVE: timedelta(days=1),
}
"""How long a link works, from the sending of its letter."""
KEEP = timedelta(days=90)
SOON, OFTEN = timedelta(minutes=1), (5, timedelta(hours=1))
_open = (L.c.used_at.is_(None), L.c.revoked_at.is_(None))


def make(
    connection: Connection, purpose: str, email: str, now: datetime, *,
    user: int | None = None, by: int | None = None, dead: bool = False, **data: Any,
) -> int:  # fmt: skip
    """A new link to an address; older ones of its purpose stop working. Returns its id.

    A `dead` one never works and keeps nothing: it only counts, so that an address for which there
    is none is served at the same pace and with the same work as any other.
    """
    revoke(connection, purpose, email, now)
    row = {
        "purpose": purpose, "email": email, "user_id": user, "data": {} if dead else data,
        "created_by_id": by, "created_at": now, "revoked_at": now if dead else None,
    }  # fmt: skip
    return connection.execute(insert(L).returning(L.c.id), row).scalar_one()


def asked_too_often(connection: Connection, purpose: str, email: str, now: datetime) -> bool:
    """Whether an address was sent so many links that another one would be a nuisance."""
    most, span = OFTEN
    row = connection.execute(
        select(func.count(L.c.id), func.max(L.c.created_at)).where(
            L.c.email == email, L.c.purpose == purpose, L.c.created_at > now - span
        )
    ).one()
    count, newest = row
    return count >= most or (newest is not None and newest > now - SOON)


def revoke(connection: Connection, purpose: str, email: str, now: datetime) -> None:
    """Let the links of a purpose to an address, or of its owner, work no more."""
    statement = update(L).where(L.c.purpose == purpose, L.c.email == email, *_open)
    connection.execute(statement, {"revoked_at": now})


def revoke_all_of(connection: Connection, user_id: int, email: str, now: datetime) -> None:
    """Let every link of a person work no more, whatever it was for."""
    whose = or_(L.c.user_id == user_id, L.c.email == email)
    connection.execute(update(L).where(whose, *_open), {"revoked_at": now})


def forget(connection: Connection, now: datetime) -> int:
    """Remove links whose letters were forgotten, with the names in them; returns how many."""
    letters = select(Mail.c.link_id).where(Mail.c.link_id.is_not(None))
    old = (L.c.created_at < now - KEEP, L.c.id.not_in(letters))
    return connection.execute(delete(L).where(*old)).rowcount


def mint(link_id: int, now: datetime) -> str | None:
    """Give a link its token, for the letter that is about to be sent; None if it is dead.

    A letter that is sent once more carries a new token, and the earlier one is forgotten.
    """
    token = secrets.token_urlsafe(32)
    with writing() as connection:
        found = connection.execute(
            select(L.c.purpose, L.c.email).where(L.c.id == link_id, *_open).with_for_update()
        ).one_or_none()
        if found is None:
            return None
        older = (L.c.purpose == found.purpose, L.c.email == found.email, L.c.id < link_id)
        connection.execute(update(L).where(*older, *_open), {"revoked_at": now})
        values = {"token_sha256": digest(token), "expires_at": now + LIVES[found.purpose]}
        connection.execute(update(L).where(L.c.id == link_id), values)
    return token


def _living(token: str, purpose: str, now: datetime) -> tuple[Any, ...]:
    sha256 = digest(token)
    return (L.c.token_sha256 == sha256, L.c.purpose == purpose, L.c.expires_at > now, *_open)


def look(token: str, purpose: str, now: datetime) -> Any:
    """The link as it stands; nothing changes. Raises `LinkDead`."""
    row = db.session.execute(select(L).where(*_living(token, purpose, now))).one_or_none()
    if row is None:
        raise LinkDead
    return row


def of(key: int) -> Any:
    """The link of a letter, whatever has become of it."""
    return db.session.execute(select(L).where(L.c.id == key)).one()


def use(connection: Connection, token: str, purpose: str, now: datetime) -> Any:
    """Use the link up: of two who press at once one gets it. Raises `LinkDead`."""
    statement = update(L).where(*_living(token, purpose, now)).returning(L)
    row = connection.execute(statement, {"used_at": now}).one_or_none()
    if row is None:
        raise LinkDead
    return row
