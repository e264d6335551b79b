"""The town around the mural: fifteen works and a draft, walked to where they are by the verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from artflow.domain.roles import Person
from artflow.models import Notice, Proposal
from artflow.services.database import writing

from . import seasons
from .fates import FATES
from .mural import Keep
from .story import Story
from .walk import Walk
from .works import DONE, DRAFT, WORKS

FRESH = timedelta(days=6)
"""What was told longer ago has been read."""


def tell(
    cast: dict[str, Person], programme: int, walls: dict[str, int], keep: Keep, now: datetime
) -> None:
    """Tell of every other work up to `now`, and lay the older news aside as read."""
    who = {email.partition("@")[0]: person for email, person in cast.items()}
    kept = _once(keep, who["madina"])
    finished = iter(seasons.finished(now))
    for n, work in enumerate(WORKS):
        anchor = next(finished) if work.fate == DONE else now
        walk = Walk(work, who, programme, walls, kept, anchor, second=n % 2 == 1)
        FATES[work.fate](walk)
    draft = Story(who["dina"], programme, now - timedelta(days=3)).draft(DRAFT)
    _read(draft.id, now)


def _once(keep: Keep, person: Person) -> Callable[[str], int]:
    """Take every picture in once, however often it is shown."""
    known: dict[str, int] = {}

    def kept(name: str) -> int:
        return known.get(name) or known.setdefault(name, keep(name, person))

    return kept


def _read(last: int, now: datetime) -> None:
    others = select(Proposal.id).where(Proposal.id > 1, Proposal.id <= last)
    old = (Notice.proposal_id.in_(others), Notice.at < now - FRESH, Notice.read_at.is_(None))
    with writing() as connection:
        connection.execute(update(Notice.__table__).where(*old), {"read_at": now - FRESH})
