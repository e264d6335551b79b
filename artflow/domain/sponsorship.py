"""What a sponsor owes for a work: promised, released by proof, paid; whole units, rounded down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from artflow.domain import days
from artflow.domain.errors import Invalid, Reason
from artflow.domain.process import turns
from artflow.domain.process.guards import guard, unless
from artflow.domain.process.joins import SIGNED, SignoffState
from artflow.domain.process.workflow import ACCEPTED, FULL_PERCENT

if TYPE_CHECKING:
    from artflow.domain.calendar import WorkCalendar
    from artflow.domain.process.case import Case, PaymentFact
    from artflow.domain.process.context import GuardContext
    from artflow.domain.process.workflow import Stage, Workflow

NUMBER_SIGN = re.compile(r"^(?:no|n)(?:[\s.:#]+|(?=\d))")
"""How people begin the number of a document; «№» is written out as «No» beforehand."""


class Share(NamedTuple):
    """What one sponsor has promised for a work, what of it is payable and what it has paid."""

    organisation_id: int
    state: SignoffState
    committed: int
    payable: int
    paid: int

    @property
    def unpaid(self) -> int:
        """Return what is payable and not paid yet; never below zero."""
        return max(self.payable - self.paid, 0)

    @property
    def called(self) -> int:
        """Return what fell due or was paid before it did: less what was paid, this is due."""
        return max(self.payable, self.paid) if self.committed else self.payable

    @property
    def left(self) -> int:
        """Return what was promised and not paid yet, due or not; never below zero."""
        return max(self.committed - self.paid, 0)


def compute_share(
    organisation_id: int,
    state: SignoffState,
    amount: int,
    *,
    stage: Stage,
    confirmed: int,
    paid: int,
    most: int = FULL_PERCENT,
) -> Share:
    """Compute the share behind a sign-off of a work that stands in the stage.

    `confirmed` is the percentage that confirmed milestones release, of which `most` falls due
    before the work is accepted; one that was accepted releases all of it. One that was refused or
    withdrawn binds nobody any more.
    """
    live = stage.outcome in ("", ACCEPTED)
    committed = amount if live and state in SIGNED else 0
    percent = FULL_PERCENT if stage.outcome == ACCEPTED else min(confirmed, most)
    return Share(organisation_id, state, committed, committed * percent // FULL_PERCENT, paid)


def compute_shares(case: Case) -> list[Share]:
    """Compute the shares of all who were asked for money on the current version."""
    stages = case.workflow.stages
    asked = [
        (s.organisation_id, s)
        for s in case.signoffs
        if s.organisation_id and stages[s.stage].counts_money
    ]
    if not asked:
        return []
    confirmed = sum(m.pay for m in case.milestones if m.state == "confirmed")
    return [
        compute_share(
            organisation,
            s.state,
            s.amount,
            stage=case.current_stage,
            confirmed=confirmed,
            paid=case.payments.get(organisation, 0),
            most=case.workflow.pay_before_acceptance,
        )
        for organisation, s in asked
    ]


class NextDue(NamedTuple):
    """Which milestone releases money next, and what is then released of a sum, in per cent."""

    code: str
    percent: int

    def amount(self, share: Share) -> int:
        """Compute what will then be due of the share besides what is due already."""
        return max(share.committed * self.percent // FULL_PERCENT - share.called, 0)


def find_next_due(
    workflow: Workflow, stage: Stage, confirmed: int, waiting: tuple[str, int] | None
) -> NextDue | None:
    """Find what falls due next of a work; None once all of it has, or where it has ended.

    `confirmed` is the percentage of its confirmed milestones, `waiting` the code and percentage of
    the first one with money that is not.
    """
    paying = [m.code for m in workflow.milestones if m.pay]
    most = workflow.pay_before_acceptance
    if stage.outcome or not paying:
        return None
    code, more = waiting or (paying[-1], FULL_PERCENT)
    percent = min(confirmed + more, most)
    if percent <= min(confirmed, most):
        return NextDue(code if waiting else paying[-1], FULL_PERCENT)
    return NextDue(code, percent)


def next_due(case: Case) -> NextDue | None:
    """Find what falls due next of a work whose milestones are set up."""
    if not case.milestones:
        return None
    confirmed = sum(m.pay for m in case.milestones if m.state == "confirmed")
    waiting = [m for m in case.milestones if m.pay and m.state != "confirmed"]
    first = min(waiting, key=lambda m: m.position, default=None)
    return find_next_due(
        case.workflow, case.current_stage, confirmed, (first.code, first.pay) if first else None
    )


class DuePart(NamedTuple):
    """A part of a share that is due and not paid, and when it fell due; None if that is unknown."""

    amount: int
    since: datetime | None


def due_parts(
    share: Share,
    releases: Sequence[tuple[int, datetime]],
    most: int,
    accepted_at: datetime | None = None,
) -> list[DuePart]:
    """List what is due of a share and not paid, by when each part fell due, the oldest first.

    `releases` are the percentages of confirmed milestones with their moments, of which `most` falls
    due before the work is accepted. What was paid counts for the oldest parts.
    """
    percent, steps = 0, list[tuple[int, datetime | None]]()
    for more, at in sorted(releases, key=lambda release: release[1]):
        percent = min(percent + more, most)
        steps.append((share.committed * percent // FULL_PERCENT, at))
    parts, covered = [], share.paid
    for called, since in [*steps, (share.payable, accepted_at)]:
        if (more := min(called, share.payable) - covered) > 0:
            parts.append(DuePart(more, since))
            covered += more
    return parts


def pay_by(workflow: Workflow, calendar: WorkCalendar, since: datetime | None) -> date | None:
    """Return the last day for what fell due at a moment; None where that is not known."""
    if since is None:
        return None
    days = workflow.settings.get("payment_days", turns.PAYMENT_DAYS)
    return turns.deadline(calendar, since, days).due_on


def by_last_day(
    workflow: Workflow, calendar: WorkCalendar, parts: Sequence[DuePart]
) -> dict[date | None, int]:
    """Add parts up by the last day on which each is to be paid, in the order they fell due."""
    found: dict[date | None, int] = {}
    for part in parts:
        day = pay_by(workflow, calendar, part.since)
        found[day] = found.get(day, 0) + part.amount
    return found


class NewPayment(NamedTuple):
    """What somebody enters: who has paid how much, when, by which document, and why so early."""

    organisation_id: int
    amount: int
    paid_on: date
    number: str
    grounds: str = ""


def document_key(number: str) -> str:
    """Return the number of a document as it is compared: «№ 12», «No.12» and « 12» are the same."""
    folded = unicodedata.normalize("NFKC", number).casefold().strip()
    plain = re.sub(r"\s+", "", NUMBER_SIGN.sub("", folded))
    return plain or folded


def find_share(case: Case, organisation_id: int) -> Share | None:
    """Find the share of a sponsor that owes something for the work now."""
    return next(
        (s for s in compute_shares(case) if s.organisation_id == organisation_id and s.unpaid),
        None,
    )


def standing_payments(case: Case) -> list[PaymentFact]:
    """List the payments that were not taken back."""
    gone = {payment.corrects for payment in case.booked}
    return [p for p in case.booked if p.corrects is None and p.id not in gone]


def entries_of(case: Case, payment: NewPayment) -> int:
    """Count how often the document was booked for the payer, taken back or not."""
    return sum(
        booked.corrects is None
        for booked in case.booked
        if booked.organisation_id == payment.organisation_id
        and _key_of(booked) == document_key(payment.number)
    )


def _key_of(payment: PaymentFact) -> str:
    return payment.document_key or document_key(payment.number)


def check_payment(case: Case, payment: NewPayment, today: date, agreed_on: date | None) -> None:
    """Check a payment against what it stands beside: the share, the dates, the documents.

    `agreed_on` is when its payer signed. Raises `Invalid` for a sponsor that owes nothing now, a
    sum that is none, more than was agreed, more than is due without grounds, a day that has not
    come or lies before the agreement, and a document that is booked already.
    """
    share = find_share(case, payment.organisation_id)
    if share is None:
        raise Invalid("sponsor", "choice")
    _check_amount(share, payment, case.currency)
    days.check_past("paid_on", payment.paid_on, today)
    days.check_agreement("paid_on", payment.paid_on, agreed_on)
    for booked in standing_payments(case):
        same = _key_of(booked) == document_key(payment.number)
        if same and booked.organisation_id == payment.organisation_id:
            raise Invalid(
                "document",
                "document_booked",
                day=booked.paid_on,
                sum=booked.amount,
                currency=case.currency,
            )


def _check_amount(share: Share, payment: NewPayment, currency: str) -> None:
    if payment.amount < 1:
        raise Invalid("amount", "nothing")
    if payment.amount > share.left:
        raise Invalid("amount", "more_than_agreed", sum=share.left, currency=currency)
    if payment.amount > share.unpaid and not payment.grounds:
        raise Invalid("amount", "more_than_payable", sum=share.unpaid, currency=currency)


@guard
def payment_booked(context: GuardContext, arg: str) -> list[Reason]:
    """Require a payment that can be taken back: one that was not taken back already."""
    return unless(bool(standing_payments(context.case)), "no_payment_booked")
