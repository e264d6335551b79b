"""The news one has been told in the application, read or not yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from artflow.domain.errors import NotVisible
from artflow.extensions import db
from artflow.models import Event, Notice, Proposal, Turn, User

from .database import at_most, writing

N, E, U, T = Notice.__table__, Event.__table__, User.__table__, Turn.__table__
PAGE = 25
MOST = 200


def page(user_id: int, before: int | None = None, size: int = PAGE) -> list[Any]:
    """Notices with their events, proposals and the actors' names, the newest first."""
    query = (
        select(Notice, Event, Proposal, U.c.name)
        .join(Event, E.c.id == N.c.event_id)
        .join(Proposal, Proposal.id == N.c.proposal_id)
        .outerjoin(U, U.c.id == E.c.actor_id)
        .where(N.c.user_id == user_id)
        .order_by(N.c.id.desc())
        .limit(at_most(size))
    )
    if before is not None:
        query = query.where(N.c.id < before)
    return list(db.session.execute(query))


def unread(user_id: int, proposals: Iterable[int]) -> dict[int, list[Any]]:
    """What one has not looked at yet of some proposals, the newest first.

    By proposal: id of the notice, event, name of who acted.
    """
    found: dict[int, list[Any]] = {key: [] for key in proposals}
    query = (
        select(N.c.id, Event, U.c.name)
        .join(Event, E.c.id == N.c.event_id)
        .outerjoin(U, U.c.id == E.c.actor_id)
        .where(N.c.user_id == user_id, N.c.read_at.is_(None), N.c.proposal_id.in_(found))
        .order_by(N.c.id.desc())
        .limit(at_most(MOST))
    )
    for row in db.session.execute(query):
        found[row[1].proposal_id].append(row)
    return found


def open_turns(proposals: Iterable[int]) -> list[Turn]:
    """The turns that are open now in these proposals; those on hold wait for nobody."""
    query = select(Turn).where(
        T.c.proposal_id.in_(set(proposals)), T.c.closed_at.is_(None), T.c.stopped_days.is_(None)
    )
    return list(db.session.scalars(query))


def open_one(user_id: int, notice_id: int, now: datetime) -> int:
    """Mark one as read and return its proposal. Raises `NotVisible` if it is not the reader's."""
    mine = (N.c.id == notice_id, N.c.user_id == user_id)
    with writing() as connection:
        connection.execute(update(N).where(*mine, N.c.read_at.is_(None)), {"read_at": now})
        proposal = connection.execute(select(N.c.proposal_id).where(*mine)).scalar()
    if proposal is None:
        raise NotVisible
    return proposal


def read_all(user_id: int, up_to: int, now: datetime, proposal: int | None = None) -> int:
    """Mark as read what was shown (of one proposal), and not what came since; returns how many."""
    statement = update(N).where(N.c.user_id == user_id, N.c.id <= up_to, N.c.read_at.is_(None))
    if proposal is not None:
        statement = statement.where(N.c.proposal_id == proposal)
    with writing() as connection:
        return connection.execute(statement, {"read_at": now}).rowcount
