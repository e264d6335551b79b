"""What came to an office in a month, what it has settled, and how long that took, work by work.

Counted are the works that its decision is asked of, not those on whose site it advises, each once
however often it came back or was held: received is one in the month in which it came first, settled
one that the office has decided in the month. What was sent back, or ended by somebody else's deed,
is not settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from statistics import fmean, median
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from artflow.domain.calendar import WorkCalendar
from artflow.domain.process.turns import TurnOutcome
from artflow.extensions import db
from artflow.models import Signoff, Turn
from artflow.services.database.transactions import literal_limit

from .listing import COUNT_LIMIT

TURN = Turn.__table__
SIGNOFF = Signoff.__table__
_other = TURN.alias()
_used = TURN.alias()


class Month(NamedTuple):
    """A month of the city: its first day, and the instants at which it begins and is over."""

    first: date
    since: datetime
    until: datetime

    @property
    def before(self) -> date:
        """Return the first day of the month before."""
        return date(self.first.year - (self.first.month == 1), (self.first.month - 2) % 12 + 1, 1)


def month_of(first: date, calendar: WorkCalendar) -> Month:
    """Return the month that a day lies in, as the city counts it."""
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    since, until = (
        datetime.combine(day.replace(day=1), time(), calendar.zone) for day in (first, following)
    )
    return Month(first.replace(day=1), since, until)


class MonthlyStats(NamedTuple):
    """Works received and settled, `COUNT_LIMIT` + 1 for any more.

    `middle` and `average` are the working days that the office has used for those it has settled,
    in all rounds: half of them took no longer than the one, the other is the mean.
    """

    received: int
    settled: int
    middle: float | None
    average: float | None


def _finds_any(query: Select[int]) -> ColumnElement[bool]:
    """Return whether a query about a turn finds something: asked for each, never joined as a
    table."""
    return query.limit(literal_limit(1)).scalar_subquery().is_not(None)


_decides = _finds_any(
    select(SIGNOFF.c.id).where(
        SIGNOFF.c.proposal_id == TURN.c.proposal_id,
        SIGNOFF.c.stage == TURN.c.stage,
        SIGNOFF.c.organisation_id == TURN.c.organisation_id,
    )
)
_came_before = _finds_any(
    select(_other.c.id).where(
        _other.c.proposal_id == TURN.c.proposal_id,
        _other.c.organisation_id == TURN.c.organisation_id,
        _other.c.id < TURN.c.id,
        _finds_any(
            select(SIGNOFF.c.id).where(
                SIGNOFF.c.proposal_id == _other.c.proposal_id,
                SIGNOFF.c.stage == _other.c.stage,
                SIGNOFF.c.organisation_id == _other.c.organisation_id,
            )
        ),
    )
)
_days = (
    select(func.sum(_used.c.used_days))
    .where(
        _used.c.proposal_id == TURN.c.proposal_id,
        _used.c.organisation_id == TURN.c.organisation_id,
        _used.c.stage == TURN.c.stage,
        _used.c.closed_at.is_not(None),
        _used.c.id <= TURN.c.id,
    )
    .correlate(TURN)
    .scalar_subquery()
)
"""What the office has used for a work up to the end of this turn."""


def select_received(offices: Iterable[int], month: Month) -> Select[int]:
    """Select the works that came to some offices for the first time in a month, each once.

    What began then is still open or was closed since: neither asks the archive.
    """
    known = or_(TURN.c.closed_at.is_(None), TURN.c.closed_at >= month.since)
    came = (TURN.c.opened_at >= month.since, TURN.c.opened_at < month.until)
    ours = and_(TURN.c.organisation_id.in_(sorted(offices)), known, *came)
    return select(TURN.c.proposal_id).where(ours, _decides, ~_came_before).distinct()


def _settled(offices: Iterable[int], month: Month) -> ColumnElement[bool]:
    return and_(
        TURN.c.organisation_id.in_(sorted(offices)),
        TURN.c.closed_at >= month.since,
        TURN.c.closed_at < month.until,
        TURN.c.outcome == TurnOutcome.DECIDED.value,
        _decides,
    )


def select_settled(offices: Iterable[int], month: Month) -> Select[int]:
    """Select the works that some offices have decided in a month, each once."""
    return select(TURN.c.proposal_id).where(_settled(offices, month)).distinct()


def load_month(offices: Iterable[int], month: Month, most: int = COUNT_LIMIT) -> MonthlyStats:
    """Count for some organisations together what they received and settled in a month."""
    asked = sorted(offices)
    connection = db.session.connection()
    some = select_received(asked, month).limit(literal_limit(most + 1)).subquery()
    received = connection.execute(select(func.count()).select_from(some)).scalar_one()
    turns = select(TURN.c.proposal_id, _days).where(_settled(asked, month))
    found: dict[int, int] = {}
    for work, used in connection.execute(turns.limit(literal_limit(most + 1))):
        found[work] = max(found.get(work, 0), int(used))
    if not found:
        return MonthlyStats(received, 0, None, None)
    days = list(found.values())
    return MonthlyStats(received, len(days), median(days), round(fmean(days), 1))
