"""The portfolio as a page: works by stage with their sums, and the photos of their execution."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.money import TENGE
from artflow.domain.process.workflow import Workflow
from artflow.domain.sponsorship import Share
from artflow.services.programmes.working_days import Calendars
from artflow.services.sponsorship.portfolio import Photo, PhotoRow, Portfolio, Work
from artflow.web.milestones import page_models as milestones_page_models
from artflow.web.shared import formatting
from artflow.web.summaries import turn
from artflow.web.summaries.lanes import SIGNOFF_STATES
from artflow.web.summaries.pictures import UNKNOWN_SIZE, Picture, picture_url

FIRST_PAGE_SIZE, STAGE_PAGE_SIZE = 25, 100
"""How many works of a stage stand on the first page, and how many where it stands alone."""


class PortfolioContext(NamedTuple):
    """What all texts of one page need: the calendars, the day, the language."""

    calendars: Calendars
    today: date
    language: str

    def currency_of(self, work: Work) -> str:
        """Return the currency in which a work counts."""
        return self.calendars.currency_of(work.row.programme_id)

    def sign(self, portfolio: Portfolio) -> str:
        """Return the sign that stands for all sums; none where there are several currencies."""
        return sign_of({self.currency_of(work) for work in portfolio.works})

    def names(self, portfolio: Portfolio) -> dict[int, str]:
        found = portfolio.organisations.items()
        return {key: name[self.language] for key, name in found}


@dataclass(frozen=True, slots=True)
class SumsView:
    """Sums of some works; those the reader may not know are not in them."""

    count: int
    budget: str
    committed: str
    payable: str
    paid: str


class WorkRow(NamedTuple):
    """One work in a row."""

    url: str
    title: str
    number: str
    by: str
    news: str
    who: str
    due: turn.DueView
    changed: str
    sums: SumsView
    shares: list[str]
    delays: list[str]


class StageGroup(NamedTuple):
    """The works of one stage: all in the sums, the newest of them as rows."""

    key: str
    label: str
    sums: SumsView
    rows: list[WorkRow]
    more: str


def stage_groups(
    portfolio: Portfolio, context: PortfolioContext, size: int = FIRST_PAGE_SIZE
) -> list[StageGroup]:
    """Return the stages that have works, in the order of the process, ended ones last."""
    by_stage: dict[str, list[Work]] = {}
    for work in sorted(portfolio.works, key=lambda work: (work.stage.final, work.stage.order)):
        by_stage.setdefault(work.stage.key, []).append(work)
    names, sign = context.names(portfolio), context.sign(portfolio)
    return [
        StageGroup(
            key,
            works[0].stage.label[context.language],
            build_sums(works, context, sign),
            [_work_row(work, names, context, sign) for work in works[:size]],
            url_for("portfolio.index", stage=key) if len(works) > size else "",
        )
        for key, works in by_stage.items()
    ]


def stage_group(
    portfolio: Portfolio,
    key: str,
    after: int | None,
    context: PortfolioContext,
    size: int = STAGE_PAGE_SIZE,
) -> StageGroup | None:
    """Return one stage alone, after the work with the id `after`; None if it has no works."""
    works = [work for work in portfolio.works if work.stage.key == key]
    if not works:
        return None
    rest = [work for work in works if after is None or work.row.id < after]
    names, sign = context.names(portfolio), context.sign(portfolio)
    more = rest[size - 1].row.id if len(rest) > size else None
    return StageGroup(
        key,
        works[0].stage.label[context.language],
        build_sums(works, context, sign),
        [_work_row(work, names, context, sign) for work in rest[:size]],
        url_for("portfolio.index", stage=key, after=more) if more else "",
    )


def sign_of(currencies: set[str]) -> str:
    """Return the sign of the only currency; none where there are several."""
    found = currencies or {TENGE}
    return formatting.currency_sign(*found) if len(found) == 1 else ""


def sum_labels(sign: str) -> dict[str, str]:
    """Return what the columns of sums are called, with the currency if it is one for all."""
    found = {
        "budget": _("Budget"),
        "committed": _("Committed"),
        "payable": _("Payable"),
        "paid": _("Paid"),
    }
    return {key: with_sign(label, sign) for key, label in found.items()}


def with_sign(label: str, sign: str) -> str:
    """Name a column with its currency, if it has one."""
    return f"{label}, {sign}" if sign else label


def build_sums(works: Iterable[Work], context: PortfolioContext, sign: str) -> SumsView:
    """Add up some works, each currency for itself; empty if none of them is open to the reader.

    With a `sign` there is only one currency, and it stands above the column.
    """
    found = list(works)
    known = [work for work in found if work.budget is not None]
    if not known:
        return SumsView(len(found), "", "", "", "")
    sums: dict[str, list[int]] = {}
    for work in known:
        mine = sums.setdefault(context.currency_of(work), [0, 0, 0, 0])
        for n, value in enumerate((work.budget or 0, work.committed, work.payable, work.paid)):
            mine[n] += value
    budget, committed, payable, paid = (
        "; ".join(
            formatting.number(values[n]) if sign else formatting.money(values[n], currency)
            for currency, values in sorted(sums.items())
        )
        for n in range(4)
    )
    return SumsView(len(found), budget, committed, payable, paid)


def _work_row(work: Work, names: dict[int, str], context: PortfolioContext, sign: str) -> WorkRow:
    row = work.row
    return WorkRow(
        url=url_for("proposals.show", proposal_id=row.id),
        title=f"«{row.title or _('Untitled')}»",
        number=row.number or "",
        by=row.artist,
        news=ngettext("%(num)s new event", "%(num)s new events", row.news) if row.news else "",
        who=turn.holder_names(work.turns, names),
        due=turn.due_view(
            row,
            list(work.turns),
            context.calendars.of_programme(row.programme_id),
            context.today,
        ),
        changed=formatting.day(row.moved_at),
        sums=build_sums([work], context, sign),
        shares=[
            _share_text(share, names[share.organisation_id], context.currency_of(work))
            for share in work.shares
        ],
        delays=delay_texts(work, context.language),
    )


def delay_texts(work: Work, language: str) -> list[str]:
    """Tell what is late: the milestone, until when, and why."""
    labels = {m.code: m.label[language] for m in work.workflow.milestones}
    return [
        f"{labels[str(late.code)]}. "
        + milestones_page_models.delay_text(str(late.delay_reason), late.due_on)
        for late in work.delays
    ]


def _share_text(share: Share, name: str, currency: str) -> str:
    """Tell what a sponsor has said: the sum it gives, or the word for what it did instead."""
    text = (
        formatting.money(share.committed, currency)
        if share.committed
        else str(SIGNOFF_STATES[share.state][1])
    )
    return f"{name}: {text}"


def photo_feed(photos: Iterable[Photo], language: str) -> list[tuple[str, Picture]]:
    """List the newest photos, each with the address of its work."""
    return [
        (
            url_for("proposals.show", proposal_id=photo.proposal_id),
            _photo_picture(photo, workflow, language),
        )
        for photo, workflow in photos
    ]


def _photo_picture(photo: PhotoRow, workflow: Workflow, language: str) -> Picture:
    labels = {m.code: m.label[language] for m in workflow.milestones}
    title, label = f"«{photo.title or _('Untitled')}»", labels[photo.code]
    return Picture(
        picture_url(photo.proposal_id, photo.sha256),
        f"{title}: {label}",
        f"{title}: {label}, {formatting.day(photo.done_on)}",
        photo.width or UNKNOWN_SIZE[0],
        photo.height or UNKNOWN_SIZE[1],
    )
