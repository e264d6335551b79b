"""Looking through somebody else's eyes: for half an hour at most, and on record from both ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from artflow.domain.colleagues import Eyes
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import LoginSession, Proposal, Seeing

from . import account_log
from .database import at_most, writing

L, S, P = Seeing, LoginSession, Proposal.__table__
LONGEST = timedelta(minutes=30)
_works = select(P.c.programme_id).distinct()


def allowed(connection: Connection, by: Person, other: Person) -> bool:
    """Whether somebody may look through the other's eyes. Asked anew at every request."""
    works = connection.execute(_works.where(P.c.applicant_id == other.id)).scalars()
    return may(by, Can.SEE_AS, Eyes(other, frozenset(works)))


def begin(
    connection: Connection, session_id: int, other: Person, by: Person, reason: str, now: datetime
) -> None:
    """Let a session look through the other's eyes; whether it may has been asked."""
    end_where(connection, L.c.session_id == session_id, now, "ended")
    until = now + LONGEST
    connection.execute(insert(L), {
        "session_id": session_id, "user_id": other.id, "by_id": by.id, "began_at": now,
        "until": until,
    })  # fmt: skip
    account_log.note(connection, "see_as_began", other.id, by.id, now, reason=reason,
                     until=until.isoformat())  # fmt: skip


def end(session_id: int, now: datetime) -> None:
    """Look through one's own eyes again."""
    with writing() as connection:
        end_where(connection, L.c.session_id == session_id, now, "ended")


def end_where(
    connection: Connection, which: ColumnElement[bool], now: datetime, why: str
) -> list[Any]:
    """End what is still going on, each with its line in the history of the account."""
    statement = update(L).where(L.c.ended_at.is_(None), which).values(ended_at=now)
    ended = connection.execute(statement.returning(L.c.user_id, L.c.by_id)).all()
    for row in ended:
        account_log.note(connection, "see_as_ended", row.user_id, row.by_id, now, why=why)
    return list(ended)


def in_session(session: ColumnElement[bool]) -> ColumnElement[bool]:
    """What goes on in the sessions of a condition."""
    return L.c.session_id.in_(select(S.c.id).where(session))


def about(user_id: int, keep: int | None = None) -> ColumnElement[bool]:
    """What goes on by a user, but for the session to `keep`, and what is seen through them."""
    by_them = L.c.by_id == user_id
    return or_(L.c.user_id == user_id, by_them if keep is None else
               and_(by_them, L.c.session_id != keep))  # fmt: skip


def sweep(now: datetime) -> int:
    """Write down the end of what has ended by itself; it counts for nothing already."""
    over = L.c.until <= now
    any_ = select(L.c.id).where(L.c.ended_at.is_(None), over).limit(at_most(1))
    if db.session.scalar(any_) is None:
        return 0
    with writing() as connection:
        return len(end_where(connection, over, now, "time"))
