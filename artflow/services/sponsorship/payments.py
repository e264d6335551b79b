"""Payments as they are booked: each by a document of its own, and taken back by another entry."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from artflow.domain import sponsorship as rules
from artflow.domain.errors import Invalid
from artflow.domain.process import commitments
from artflow.domain.process.joins import SIGNED
from artflow.domain.sponsorship import NewPayment
from artflow.models import Payment, PaymentFile
from artflow.services.decisions.effects import ActionContext, effect

PAYMENT = Payment.__table__
_add = insert(PAYMENT).returning(PAYMENT.c.id)


@effect
def pay(context: ActionContext, arg: str) -> None:
    """Record what a sponsor has paid, with the files of its document.

    Raises `Invalid` for whatever `sponsorship.check_payment` objects to.
    """
    case, data = context.case, context.data
    grounds = str(data.get("grounds") or "").strip()
    payment = NewPayment(
        data["sponsor"], data["amount"], data["paid_on"], data["document"], grounds
    )
    agreed_on = _agreed_on(context, payment.organisation_id)
    rules.check_payment(case, payment, context.guard_context.today, agreed_on)
    share = rules.find_share(case, payment.organisation_id)
    early = share is not None and payment.amount > share.unpaid
    _book(
        context,
        payment._replace(grounds=grounds if early else ""),
        document_key=rules.document_key(payment.number),
        entry=rules.entries_of(case, payment),
    )


@effect
def correct_payment(context: ActionContext, arg: str) -> None:
    """Take a payment back by an entry of the same sum below zero; both stay to be read.

    Raises `Invalid` for a payment that does not stand, and without a reason in words.
    """
    wrong = next(
        (p for p in rules.standing_payments(context.case) if p.id == context.data["payment"]), None
    )
    if wrong is None:
        raise Invalid("payment", "choice")
    if not context.data.get("text"):
        raise Invalid("text", "required")
    entry = NewPayment(
        wrong.organisation_id,
        -wrong.amount,
        context.guard_context.today,
        wrong.number,
        context.data["text"],
    )
    _book(context, entry, corrects_id=wrong.id)


def _book(context: ActionContext, payment: NewPayment, **more: object) -> None:
    values: dict[str, object] = {
        "organisation_id": payment.organisation_id,
        "amount": payment.amount,
        "number": payment.number,
    }
    row = {
        "proposal_id": context.case.id,
        "paid_on": payment.paid_on,
        **values,
        "recorded_by_id": context.acting_role.person_id,
        "at": context.guard_context.now,
        "grounds": payment.grounds,
        **more,
    }
    key = context.connection.execute(_add, row).scalar_one()
    files = [{"payment_id": key, "file_id": file} for file in context.data.get("files", ())]
    context.write(insert(PaymentFile.__table__), files)
    paid = context.case.payments
    payer = payment.organisation_id
    paid[payer] = paid.get(payer, 0) + payment.amount
    context.facts |= values | {"paid_on": payment.paid_on.isoformat()}
    if payment.grounds and "text" not in context.facts:
        context.facts["grounds"] = payment.grounds
    if "corrects_id" in more:
        context.facts["corrects"] = more["corrects_id"]


def _agreed_on(context: ActionContext, payer: int) -> date | None:
    """Find the day on which the payer signed for its sum; None if the row does not say."""
    calendar = context.guard_context.calendar
    days = [
        calendar.today(signoff.decided_at)
        for signoff in commitments.promises(context.case)
        if signoff.organisation_id == payer and signoff.state in SIGNED and signoff.decided_at
    ]
    return min(days, default=None)
