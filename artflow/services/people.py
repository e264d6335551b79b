"""People: their passwords, their sessions and what they may stand for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from artflow.domain.roles import Membership, Person, Role
from artflow.models import LoginSession, Notice, ProgrammeParty, Seeing, User
from artflow.models import Membership as MembershipRow

from . import seeing
from .arrays import arrays
from .database import at_most, writing

if TYPE_CHECKING:
    from argon2 import PasswordHasher

U, S, N = User.__table__, LoginSession, Notice.__table__
M, PP = MembershipRow.__table__, ProgrammeParty.__table__
_memberships = arrays(
    U,
    (M.c.id, M.c.role, M.c.organisation_id, M.c.basis, M.c.valid_from, M.c.valid_until,
     PP.c.programme_id),
    M.c.user_id == U.c.id,
    among=M.outerjoin(PP, PP.c.organisation_id == M.c.organisation_id),
)  # fmt: skip
_person = select(_memberships).where(U.c.id == bindparam("id"))
MANY = 100
"""Nobody is told how many more they have not read, and nobody waits for the counting."""
_seeing, _eyes = Seeing.alias("looking"), U.alias("eyes")
_looking = and_(_seeing.c.session_id == S.c.id, _seeing.c.ended_at.is_(None),
                _seeing.c.until > bindparam("now", type_=_seeing.c.until.type))  # fmt: skip
_some_unread = (
    select(N.c.id)
    .where(N.c.user_id == func.coalesce(_eyes.c.id, U.c.id), N.c.read_at.is_(None))
    .limit(at_most(MANY)).correlate(U, _eyes)
)  # fmt: skip
_unread = select(func.count()).select_from(_some_unread.subquery()).scalar_subquery()
_session = (
    select(S.c.id, S.c.created_at, S.c.seen_at, U.c.id.label("user_id"), U.c.name, U.c.language,
           _eyes.c.id.label("eyes_id"), _eyes.c.name.label("eyes_name"), _seeing.c.until,
           _memberships.label("memberships"), _unread.label("unread"))
    .select_from(S.join(U, U.c.id == S.c.user_id).outerjoin(_seeing, _looking)
                 .outerjoin(_eyes, and_(_eyes.c.id == _seeing.c.user_id, _eyes.c.active)))
    .where(S.c.token_sha256 == bindparam("token"), S.c.ended_at.is_(None), U.c.active)
)  # fmt: skip
"""The news one has not read are counted with the session: every page says their number."""
SEEN_EVERY = timedelta(minutes=1)


def hasher() -> PasswordHasher:
    """What hashes passwords at the cost that is set."""
    from argon2 import PasswordHasher  # loaded by the first password

    return PasswordHasher(**current_app.config["PASSWORD_HASH"])


def add(
    connection: Connection, *, email: str, name: str, password: str, language: str = "kk",
    now: datetime | None = None,
) -> int:  # fmt: skip
    """Make a user and return the id. The address is kept in lower case and is unique."""
    row = {
        "email": email.strip().lower(), "name": name, "password_hash": hasher().hash(password),
        "language": language, "created_at": now or datetime.now(UTC),
    }  # fmt: skip
    return connection.execute(insert(U).returning(U.c.id), row).scalar_one()


def give_role(
    connection: Connection, user_id: int, organisation_id: int, role: Role, **paper: Any
) -> None:
    """Give a person a role in an organisation; `paper` may name basis, position and dates."""
    row = {"user_id": user_id, "organisation_id": organisation_id, "role": role.value, **paper}
    connection.execute(insert(M), row)


def person(connection: Connection, user_id: int, name: str) -> Person:
    """The person with all memberships and the programmes these reach."""
    return known(user_id, name, connection.execute(_person, {"id": user_id}).scalar())


def known(user_id: int, name: str, memberships: list[list[Any]] | None) -> Person:
    """The person from the `memberships` that came with the session."""
    found: dict[int, tuple[list[Any], set[int]]] = {}
    for key, *rest, programme in sorted(memberships or (), key=itemgetter(0)):
        found.setdefault(key, (rest, set()))[1].update({programme} - {None})
    return Person(user_id, name, tuple(
        Membership(Role(role), organisation, frozenset(programmes), basis, _day(since), _day(until))
        for (role, organisation, basis, since, until), programmes in found.values()
    ))  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def matches(stored: str, password: str) -> bool:
    """Whether a password is the one behind a hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def open_session(connection: Connection, user_id: int, agent: str, now: datetime) -> str:
    """Sign a browser in and return its token; only the token's SHA-256 is kept."""
    token = secrets.token_urlsafe(32)
    connection.execute(insert(S), {
        "token_sha256": digest(token), "user_id": user_id, "created_at": now,
        "seen_at": now, "agent": agent[:200],
    })  # fmt: skip
    return token


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def session(connection: Connection, token: str, now: datetime | None = None) -> Any:
    """The open session of a token, or None once it was ended, idle or old for too long."""
    now = now or datetime.now(UTC)
    row = connection.execute(_session, {"token": digest(token), "now": now}).one_or_none()
    if row is None:
        return None
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    longest = timedelta(minutes=current_app.config["SESSION_LONGEST_MINUTES"])
    if now - row.seen_at > idle or now - row.created_at > longest:
        return None
    return row


def touch(session_id: int, now: datetime | None = None) -> None:
    """Note that the session is in use."""
    with writing() as connection:
        values = {"seen_at": now or datetime.now(UTC)}
        connection.execute(update(S).where(S.c.id == session_id), values)


def sign_out(token: str, now: datetime | None = None) -> None:
    """End the session of a token; it is dead at its next request, wherever it was copied to."""
    now = now or datetime.now(UTC)
    with writing() as connection:
        mine = S.c.token_sha256 == digest(token)
        seeing.end_where(connection, seeing.in_session(mine), now, "signed_out")
        connection.execute(update(S).where(mine), {"ended_at": now})


def sign_out_everywhere(user_id: int, now: datetime | None = None) -> None:
    """End every open session of a user."""
    with writing() as connection:
        end_sessions(connection, user_id, now or datetime.now(UTC))


def end_sessions(
    connection: Connection, user_id: int, now: datetime, keep: int | None = None
) -> int:
    """End the open sessions of a user, but for the one to `keep`; returns how many.

    Nobody goes on looking through the eyes of somebody whose sessions have ended.
    """
    seeing.end_where(connection, seeing.about(user_id, keep), now, "revoked")
    statement = update(S).where(S.c.user_id == user_id, S.c.ended_at.is_(None))
    if keep is not None:
        statement = statement.where(S.c.id != keep)
    return connection.execute(statement, {"ended_at": now}).rowcount
