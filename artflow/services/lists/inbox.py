"""The notices of a user in the application, read or unread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Row, literal_column, select, update

from artflow.domain.errors import NotVisible
from artflow.extensions import db
from artflow.models import Event, Notice, Proposal, Turn, User
from artflow.services.database.transactions import literal_limit, writing

NOTICE = Notice.__table__
EVENT = Event.__table__
USER = User.__table__
TURN = Turn.__table__
PAGE_SIZE = 25
MAX_UNREAD = 200


def list_notices(
    user_id: int, before: int | None = None, size: int = PAGE_SIZE
) -> list[Row[Notice, Event, Proposal, str | None]]:
    """List notices with their events, proposals and the actors' names, the newest first."""
    query = (
        select(Notice, Event, Proposal, USER.c.name)
        .join(Event, EVENT.c.id == NOTICE.c.event_id)
        .join(Proposal, Proposal.id == NOTICE.c.proposal_id)
        .outerjoin(USER, USER.c.id == EVENT.c.actor_id)
        .where(NOTICE.c.user_id == user_id)
        .order_by(NOTICE.c.id.desc())
        .limit(literal_limit(size))
    )
    if before is not None:
        query = query.where(NOTICE.c.id < before)
    return list(db.session.execute(query))


def unread_by_proposal(
    user_id: int, proposals: Iterable[int]
) -> dict[int, list[Row[int, Event, str | None]]]:
    """List by proposal what one has not read yet of some proposals, the newest first.

    Each entry is the id of the notice, the event, the name of who acted.
    """
    found: dict[int, list[Row[int, Event, str | None]]] = {key: [] for key in proposals}
    query = (
        select(NOTICE.c.id, Event, USER.c.name)
        .join(Event, EVENT.c.id == NOTICE.c.event_id)
        .outerjoin(USER, USER.c.id == EVENT.c.actor_id)
        .where(
            NOTICE.c.user_id == user_id, NOTICE.c.read_at.is_(None), NOTICE.c.proposal_id.in_(found)
        )
        # Not the bare id: SQLite would walk everything one was ever told to have it in order.
        .order_by((NOTICE.c.id + literal_column("0")).desc())
        .limit(literal_limit(MAX_UNREAD))
    )
    for row in db.session.execute(query):
        found[row[1].proposal_id].append(row)
    return found


def list_open_turns(proposals: Iterable[int]) -> list[Turn]:
    """List the turns that are open now in these proposals; those on hold wait for nobody."""
    query = select(Turn).where(
        TURN.c.proposal_id.in_(set(proposals)),
        TURN.c.closed_at.is_(None),
        TURN.c.stopped_days.is_(None),
    )
    return list(db.session.scalars(query))


def open_notice(user_id: int, notice_id: int, now: datetime) -> int:
    """Mark a notice as read and return its proposal.

    Raises `NotVisible` if it is not the reader's.
    """
    mine = (NOTICE.c.id == notice_id, NOTICE.c.user_id == user_id)
    with writing() as connection:
        connection.execute(
            update(NOTICE).where(*mine, NOTICE.c.read_at.is_(None)), {"read_at": now}
        )
        found = select(NOTICE.c.proposal_id).where(*mine)
        proposal: int | None = connection.execute(found).scalar()
    if proposal is None:
        raise NotVisible
    return proposal


def mark_read(user_id: int, up_to: int, now: datetime, proposal: int | None = None) -> int:
    """Mark as read what was shown (of one proposal), not what came since. Returns how many."""
    statement = update(NOTICE).where(
        NOTICE.c.user_id == user_id, NOTICE.c.id <= up_to, NOTICE.c.read_at.is_(None)
    )
    if proposal is not None:
        statement = statement.where(NOTICE.c.proposal_id == proposal)
    with writing() as connection:
        return connection.execute(statement, {"read_at": now}).rowcount
