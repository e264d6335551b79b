"""The execution of a work: its milestones with their delays, and the payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.process.workflow import ACCEPTED
from artflow.domain.sponsorship import Share, by_last_day, compute_shares, due_parts, next_due
from artflow.models import File, Milestone, Payment
from artflow.services.proposals.detail import DetailRows
from artflow.web.review.remarks import Link
from artflow.web.shared import formatting
from artflow.web.summaries import contexts, pictures
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.history import TimelineRow

from .labels import DELAY_LABELS

MILESTONE_STATES = {
    "planned": ("", _l("Planned")),
    "submitted": ("wait", _l("Waiting for confirmation")),
    "confirmed": ("done", _l("Confirmed")),
    "returned": ("stop", _l("Returned")),
}


class PaymentRow(NamedTuple):
    """One payment of a sponsor, or the entry that takes one back; `note` says why."""

    by: str
    sum: str
    when: str
    number: str
    note: str
    files: list[Link]


class MoneyRow(NamedTuple):
    """What one sponsor, or all of them, have agreed to, owe now, have paid and have left.

    `pay_by` has a line for each day on which a part of what is due is to be paid.
    """

    name: str
    agreed: str
    due: str
    paid: str
    left: str
    pay_by: Sequence[str] = ()
    mine: bool = False


class MoneyView(NamedTuple):
    """The sums of a work: a row for each sponsor, all of them, and what falls due next."""

    rows: list[MoneyRow]
    total: MoneyRow | None
    next_due: str


class MakingView(NamedTuple):
    """The milestones in their order as a timeline, their photos, sums, and payments."""

    milestones: list[TimelineRow]
    photos: list[pictures.Picture]
    counts: list[Fact]
    payments: list[PaymentRow]
    money: MoneyView


NO_MONEY = MoneyView([], None, "")


def build_making(
    case: Case, rows: DetailRows, person: Person, seen: frozenset[PagePart], language: str
) -> MakingView:
    """Build the execution as far as the reader may know it; empty before it is planned."""
    if PagePart.MILESTONES not in seen or not rows.milestones:
        return MakingView([], [], [], [], NO_MONEY)
    return MakingView(
        _milestone_rows(case, rows, language),
        pictures.milestone_pictures(case, rows.milestones, language),
        _count_facts(rows),
        _payment_rows(rows, seen, language),
        _money_view(case, rows, person, language) if PagePart.COMMITMENTS in seen else NO_MONEY,
    )


def _milestone_rows(case: Case, rows: DetailRows, language: str) -> list[TimelineRow]:
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    last = {m.code for m in case.workflow.milestones if m.waits_for_acceptance}
    first = next((m.id for m in rows.milestones if m.state != "confirmed"), None)
    return [
        _milestone_row(
            m,
            labels[m.code],
            here=m.id == first,
            ended=case.current_stage.final,
            by_acceptance=m.code in last,
        )
        for m in rows.milestones
    ]


def _milestone_row(
    milestone: Milestone, label: str, *, here: bool, ended: bool, by_acceptance: bool
) -> TimelineRow:
    kind, words = MILESTONE_STATES[milestone.state]
    confirmed = milestone.state == "confirmed"
    text = Markup('<b>{}</b><br><span class="tag {}">{}</span>').format(label, kind, words)
    late = "" if confirmed or ended else milestone.delay_reason or ""
    if late:
        words = delay_text(late, milestone.expected_on)
        text += Markup(' <span class="tag stop">{}</span>').format(words)
    pay = _pay_text(milestone, by_acceptance=by_acceptance) if milestone.pay else ""
    delay_note = milestone.delay_note if late else ""
    return TimelineRow(
        "" if confirmed else "now" if here else "next",
        milestone.done_on.isoformat() if milestone.done_on else "",
        formatting.day(milestone.done_on),
        text,
        delay_note or milestone.answer or milestone.note or pay,
    )


def _pay_text(milestone: Milestone, *, by_acceptance: bool) -> str:
    if by_acceptance:
        return _("%(pay)s %% falls due once the work is accepted", pay=milestone.pay)
    return _("%(pay)s %% falls due", pay=milestone.pay)


def delay_text(reason: str, expected: date | None) -> str:
    """Say why a milestone is late and when it is expected now."""
    return _(
        "Delayed until %(day)s: %(reason)s",
        day=formatting.day(expected),
        reason=str(DELAY_LABELS[reason]).lower(),
    )


def _count_facts(rows: DetailRows) -> list[Fact]:
    confirmed = sum(milestone.state == "confirmed" for milestone in rows.milestones)
    return [Fact(_("milestones confirmed"), f"{confirmed} / {len(rows.milestones)}")]


def _money_view(case: Case, rows: DetailRows, person: Person, language: str) -> MoneyView:
    """Build the sums by sponsor, the reader's own marked, and what falls due next of them."""
    shares = [share for share in compute_shares(case) if share.committed or share.paid]
    if not shares:
        return NO_MONEY
    own = {membership.organisation_id for membership in person.memberships}
    shown = [
        _money_row(
            case,
            rows.organisations[share.organisation_id].name[language],
            [share],
        )._replace(mine=share.organisation_id in own, pay_by=_last_days(case, rows, share))
        for share in shares
    ]
    found = next_due(case)
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    ahead = sum(found.amount(share) for share in shares) if found else 0
    text = f"{labels[found.code]}: {formatting.money(ahead, case.currency)}" if found else ""
    return MoneyView(shown, _money_row(case, _("In all"), shares), text if ahead else "")


