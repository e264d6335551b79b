"""How a department gets on: what it was asked this month and has settled."""

from __future__ import annotations

from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.services import pace, queues
from artflow.services.listing import MOST
from artflow.web import current, format

from .facts import Fact


def counts(calendar: WorkCalendar) -> list[Fact]:
    """Three numbers for who works in a department, nothing for anybody else."""
    today = calendar.today(current.now())
    offices = queues.departments(current.me(), today)
    if not offices:
        return []
    found = pace.this_month(offices, calendar, today)
    return [
        Fact(_("received this month"), format.counted(found.received, MOST)),
        Fact(_("settled this month"), format.counted(found.settled, MOST)),
        Fact(_("usual time, working days"), format.number(found.days) or "–"),
    ]
