"""A clock beside the engine's: it only looks whose turn it was between two presses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from artflow.domain.calendar import WorkCalendar
from artflow.domain.process.workflow import Workflow
from artflow.services.database.json_rows import read_instant

Place = tuple[str, str]
"""A stage and a party."""


@dataclass
class ClockModel:
    """What every party has used up in every stage, and how long the work was on hold."""

    used: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))
    paused: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))
    late: set[Place] = field(default_factory=set)
    looked: datetime | None = None
    open: list[Any] = field(default_factory=list)

    def look(self, turns: list[Any], now: datetime, calendar: WorkCalendar) -> None:
        """Let the time since the last look go to those whose turn it was, and compare the rows.

        Once nothing is open any more no time passes.
        """
        before = self.looked or now
        held = [turn for turn in self.open if turn.stopped_days is not None]
        over = [t for t in held if t.due_on and _day(t.due_on) <= calendar.today(now)]
        if over:  # the hold has ended in between, with the beginning of that day
            back = datetime.combine(_day(over[0].due_on), time(), calendar.zone)
            self._pass(before, back, calendar)
            self.open = [t for t in turns if t.id in {old.id for old in over}]
            before = back
        self._pass(before, now, calendar)
        self.looked, self.open = now, [turn for turn in turns if turn.closed_at is None]
        self._compare(turns, now, calendar)

    def _pass(self, since: datetime, until: datetime, calendar: WorkCalendar) -> None:
        passed = calendar.between(calendar.registered(since), calendar.registered(until))
        for place in {(turn.stage, turn.party) for turn in self.open if turn.stopped_days is None}:
            self.used[place] += passed
        for turn in self.open:
            if turn.stopped_days is not None:
                self.paused[turn.stage, turn.party] += passed
            elif turn.due_on and calendar.today(until) > _day(turn.due_on):
                self.late.add((turn.stage, turn.party))

    def _compare(self, turns: list[Any], now: datetime, calendar: WorkCalendar) -> None:
        used, paused = defaultdict[Place, int](int), defaultdict[Place, int](int)
        for turn in turns:
            place = turn.stage, turn.party
            used[place] += turn.used_days + _running(turn, now, calendar)
            paused[place] += turn.paused_days + _pausing(turn, now, calendar)
        assert {k: n for k, n in used.items() if n} == {k: n for k, n in self.used.items() if n}
        assert {k: n for k, n in paused.items() if n} == {k: n for k, n in self.paused.items() if n}
        closed = {(t.stage, t.party) for t in turns if t.late_days}
        running = {(t.stage, t.party) for t in self.open if t.stopped_days is None}
        assert closed <= self.late <= closed | running, "what was late is late no more"

    def check_periods(self, turns: list[Any], workflow: Workflow) -> None:
        """Check that no round gave more than what was left, or what a return gives at least."""
        spent = defaultdict[Place, int](int)
        for turn in turns:
            stage, place = workflow.stages[turn.stage], (turn.stage, turn.party)
            if turn.days is not None and not stage.final:  # after the end a payment has its days
                most = max(stage.limit - spent[place], stage.days_after_return(spent[place]))
                assert turn.days <= most, "a fresh period"
            spent[place] += turn.used_days


def _running(turn: Any, now: datetime, calendar: WorkCalendar) -> int:
    if turn.closed_at is not None or turn.stopped_days is not None:
        return 0
    since = max(_day(turn.opened_on), calendar.registered(read_instant(turn.opened_at)))
    return calendar.between(since, calendar.registered(now))


def _pausing(turn: Any, now: datetime, calendar: WorkCalendar) -> int:
    if turn.closed_at is not None or turn.stopped_on is None:
        return 0
    return calendar.between(_day(turn.stopped_on), calendar.registered(now))


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
