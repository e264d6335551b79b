"""The month of a department: what it received and what it has settled, work by work."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.services.lists import monthly_stats, queues, statistics
from artflow.services.lists.listing import COUNT_LIMIT
from artflow.services.lists.monthly_stats import MonthlyStats
from artflow.services.lists.statistics import RECEIVED, SETTLED
from artflow.web.shared import current, formatting
from artflow.web.summaries.facts import Fact


def monthly_facts(calendar: WorkCalendar) -> list[Fact]:
    """Return the numbers of this month for somebody who works in a department, none for others.

    They are those of the statistics, and lead to the works that they count; of somebody who runs
    programmes besides, whose statistics are of those, they lead nowhere.
    """
    today = calendar.today(current.now())
    offices = queues.departments_of(current.me(), today)
    if not offices:
        return []
    found = monthly_stats.load_month(offices, monthly_stats.month_of(today, calendar))
    own = statistics.counts_offices(current.me(), today)
    return facts_of(found, month_key(today) if own else "")


def facts_of(found: MonthlyStats, month: str) -> list[Fact]:
    """Put the numbers of a month into words; each leads to its works, if the month is named."""
    return [
        _count(_("works received in the month"), found.received, month, RECEIVED),
        _count(_("works settled in the month"), found.settled, month, SETTLED),
        Fact(_("half of them within, working days"), formatting.number(found.middle) or "–"),
        Fact(_("on average, working days"), formatting.number(found.average) or "–"),
    ]


def month_key(first: date) -> str:
    """Return a month as addresses name it: 2026-09."""
    return f"{first.year}-{first.month:02}"


def _count(term: str, n: int, month: str, works: str) -> Fact:
    url = url_for("statistics.works", month=month, works=works) if n and month else ""
    return Fact(term, formatting.capped_count(n, COUNT_LIMIT), url=url)
