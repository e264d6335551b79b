"""The making of a work: its milestones with their delays, and what was paid for it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from artflow.domain.case import Case
from artflow.domain.money import shares
from artflow.domain.policy import Show
from artflow.services.dossier_page import Dossier
from artflow.web import format
from artflow.web.words.execution import DELAYS

from . import pictures
from .facts import Fact
from .history import Line

MILESTONE_STATES = {
    "planned": ("", _l("Planned")),
    "submitted": ("wait", _l("Waiting for confirmation")),
    "confirmed": ("done", _l("Confirmed")),
    "returned": ("stop", _l("Returned")),
}


class PaymentShown(NamedTuple):
    """One payment of a sponsor."""

    by: str
    sum: str
    when: str
    number: str


class Making(NamedTuple):
    """The milestones in their order as a time line, their photos, sums, and what was paid."""

    milestones: list[Line]
    photos: list[pictures.Picture]
    counts: list[Fact]
    payments: list[PaymentShown]


def making(case: Case, rows: Dossier, seen: frozenset[Show], language: str) -> Making:
    """How the painting gets on, as far as the reader may know; all empty before it is planned."""
    if Show.MILESTONES not in seen or not rows.milestones:
        return Making([], [], [], [])
    return Making(
        _milestones(case, rows, language),
        pictures.of_milestones(case, rows, language),
        _counts(case, rows, seen),
        _payments(rows, seen, language),
    )


def _milestones(case: Case, rows: Dossier, language: str) -> list[Line]:
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    first = next((m.id for m in rows.milestones if m.state != "confirmed"), None)
    return [
        _milestone(m, labels[m.code], here=m.id == first, ended=case.at.final)
        for m in rows.milestones
    ]


def _milestone(milestone: Any, label: str, *, here: bool, ended: bool) -> Line:
    kind, words = MILESTONE_STATES[milestone.state]
    confirmed = milestone.state == "confirmed"
    text = Markup('<b>{}</b><br><span class="tag {}">{}</span>').format(label, kind, words)
    late = bool(milestone.delay_reason) and not confirmed and not ended
    if late:
        words = delay(milestone.delay_reason, milestone.expected_on)
        text += Markup(' <span class="tag stop">{}</span>').format(words)
    pay = _("%(pay)s %% becomes payable", pay=milestone.pay) if milestone.pay else ""
    told = milestone.delay_note if late else ""
    return Line(
        "" if confirmed else "now" if here else "next",
        milestone.done_on.isoformat() if milestone.done_on else "",
        format.day(milestone.done_on),
        text,
        told or milestone.answer or milestone.note or pay,
    )


def delay(reason: str, expected: date) -> str:
    """Why a milestone is late and when it is expected now."""
    return _("Delayed until %(day)s: %(reason)s", day=format.day(expected),
             reason=str(DELAYS[reason]).lower())  # fmt: skip


def _counts(case: Case, rows: Dossier, seen: frozenset[Show]) -> list[Fact]:
    confirmed = sum(milestone.state == "confirmed" for milestone in rows.milestones)
    found = [Fact(_("milestones confirmed"), f"{confirmed} / {len(rows.milestones)}")]
    if Show.COMMITMENTS in seen:
        payable = sum(share.payable for share in shares(case))
        paid = sum(payment.amount for payment in rows.payments)
        found.append(Fact(_("payable"), format.money(payable)))
        found.append(Fact(_("paid"), format.money(paid)))
    return found


def _payments(rows: Dossier, seen: frozenset[Show], language: str) -> list[PaymentShown]:
    """What was paid, the oldest first, by the names of that day."""
    if Show.COMMITMENTS not in seen:
        return []
    return [
        PaymentShown(rows.organisations[p.organisation_id].name(language, p.paid_on),
                     format.money(p.amount), format.day(p.paid_on), p.number)
        for p in rows.payments
    ]  # fmt: skip
