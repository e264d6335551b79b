"""The page model of the statistics of a month: each figure leads to what it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.people.roles import Role
from artflow.domain.process.turns import TurnOutcome
from artflow.services.files.spreadsheets import Cell, Table
from artflow.services.lists.monthly_stats import Month
from artflow.services.lists.statistics import OF_ARTISTS, OWN, Figure, Statistics
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import ROLE_LABELS
from artflow.web.summaries.facts import Fact

from . import monthly_stats


class LinkedFigure(NamedTuple):
    """A number, and where the works are that it counts; nowhere for none."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """How often a party has decided one thing in a stage; the bar is in per cent of the most."""

    stage: str
    party: str
    what: str
    on_time: LinkedFigure
    late: LinkedFigure
    total: LinkedFigure
    on_time_width: int
    late_width: int
    bar_label: str


@dataclass(frozen=True, slots=True)
class TimeRow:
    """What a party's periods in a stage have taken, in working days."""

    stage: str
    party: str
    periods: LinkedFigure
    days: str
    average: str
    longest: str


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """How many works were sent back so many times."""

    label: str
    works: LinkedFigure


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """The statistics of a month, and the addresses of those beside it."""

    month: str
    key: str
    before_url: str
    after_url: str
    decisions: list[DecisionRow]
    times: list[TimeRow]
    returns: list[ReturnRow]
    summary: list[Fact]


class _Words:
    """What stages, actions and parties are called: the newest process that knows them says it."""

    def __init__(self, found: Statistics, language: str) -> None:
        self.found, self.language = found, language

    def stage(self, key: str) -> str:
        known = (w.stages[key] for w in self.found.workflows if key in w.stages)
        return next((stage.label[self.language] for stage in known), key)

    def order(self, key: str) -> int:
        known = (w.stages[key].order for w in self.found.workflows if key in w.stages)
        return next(known, len(key))

    def action(self, stage: str, name: str) -> str:
        known = (w.stages[stage].actions for w in self.found.workflows if stage in w.stages)
        past = (actions[name].past for actions in known if name in actions)
        return next((text[self.language] for text in past), name)

    def party(self, key: int) -> str:
        if key == OF_ARTISTS:
            return str(ROLE_LABELS[Role.ARTIST])
        return self.found.names[key].name[self.language]

    def what(self, figure: Figure) -> str:
        if figure.outcome == TurnOutcome.OVERTAKEN:
            return _("ended by somebody else: %(what)s", what=self.action(*figure[0:4:3]))
        return self.action(figure.stage, figure.action)


def build_statistics_page(
    found: Statistics, month: Month, today: date, language: str
) -> StatisticsPage:
    """Put the figures of a month into tables."""
    words = _Words(found, language)
    key = monthly_stats.month_key(month.first)
    return StatisticsPage(
        month=formatting.month(month.first),
        key=key,
        before_url=url_for("statistics.show", month=monthly_stats.month_key(month.before)),
        after_url=_after_url(month, today),
        decisions=list(_decision_rows(found.figures, words, key)),
        times=list(_time_rows(found.figures, words, key)),
        returns=[_return_row(times, count, key) for times, count in found.returns.items()],
        summary=monthly_stats.facts_of(found.summary, key) if found.summary else [],
    )


def _after_url(month: Month, today: date) -> str:
    """Return where the next month is, if it has begun."""
    following = month.until.date()
    begun = following <= today
    return url_for("statistics.show", month=monthly_stats.month_key(following)) if begun else ""


def _grouped(
    figures: Iterable[Figure], words: _Words, size: int
) -> Iterator[tuple[tuple[Any, ...], list[Figure]]]:
    """Group figures by their first values, in the order of the stages."""
    groups: defaultdict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure[:size]].append(figure)
    yield from sorted(groups.items(), key=lambda group: (words.order(group[0][0]), group[0]))


def _decision_rows(figures: list[Figure], words: _Words, month: str) -> Iterator[DecisionRow]:
    own = list(_grouped([f for f in figures if f.outcome in OWN], words, 4))
    most = max((sum(f.number for f in group) for _key, group in own), default=1)
    for (stage, party, outcome, action), group in own:
        late = sum(f.number for f in group if f.late)
        total = sum(f.number for f in group)
        asked = {"stage": stage, "party": party, "outcome": outcome, "action": action}
        yield DecisionRow(
            words.stage(stage),
            words.party(party),
            words.what(group[0]),
            _figure(total - late, month, late=0, **asked),
            _figure(late, month, late=1, **asked),
            _figure(total, month, **asked),
            100 * (total - late) // most,
            100 * late // most,
            _("on time: %(on_time)s, late: %(late)s", on_time=total - late, late=late),
        )


def _time_rows(figures: list[Figure], words: _Words, month: str) -> Iterator[TimeRow]:
    for (stage, party), group in _grouped(figures, words, 2):
        ended = sum(f.number for f in group if f.outcome != TurnOutcome.PASSED)
        days = sum(f.days for f in group)
        yield TimeRow(
            words.stage(stage),
            words.party(party),
            _figure(ended, month, stage=stage, party=party),
            formatting.number(days),
            formatting.number(round(days / ended, 1)) if ended else "–",
            formatting.number(max(f.longest for f in group)),
        )


def _return_row(times: int, count: int, month: str) -> ReturnRow:
    label = ngettext("sent back %(num)s time", "sent back %(num)s times", times)
    return ReturnRow(label, _figure(count, month, times=times))


def _figure(n: int, month: str, **asked: str | int) -> LinkedFigure:
    url = url_for("statistics.works", month=month, **asked) if n else ""  # type: ignore[arg-type]
    return LinkedFigure(formatting.number(n), url)


def build_table(found: Statistics, month: Month, language: str) -> Table:
    """Build the same figures as a table for spreadsheets, a line for each kind of ending."""
    words = _Words(found, language)
    known = [f for f in found.figures if f.outcome != TurnOutcome.PASSED]
    rows = [_cells(group, words) for _key, group in _grouped(known, words, 4)]
    headings = [
        _("Stage"),
        _("Party"),
        _("Decision"),
        _("On time"),
        _("Late"),
        _("All"),
        _("Working days used"),
        _("Longest, working days"),
    ]
    return Table(monthly_stats.month_key(month.first), headings, rows, len(rows), [32, 32, 32])


def _cells(group: list[Figure], words: _Words) -> list[Cell]:
    first, total = group[0], sum(f.number for f in group)
    late = sum(f.number for f in group if f.late)
    return [
        words.stage(first.stage),
        words.party(first.party),
        words.what(first),
        total - late,
        late,
        total,
        sum(f.days for f in group),
        max(f.longest for f in group),
    ]