def _money_row(case: Case, name: str, shares: Sequence[Share]) -> MoneyRow:
    agreed, due, paid, left = (
        formatting.money(sum(values), case.currency)
        for values in zip(*((s.committed, s.unpaid, s.paid, s.left) for s in shares), strict=True)
    )
    return MoneyRow(name, agreed, due, paid, left)


def _last_days(case: Case, rows: DetailRows, share: Share) -> list[str]:
    """Say until when what is due is to be paid, each part by its own day; nothing if none is."""
    releases = [
        (m.pay, m.confirmed_at)
        for m in rows.milestones
        if m.pay and m.state == "confirmed" and m.confirmed_at is not None
    ]
    accepted = rows.proposal.entered_at if case.current_stage.outcome == ACCEPTED else None
    parts = due_parts(share, releases, case.workflow.pay_before_acceptance, accepted)
    calendar = contexts.guard_context(case).calendar
    found = by_last_day(case.workflow, calendar, parts)
    if len(found) < 2:
        return [_("last day: %(day)s", day=formatting.day(day)) for day in found if day]
    return [
        _(
            "%(sum)s, last day: %(day)s",
            sum=formatting.money(amount, case.currency),
            day=formatting.day(day),
        )
        for day, amount in found.items()
    ]


def _payment_rows(rows: DetailRows, seen: frozenset[PagePart], language: str) -> list[PaymentRow]:
    """Return the payments, the oldest first, with the sponsors' names of that day."""
    if PagePart.COMMITMENTS not in seen:
        return []
    return [
        PaymentRow(
            rows.organisations[p.organisation_id].name_on(p.paid_on)[language],
            formatting.money(p.amount, rows.proposal.programme.currency),
            formatting.day(p.paid_on),
            p.number,
            _payment_note(p),
            [_file_link(p.proposal_id, kept.file) for kept in p.files],
        )
        for p in rows.payments
    ]


def _file_link(proposal_id: int, file: File) -> Link:
    """Return where a document is opened; a picture that is not ready leads nowhere."""
    if file.state in pictures.PROGRESS_LABELS:
        return Link("", f"{file.name} ({pictures.PROGRESS_LABELS[file.state]})")
    return Link(url_for("files.download", proposal_id=proposal_id, sha256=file.sha256), file.name)


def _payment_note(payment: Payment) -> str:
    if payment.corrects_id is not None:
        return _("Correction: %(reason)s", reason=payment.grounds)
    return payment.grounds
