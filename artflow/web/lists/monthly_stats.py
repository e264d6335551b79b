"""The month of a department: what it received and what it has settled."""

from __future__ import annotations

from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.services.lists import monthly_stats, queues
from artflow.services.lists.listing import COUNT_LIMIT
from artflow.web.shared import current, formatting
from artflow.web.summaries.facts import Fact


def monthly_facts(calendar: WorkCalendar) -> list[Fact]:
    """Return three numbers for somebody who works in a department, nothing for others."""
    today = calendar.today(current.now())
    offices = queues.departments_of(current.me(), today)
    if not offices:
        return []
    found = monthly_stats.load_month(offices, calendar, today)
    return [
        Fact(_("received this month"), formatting.capped_count(found.received, COUNT_LIMIT)),
        Fact(_("settled this month"), formatting.capped_count(found.settled, COUNT_LIMIT)),
        Fact(_("usual time, working days"), formatting.number(found.days) or "–"),
    ]
