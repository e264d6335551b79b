"""People: their passwords, their sessions and what they may stand for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app
from sqlalchemy import Connection, and_, bindparam, case, func, insert, select, update

from artflow.domain.people.roles import Role
from artflow.models import AuditRun, Impersonation, LoginSession, Notice, User
from artflow.models import Membership as MembershipRow
from artflow.models.people import fold_person
from artflow.services.database.transactions import literal_limit, writing
from artflow.services.identity import persons

from . import account_log, impersonation

if TYPE_CHECKING:
    from argon2 import PasswordHasher

USER = User.__table__
LOGIN_SESSION = LoginSession.__table__
NOTICE = Notice.__table__
RUN = AuditRun.__table__
MEMBERSHIP = MembershipRow.__table__
MAX_UNREAD = 100
"""Nobody is told how many more they have not read, and nobody waits for the counting."""
_impersonation, _impersonated = (
    Impersonation.__table__.alias("impersonation"),
    USER.alias("impersonated"),
)
_is_impersonating = and_(
    _impersonation.c.session_id == LOGIN_SESSION.c.id,
    _impersonation.c.ended_at.is_(None),
    _impersonation.c.until > bindparam("now", type_=_impersonation.c.until.type),
)
_unread_ids = (
    select(NOTICE.c.id)
    .where(
        NOTICE.c.user_id == func.coalesce(_impersonated.c.id, USER.c.id), NOTICE.c.read_at.is_(None)
    )
    .limit(literal_limit(MAX_UNREAD))
    .correlate(USER, _impersonated)
)
_unread = select(func.count()).select_from(_unread_ids.subquery()).scalar_subquery()
_wrong_run = (
    select(case((RUN.c.wrong > 0, RUN.c.id)))
    .where(RUN.c.ended_at.is_not(None), RUN.c.root == "", RUN.c.error == "")
    .order_by(RUN.c.id.desc())
    .limit(literal_limit(1))
    .scalar_subquery()
)
_session_query = (
    select(
        LOGIN_SESSION.c.id,
        LOGIN_SESSION.c.created_at,
        LOGIN_SESSION.c.seen_at,
        USER.c.id.label("user_id"),
        USER.c.name,
        USER.c.language,
        _impersonated.c.id.label("impersonated_id"),
        _impersonated.c.name.label("impersonated_name"),
        _impersonation.c.until,
        persons.membership_rows(USER).label("memberships"),
        _unread.label("unread"),
        _wrong_run.label("wrong_run"),
    )
    .select_from(
        LOGIN_SESSION.join(USER, USER.c.id == LOGIN_SESSION.c.user_id)
        .outerjoin(_impersonation, _is_impersonating)
        .outerjoin(
            _impersonated,
            and_(_impersonated.c.id == _impersonation.c.user_id, _impersonated.c.active),
        )
    )
    .where(
        LOGIN_SESSION.c.token_sha256 == bindparam("token"),
        LOGIN_SESSION.c.ended_at.is_(None),
        USER.c.active,
    )
)
"""The news one has not read are counted with the session: every page says their number. So may
every page say that the newest verification of the history has found something wrong."""
TOUCH_INTERVAL = timedelta(minutes=1)


class OpenSession(NamedTuple):
    """A session with its person, from the columns of `_session`.

    `impersonated_id` and `impersonated_name` are those of somebody the person impersonates until
    `until`. `memberships` are what `persons.build_person` reads, `wrong_run` is the newest
    verification of the history if it has found something wrong.
    """

    id: int
    created_at: datetime
    seen_at: datetime
    user_id: int
    name: str
    language: str
    impersonated_id: int | None
    impersonated_name: str | None
    until: datetime | None
    memberships: list[list[object]] | None
    unread: int
    wrong_run: int | None


def password_hasher() -> PasswordHasher:
    """Return what hashes passwords at the cost that is set."""
    from argon2 import PasswordHasher  # loaded by the first password

    return PasswordHasher(**current_app.config["PASSWORD_HASH"])


def add_user(
    connection: Connection,
    *,
    email: str,
    name: str,
    password: str,
    language: str = "kk",
    now: datetime | None = None,
) -> int:
    """Create a user and return the id. The address is kept in lower case and is unique."""
    row = {
        "email": email.strip().lower(),
        "name": name,
        "password_hash": password_hasher().hash(password),
        "language": language,
        "created_at": now or datetime.now(UTC),
    }
    key: int = connection.execute(insert(USER).returning(USER.c.id), row).scalar_one()
    return key


def refold(connection: Connection, user_id: int, name: str, email: str) -> None:
    """Let the person be found by this name and this address from now on."""
    values = {"folded": fold_person(name, email)}
    connection.execute(update(USER).where(USER.c.id == user_id), values)


def give_role(
    connection: Connection, user_id: int, organisation_id: int, role: Role, **paper: object
) -> None:
    """Give a person a role in an organisation; `paper` may name basis, position and dates."""
    row = {"user_id": user_id, "organisation_id": organisation_id, "role": role.value, **paper}
    connection.execute(insert(MEMBERSHIP), row)


def password_matches(stored: str, password: str) -> bool:
    """Return whether a password is the one behind a hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return password_hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def open_session(connection: Connection, user_id: int, agent: str, now: datetime) -> str:
    """Sign a browser in and return its token; only the token's SHA-256 is kept."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(LOGIN_SESSION),
        {
            "token_sha256": hash_token(token),
            "user_id": user_id,
            "created_at": now,
            "seen_at": now,
            "agent": agent[:200],
        },
    )
    account_log.security_event(connection, "signed_in", user=user_id)
    return token


def hash_token(token: str) -> str:
    """Return what is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(
    connection: Connection, token: str, now: datetime | None = None
) -> OpenSession | None:
    """Find the open session of a token; None once it was ended, idle or old for too long."""
    now = now or datetime.now(UTC)
    found = connection.execute(
        _session_query, {"token": hash_token(token), "now": now}
    ).one_or_none()
    if found is None:
        return None
    row = OpenSession(*found)
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    longest = timedelta(minutes=current_app.config["SESSION_LONGEST_MINUTES"])
    if now - row.seen_at > idle or now - row.created_at > longest:
        return None
    return row


