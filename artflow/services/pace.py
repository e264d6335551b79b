"""What an office was asked this month, what it has settled, and how long that took.

Counted are the periods in which its decision is asked, not those in which it advises on a site.
What passes from a specialist to the head is one, what comes back later is another. A period that
was held begins when it is resumed, as its clock does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, union_all

from artflow.domain.calendar import WorkCalendar
from artflow.extensions import db
from artflow.models import Signoff, Turn

from .database import at_most
from .listing import MOST

T, S = Turn.__table__, Signoff.__table__
_other = T.alias()


def _any(query: Select[Any]) -> ColumnElement[bool]:
    """Whether a query about a turn finds something: asked for each, never joined as a table."""
    return query.limit(at_most(1)).scalar_subquery().is_not(None)


_decides = _any(
    select(S.c.id).where(
        S.c.proposal_id == T.c.proposal_id,
        S.c.stage == T.c.stage,
        S.c.organisation_id == T.c.organisation_id,
    )
)
_passed_on = _any(
    select(_other.c.id).where(
        _other.c.proposal_id == T.c.proposal_id,
        _other.c.organisation_id == T.c.organisation_id,
        _other.c.stage == T.c.stage,
        _other.c.opened_on == T.c.opened_on,
        _other.c.id > T.c.id,
    )
)
_ours = and_(T.c.organisation_id.in_(bindparam("offices", expanding=True)), _decides, ~_passed_on)
_open = and_(_ours, T.c.closed_at.is_(None))
_closed = and_(_ours, T.c.closed_at >= bindparam("since"))
_settled = select(T.c.opened_on, T.c.closed_at).where(_closed).limit(at_most(MOST + 1))
_received = select(func.count()).select_from(
    union_all(*(
        select(select(T.c.id).where(hat, T.c.opened_on >= bindparam("first"))
               .limit(at_most(MOST + 1)).subquery())
        for hat in (_open, _closed)
    )).limit(at_most(MOST + 1)).subquery()
)  # fmt: skip
"""What began this month is still open or was closed this month: neither asks the archive."""


class Pace(NamedTuple):
    """Periods begun and ended, `MOST` + 1 for any more; the median of their working days."""

    received: int
    settled: int
    days: float | None


def this_month(offices: Iterable[int], calendar: WorkCalendar, today: date) -> Pace:
    """The pace of some organisations together, since the first of the month."""
    first = today.replace(day=1)
    asked = {"offices": sorted(offices), "first": first,
             "since": datetime.combine(first, time(), calendar.zone)}  # fmt: skip
    connection = db.session.connection()
    received = connection.execute(_received, asked).scalar_one()
    days = [
        calendar.between(opened_on, calendar.today(closed_at))
        for opened_on, closed_at in connection.execute(_settled, asked)
    ]
    return Pace(received, len(days), median(days) if days else None)
