"""Signing in: slowed down after failures, and the same for known and unknown addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from flask import current_app
from sqlalchemy import Connection, Row, select, update

from artflow import logs
from artflow.domain.errors import Invalid, SignedOut, TooSoon
from artflow.domain.people.throttle import DEVICE_LIMIT
from artflow.extensions import db
from artflow.models import LoginSession, User
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import writing

from . import addresses, devices, people, throttle

USER = User.__table__
LOGIN_SESSION = LoginSession.__table__


def sign_in(
    email: str,
    password: str,
    *,
    agent: str = "",
    address: str = "",
    device: str = "",
    now: datetime | None = None,
) -> str | None:
    """Open a session and return its token; None for a wrong password as for an unknown address.

    `device` is the browser's cookie of a known device, see `devices`. Raises `TooSoon` when
    earlier failures from there ask for a wait; the right password is then not even checked, and
    works once the wait is over.
    """
    now = now or datetime.now(UTC)
    known = addresses.normalize_typed(email)
    origin = throttle.TryOrigin(address, devices.recognise(device, known))
    try:
        attempt = throttle.begin_attempt(known, origin, now)
    except TooSoon:
        _log("sign_in_delayed", known, origin)
        raise
    row = _load_account(known)
    stored = row.password_hash if row else dummy_hash(**current_app.config["PASSWORD_HASH"])
    if not people.password_matches(stored, password) or row is None:
        _log("sign_in_failed", known, origin, user=row.id if row else None)
        return None
    token = _open_session(row.id, stored, password, attempt, agent, now)
    if token is None:
        _log("sign_in_failed", known, origin, user=row.id)
    return token


@repeated
def _open_session(
    user: int, stored: str, password: str, attempt: int, agent: str, now: datetime
) -> str | None:
    """Note that the try has passed and return the token of a new session.

    None if the password was changed meanwhile. Tried again where the connection is lost: were the
    whole sign-in repeated, its first try would stand as a failure.
    """
    with writing(repeatable=True) as connection:  # a session that nobody uses ends by itself
        if not _is_unchanged(connection, user, stored):
            return None
        throttle.mark_passed(connection, attempt)
        if people.password_hasher().check_needs_rehash(stored):
            values = {"password_hash": people.password_hasher().hash(password)}
            connection.execute(update(USER).where(USER.c.id == user), values)
        return people.open_session(connection, user, agent, now)


def _log(event: str, email: str, origin: throttle.TryOrigin, **facts: object) -> None:
    """Log a try. What was typed as an address may be a password: it stands there as a hash."""
    account = people.hash_token(email)[:12]
    logs.security(event, account=account, known_device=bool(origin.device), **facts)


@repeated
def _load_account(email: str) -> Row[int, str] | None:
    db.session.rollback()  # of a try whose connection was lost
    row = db.session.execute(
        select(USER.c.id, USER.c.password_hash).where(USER.c.email == email, USER.c.active)
    ).one_or_none()
    db.session.rollback()  # nothing stays open while the password is worked on
    return row


def _is_unchanged(connection: Connection, user_id: int, stored: str) -> bool:
    """Return whether the compared hash still counts: the password may have been changed
    meanwhile."""
    query = select(USER.c.id).where(
        USER.c.id == user_id, USER.c.active, USER.c.password_hash == stored
    )
    return connection.execute(query.with_for_update()).first() is not None


@cache
def dummy_hash(**cost: int) -> str:
    """Return a hash to compare with where there is no account: it takes as long as a real one."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(**cost)  # type: ignore[arg-type]  # `PASSWORD_HASH` has numbers only
    return hasher.hash("nobody has this password, it is not even kept")


def confirm_password(
    user_id: int,
    password: str,
    *,
    session: int,
    address: str,
    now: datetime,
    field: str = "password",
) -> str:
    """Make sure that it is the user who asks. Guesses within this `session` are slowed down.

    Nobody else's are counted: who asks is signed in already. So a try is noted when it has failed,
    not before: a right password writes nothing, however often the button was pressed. Once there
    were too many it is noted before: of many at once only the first is looked at. Returns what it
    was compared with, see `require_unchanged`. Raises `Invalid` for a wrong password and `TooSoon`.
    """
    query = select(USER.c.email, USER.c.password_hash).where(USER.c.id == user_id)
    connection = db.session.connection()
    row = connection.execute(query).one()
    origin = throttle.session_origin(session, address)
    failures = len(throttle.list_device_failures(connection, row.email, origin.device, now))
    db.session.rollback()
    attempt = None
    if failures >= DEVICE_LIMIT.free:
        try:
            attempt = throttle.begin_attempt(row.email, origin, now)
        except TooSoon:
            logs.security("password_delayed", user=user_id)
            raise
    right = people.password_matches(row.password_hash, password)
    if failures or not right:
        _note_outcome(row.email, origin, attempt, right, now)
    if not right:
        logs.security("password_wrong", user=user_id)
        raise Invalid(field, "password_wrong")
    stored: str = row.password_hash
    return stored


def _note_outcome(
    email: str, origin: throttle.TryOrigin, attempt: int | None, right: bool, now: datetime
) -> None:
    """Note how a try has ended; one that was noted before stands there as failed already."""
    with writing(repeatable=True) as connection:
        if attempt is None:
            outcome = throttle.PASSED if right else throttle.FAILED
            throttle.record_attempt(connection, email, origin, now, outcome)
        elif right:
            throttle.mark_passed(connection, attempt)


def require_unchanged(connection: Connection, user_id: int, stored: str, session: int) -> None:
    """Make sure that a password that was compared still counts, and hold the account meanwhile.

    Raises `SignedOut` if it was changed since, the account suspended or the session ended.
    """
    is_unchanged = _is_unchanged(connection, user_id, stored)
    ended = select(LOGIN_SESSION.c.id).where(
        LOGIN_SESSION.c.id == session, LOGIN_SESSION.c.ended_at.is_not(None)
    )
    if not is_unchanged or connection.execute(ended).first() is not None:
        raise SignedOut
