"""Impersonation: seeing pages as somebody else, for half an hour at most, and on record."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from artflow.domain.access.account_rules import ImpersonationTarget
from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Impersonation, LoginSession, Proposal
from artflow.services.database.transactions import literal_limit, writing

from . import account_log

IMPERSONATION = Impersonation.__table__
LOGIN_SESSION = LoginSession.__table__
PROPOSAL = Proposal.__table__
LONGEST_DURATION = timedelta(minutes=30)
_works = select(PROPOSAL.c.programme_id).distinct()


def may_impersonate(connection: Connection, by: Person, other: Person) -> bool:
    """Return whether somebody may impersonate the other. Asked anew at every request."""
    works = connection.execute(_works.where(PROPOSAL.c.applicant_id == other.id)).scalars()
    return may(by, Can.SEE_AS, ImpersonationTarget(other, frozenset(works)))


def start(
    connection: Connection, session_id: int, other: Person, by: Person, reason: str, now: datetime
) -> None:
    """Let a session impersonate the other; the caller has asked whether it may."""
    stop_where(connection, IMPERSONATION.c.session_id == session_id, now, "ended")
    until = now + LONGEST_DURATION
    connection.execute(
        insert(IMPERSONATION),
        {
            "session_id": session_id,
            "user_id": other.id,
            "by_id": by.id,
            "began_at": now,
            "until": until,
        },
    )
    account_log.record(
        connection, "see_as_began", other.id, by.id, now, reason=reason, until=until.isoformat()
    )


def stop(session_id: int, now: datetime) -> None:
    """End the impersonation of a session."""
    with writing() as connection:
        stop_where(connection, IMPERSONATION.c.session_id == session_id, now, "ended")


def stop_where(connection: Connection, which: ColumnElement[bool], now: datetime, why: str) -> int:
    """End the open impersonations under a condition, each with a line in the account's history.

    Returns how many there were.
    """
    statement = (
        update(IMPERSONATION).where(IMPERSONATION.c.ended_at.is_(None), which).values(ended_at=now)
    )
    ended = connection.execute(
        statement.returning(IMPERSONATION.c.user_id, IMPERSONATION.c.by_id)
    ).all()
    for row in ended:
        account_log.record(connection, "see_as_ended", row.user_id, row.by_id, now, why=why)
    return len(ended)


def in_sessions(session: ColumnElement[bool]) -> ColumnElement[bool]:
    """Build the condition for impersonations in the sessions of a condition."""
    return IMPERSONATION.c.session_id.in_(select(LOGIN_SESSION.c.id).where(session))


def involves_user(user_id: int, keep: int | None = None) -> ColumnElement[bool]:
    """Build the condition for impersonations by a user or of a user.

    Those by the user in the session to `keep` are left out.
    """
    by_them = IMPERSONATION.c.by_id == user_id
    return or_(
        IMPERSONATION.c.user_id == user_id,
        by_them if keep is None else and_(by_them, IMPERSONATION.c.session_id != keep),
    )


def stop_expired(now: datetime) -> int:
    """Write down the end of impersonations whose time is over; they have no effect already.

    Returns how many there were.
    """
    over = IMPERSONATION.c.until <= now
    any_ = (
        select(IMPERSONATION.c.id)
        .where(IMPERSONATION.c.ended_at.is_(None), over)
        .limit(literal_limit(1))
    )
    if db.session.scalar(any_) is None:
        return 0
    with writing() as connection:
        return stop_where(connection, over, now, "time")
