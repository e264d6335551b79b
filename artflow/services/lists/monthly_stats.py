"""What an office was asked this month, what it has settled, and how long that took.

Counted are the periods in which its decision is asked, not those in which it advises on a site.
What passes from a specialist to the head is one, what comes back later is another. What was sent
back, or ended by somebody else's deed, is not settled. A period that
was held begins when it is resumed, as its clock does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from statistics import median
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, union_all

from artflow.domain.calendar import WorkCalendar
from artflow.domain.process.turns import TurnOutcome
from artflow.extensions import db
from artflow.models import Signoff, Turn
from artflow.services.database.transactions import literal_limit

from .listing import COUNT_LIMIT

TURN = Turn.__table__
SIGNOFF = Signoff.__table__
NOT_SETTLED = (TurnOutcome.RETURNED.value, TurnOutcome.OVERTAKEN.value)
_other = TURN.alias()


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
_passed_on = _finds_any(
    select(_other.c.id).where(
        _other.c.proposal_id == TURN.c.proposal_id,
        _other.c.organisation_id == TURN.c.organisation_id,
        _other.c.stage == TURN.c.stage,
        _other.c.opened_on == TURN.c.opened_on,
        _other.c.id > TURN.c.id,
    )
)
_ours = and_(
    TURN.c.organisation_id.in_(bindparam("offices", expanding=True)), _decides, ~_passed_on
)
_open = and_(_ours, TURN.c.closed_at.is_(None))
_closed = and_(_ours, TURN.c.closed_at >= bindparam("since"))
_settled = (
    select(TURN.c.opened_on, TURN.c.closed_at)
    .where(_closed, TURN.c.outcome.not_in(NOT_SETTLED))
    .limit(literal_limit(COUNT_LIMIT + 1))
)
_received = select(func.count()).select_from(
    union_all(
        *(
            select(
                select(TURN.c.id)
                .where(condition, TURN.c.opened_on >= bindparam("first"))
                .limit(literal_limit(COUNT_LIMIT + 1))
                .subquery()
            )
            for condition in (_open, _closed)
        )
    )
    .limit(literal_limit(COUNT_LIMIT + 1))
    .subquery()
)
"""What began this month is still open or was closed this month: neither asks the archive."""


class MonthlyStats(NamedTuple):
    """Periods begun and ended, `COUNT_LIMIT` + 1 for any more; the median of their working days."""

    received: int
    settled: int
    days: float | None


def load_month(offices: Iterable[int], calendar: WorkCalendar, today: date) -> MonthlyStats:
    """Count for some organisations together what they received and settled this month."""
    first = today.replace(day=1)
    asked = {
        "offices": sorted(offices),
        "first": first,
        "since": datetime.combine(first, time(), calendar.zone),
    }
    connection = db.session.connection()
    received = connection.execute(_received, asked).scalar_one()
    days = [
        calendar.between(opened_on, calendar.today(closed_at))
        for opened_on, closed_at in connection.execute(_settled, asked)
    ]
    return MonthlyStats(received, len(days), median(days) if days else None)
