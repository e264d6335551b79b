"""The portfolio as a page: works by stage with their sums, and the photos of their execution."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.money import TENGE
from artflow.domain.process.workflow import ACCEPTED, Workflow
from artflow.domain.sponsorship import Share
from artflow.services.programmes.working_days import Calendars
from artflow.services.sponsorship.overview import Overview, Sums
from artflow.services.sponsorship.photos import Photo, PhotoRow
from artflow.services.sponsorship.portfolio import Portfolio, Work
from artflow.web.milestones import page_models as milestones_page_models
from artflow.web.shared import formatting
from artflow.web.summaries import turn
from artflow.web.summaries.lanes import SIGNOFF_STATES
from artflow.web.summaries.pictures import UNKNOWN_SIZE, Picture, picture_url

SHOWN_SUMS: tuple[Callable[[Sums], int], ...] = (
    lambda sums: sums.budget,
    lambda sums: sums.committed,
    lambda sums: sums.due,
    lambda sums: sums.paid,
    lambda sums: sums.left,
)
"""What is told of sums, in the order of their columns: the same everywhere."""
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

    def sign(self, overview: Overview) -> str:
        """Return the sign that stands for all sums; none where there are several currencies."""
        programmes = {key for each in overview.stages for key in each.sums}
        return sign_of(set(map(self.calendars.currency_of, programmes)))

    def names(self, portfolio: Portfolio) -> dict[int, str]:
        found = portfolio.organisations.items()
        return {key: name[self.language] for key, name in found}


@dataclass(frozen=True, slots=True)
class SumsView:
    """Sums of some works; those the reader may not know are not in them."""

    count: int
    budget: str
    agreed: str
    due: str
    paid: str
    left: str


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
    next_due: str


class StageGroup(NamedTuple):
    """The works of one stage: all in the sums, the newest of them as rows."""

    key: str
    label: str
    sums: SumsView
    rows: list[WorkRow]
    more: str


def stage_groups(
    overview: Overview, context: PortfolioContext, size: int = FIRST_PAGE_SIZE
) -> list[StageGroup]:
    """Return the stages that have works, each with its newest works as rows.

    A stage of which there are more leads to its own page.
    """
    names, sign = context.names(overview.shown), context.sign(overview)
    return [
        StageGroup(
            each.stage.key,
            each.stage.label[context.language],
            sums_view(each.sums, context, sign),
            [_work_row(work, names, context, sign) for work in each.works[:size]],
            url_for("portfolio.index", stage=each.stage.key) if each.work_count > size else "",
        )
        for each in overview.stages
    ]


def stage_group(
    overview: Overview, context: PortfolioContext, size: int = STAGE_PAGE_SIZE
) -> StageGroup | None:
    """Return the one stage of an overview; None if it has no works.

    `overview` may hold one work more than fits: then there is a next page.
    """
    if not overview.stages:
        return None
    (each,) = overview.stages
    names, sign = context.names(overview.shown), context.sign(overview)
    more = each.works[size - 1].row.id if len(each.works) > size else None
    return StageGroup(
        each.stage.key,
        each.stage.label[context.language],
        sums_view(each.sums, context, sign),
        [_work_row(work, names, context, sign) for work in each.works[:size]],
        url_for("portfolio.index", stage=each.stage.key, after=more) if more else "",
    )


def sign_of(currencies: set[str]) -> str:
    """Return the sign of the only currency; none where there are several."""
    found = currencies or {TENGE}
    return formatting.currency_sign(*found) if len(found) == 1 else ""


def sum_labels(sign: str) -> dict[str, str]:
    """Return what the columns of sums are called, with the currency if it is one for all."""
    found = {
        "budget": _("Budget"),
        "agreed": _("Agreed"),
        "due": _("Due now"),
        "paid": _("Paid"),
        "left": _("Left"),
    }
    return {key: with_sign(label, sign) for key, label in found.items()}


def with_sign(label: str, sign: str) -> str:
    """Name a column with its currency, if it has one."""
    return f"{label}, {sign}" if sign else label


def sums_view(sums: Mapping[int, Sums], context: PortfolioContext, sign: str) -> SumsView:
    """Put sums by programme into words, each currency for itself; empty where none are open.

    With a `sign` there is only one currency, and it stands above the column.
    """
    by_currency: defaultdict[str, Sums] = defaultdict(Sums)
    for programme, each in sums.items():
        by_currency[context.calendars.currency_of(programme)] += each
    known = sorted((key, each) for key, each in by_currency.items() if each.known)
    return SumsView(
        sum(each.works for each in sums.values()),
        *(
            "; ".join(
                formatting.number(value(each)) if sign else formatting.money(value(each), currency)
                for currency, each in known
            )
            for value in SHOWN_SUMS
        ),
    )


def total_sums(overview: Overview) -> dict[int, Sums]:
    """Add the stages up, by programme; what was refused or withdrawn binds nobody any more."""
    found: defaultdict[int, Sums] = defaultdict(Sums)
    for each in overview.stages:
        if each.stage.outcome not in ("", ACCEPTED):
            continue
        for programme, sums in each.sums.items():
            found[programme] += sums
    return found


def _sums_of(work: Work) -> dict[int, Sums]:
    if work.budget is None:
        return {work.row.programme_id: Sums(1)}
    money = (work.budget, work.committed, work.called, work.paid)
    return {work.row.programme_id: Sums(1, 1, *money)}


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
        sums=sums_view(_sums_of(work), context, sign),
        shares=[
            _share_text(share, names[share.organisation_id], context.currency_of(work))
            for share in work.shares
        ],
        delays=delay_texts(work, context.language),
        next_due=next_due_text(work, context),
    )


def next_due_text(work: Work, context: PortfolioContext) -> str:
    """Tell which milestone releases money next, and how much of it."""
    found = work.next_due
    if found is None or work.budget is None or not work.committed:
        return ""
    labels = {m.code: m.label[context.language] for m in work.workflow.milestones}
    amount = sum(found.amount(share) for share in work.shares)
    return f"{labels[found.code]}: {formatting.money(amount, context.currency_of(work))}"


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