def touch_session(session_id: int, now: datetime | None = None) -> None:
    """Note that the session is in use."""
    with writing(repeatable=True) as connection:
        values = {"seen_at": now or datetime.now(UTC)}
        connection.execute(update(LOGIN_SESSION).where(LOGIN_SESSION.c.id == session_id), values)


def sign_out(token: str, now: datetime | None = None) -> None:
    """End the session of a token; it is dead at its next request, wherever it was copied to."""
    now = now or datetime.now(UTC)
    with writing() as connection:
        mine = LOGIN_SESSION.c.token_sha256 == hash_token(token)
        impersonation.stop_where(connection, impersonation.in_sessions(mine), now, "signed_out")
        ended = update(LOGIN_SESSION).where(mine).returning(LOGIN_SESSION.c.user_id)
        user = connection.execute(ended, {"ended_at": now}).scalar()
        account_log.security_event(connection, "signed_out", user=user)


def sign_out_everywhere(user_id: int, now: datetime | None = None) -> None:
    """End every open session of a user."""
    with writing() as connection:
        end_sessions(connection, user_id, now or datetime.now(UTC))


def end_sessions(
    connection: Connection, user_id: int, now: datetime, keep: int | None = None
) -> int:
    """End the open sessions of a user, but for the one to `keep`. Returns how many.

    Nobody goes on impersonating somebody whose sessions have ended.
    """
    impersonation.stop_where(connection, impersonation.involves_user(user_id, keep), now, "revoked")
    statement = update(LOGIN_SESSION).where(
        LOGIN_SESSION.c.user_id == user_id, LOGIN_SESSION.c.ended_at.is_(None)
    )
    if keep is not None:
        statement = statement.where(LOGIN_SESSION.c.id != keep)
    return connection.execute(statement, {"ended_at": now}).rowcount
