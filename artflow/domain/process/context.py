"""One person about to do one thing to one case at one instant: what every guard is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import ActingRole

from .case import Case


@dataclass(slots=True)
class GuardContext:
    """`acting_role` is None where no person asks (whose turn it is, where a target leads)."""

    case: Case
    acting_role: ActingRole | None
    now: datetime
    calendar: WorkCalendar
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.calendar.today(self.now)
