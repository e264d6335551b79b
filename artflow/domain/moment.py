"""One person about to do one thing to one case at one instant: what every guard is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .calendar import WorkCalendar
from .case import Case
from .roles import Hat


@dataclass(slots=True)
class Moment:
    """`hat` is None when nobody in particular asks (whose turn it is, where a target leads)."""

    case: Case
    hat: Hat | None
    now: datetime
    calendar: WorkCalendar
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.calendar.today(self.now)
