"""The other works: fifteen proposals and a draft, brought to their stages by the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from artflow.domain.people.roles import Person
from artflow.models import Notice, Proposal
from artflow.services.database.transactions import writing

from . import dates
from .mural import StorePicture
from .outcomes import OUTCOMES
from .story import Story
from .walk import Walk
from .works import COMPLETED, DRAFT, WORKS

UNREAD_FOR = timedelta(days=6)
"""What was told longer ago has been read."""


def create_other_works(
    cast: dict[str, Person],
    programme: int,
    walls: dict[str, int],
    store: StorePicture,
    now: datetime,
) -> None:
    """Create every other work up to `now`, and mark the older notices as read.

    The draft comes last and in one transaction: `contents` takes it for the end of a load.
    """
    who = {email.partition("@")[0]: person for email, person in cast.items()}
    store_once = _store_once(store, who["madina"])
    finished = iter(dates.acceptance_dates(now))
    for n, work in enumerate(WORKS):
        anchor = next(finished) if work.outcome == COMPLETED else now
        walk = Walk(work, who, programme, walls, store_once, anchor, second=n % 2 == 1)
        OUTCOMES[work.outcome](walk)
    _mark_read(now)
    Story(who["dina"], programme, now - timedelta(days=3)).draft(DRAFT)


def _store_once(store: StorePicture, person: Person) -> Callable[[str], int]:
    """Return a function that stores every picture once, however often it is used."""
    known: dict[str, int] = {}

    def store_once(name: str) -> int:
        return known.get(name) or known.setdefault(name, store(name, person))

    return store_once


def _mark_read(now: datetime) -> None:
    others = select(Proposal.id).where(Proposal.id > 1)
    old = (Notice.proposal_id.in_(others), Notice.at < now - UNREAD_FOR, Notice.read_at.is_(None))
    with writing() as connection:
        connection.execute(update(Notice.__table__).where(*old), {"read_at": now - UNREAD_FOR})
