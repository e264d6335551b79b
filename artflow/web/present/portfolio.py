"""The portfolio as a page: works by stage with their sums, and the photos of their making."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.calendar import WorkCalendar
from artflow.domain.workflow import Workflow
from artflow.services.portfolio import Portfolio, Work
from artflow.web import format

from . import making, turn
from .pictures import UNKNOWN, Picture, address
from .signing import STATES

FIRST, PAGE = 25, 100
"""How many works of a stage stand on the first page, and how many where it stands alone."""


class Setting(NamedTuple):
    """What all words of one page need: the calendar, the day, the language."""

    calendar: WorkCalendar
    today: date
    language: str

    def names(self, portfolio: Portfolio) -> dict[int, str]:
        found = portfolio.organisations.items()
        return {key: getattr(row, f"name_{self.language}") for key, row in found}


class Sums(NamedTuple):
    """Sums of some works; those the reader may not know are not in them."""

    count: int
    budget: str
    committed: str
    payable: str
    paid: str


class Line(NamedTuple):
    """One work in a line."""

    url: str
    title: str
    number: str
    by: str
    news: str
    who: str
    due: turn.Due
    changed: str
    sums: Sums
    shares: list[str]
    delays: list[str]


class Group(NamedTuple):
    """The works of one stage: all in the sums, the newest of them as lines."""

    key: str
    label: str
    sums: Sums
    lines: list[Line]
    more: str


def groups(portfolio: Portfolio, setting: Setting, size: int = FIRST) -> list[Group]:
    """The stages that have works, in the order of the process; what has ended stands last."""
    by_stage: dict[str, list[Work]] = {}
    for work in sorted(portfolio.works, key=lambda work: (work.stage.final, work.stage.order)):
        by_stage.setdefault(work.stage.key, []).append(work)
    names = setting.names(portfolio)
    return [
        Group(key, works[0].stage.label[setting.language], sums(works),
              [_line(work, names, setting) for work in works[:size]],
              url_for("portfolio.index", stage=key) if len(works) > size else "")
        for key, works in by_stage.items()
    ]  # fmt: skip


def of_stage(
    portfolio: Portfolio, key: str, after: int | None, setting: Setting, size: int = PAGE
) -> Group | None:
    """One stage alone, after the work with the id `after`; None if it has no works."""
    works = [work for work in portfolio.works if work.stage.key == key]
    if not works:
        return None
    rest = [work for work in works if after is None or work.row.id < after]
    names = setting.names(portfolio)
    more = rest[size - 1].row.id if len(rest) > size else None
    return Group(
        key, works[0].stage.label[setting.language], sums(works),
        [_line(work, names, setting) for work in rest[:size]],
        url_for("portfolio.index", stage=key, after=more) if more else "",
    )  # fmt: skip


def sums(works: Iterable[Work]) -> Sums:
    """What some works come to; no sum at all where none of them is open to the reader."""
    found = list(works)
    known = [work for work in found if work.budget is not None]
    if not known:
        return Sums(len(found), "", "", "", "")
    return Sums(
        len(found),
        format.number(sum(work.budget or 0 for work in known)),
        format.number(sum(work.committed for work in known)),
        format.number(sum(work.payable for work in known)),
        format.number(sum(work.paid for work in known)),
    )


def _line(work: Work, names: dict[int, str], setting: Setting) -> Line:
    row = work.row
    return Line(
        url=url_for("proposals.show", proposal_id=row.id),
        title=f"«{row.title or _('Untitled')}»",
        number=row.number or "",
        by=row.artist,
        news=ngettext("%(num)s new event", "%(num)s new events", row.news) if row.news else "",
        who=turn.holders(work.turns, names),
        due=turn.due(row, list(work.turns), setting.calendar, setting.today),
        changed=format.day(row.moved_at),
        sums=sums([work]),
        shares=[_share(share, names[share.organisation_id]) for share in work.shares],
        delays=delays(work, setting.language),
    )


def delays(work: Work, language: str) -> list[str]:
    """What is late: the milestone, until when, and why."""
    labels = {m.code: m.label[language] for m in work.workflow.milestones}
    return [
        f"{labels[late.code]}. {making.delay(late.delay_reason, late.due_on)}"
        for late in work.delays
    ]


def _share(share: Any, name: str) -> str:
    """What a sponsor has said: the sum it gives, or the word for what it did instead."""
    text = format.money(share.committed) if share.committed else str(STATES[share.state][1])
    return f"{name}: {text}"


def feed(photos: Iterable[tuple[Any, Workflow]], language: str) -> list[tuple[str, Picture]]:
    """The newest photos, each with the address of its work."""
    return [
        (
            url_for("proposals.show", proposal_id=photo.proposal_id),
            _photo(photo, workflow, language),
        )
        for photo, workflow in photos
    ]


def _photo(photo: Any, workflow: Workflow, language: str) -> Picture:
    labels = {m.code: m.label[language] for m in workflow.milestones}
    title, label = f"«{photo.title or _('Untitled')}»", labels[photo.code]
    return Picture(
        address(photo.proposal_id, photo.sha256),
        f"{title}: {label}",
        f"{title}: {label}, {format.day(photo.done_on)}",
        photo.width or UNKNOWN[0],
        photo.height or UNKNOWN[1],
    )
