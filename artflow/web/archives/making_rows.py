"""Milestones and payments as entries of an archive's page."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.process.case import Case
from artflow.services.archives.reading import WorkRows
from artflow.web.shared import formatting

from .decision_rows import Entry, by_whom, party_name

MILESTONE_STATES = {
    "planned": _l("Planned"),
    "submitted": _l("Waiting for confirmation"),
    "confirmed": _l("Confirmed"),
    "returned": _l("Returned"),
}


def milestone_entries(case: Case, rows: WorkRows, language: str) -> list[Entry]:
    """List the milestones with their photos, in the order of the plan."""
    labels = {known.code: known.label[language] for known in case.workflow.milestones}
    found = []
    for milestone in sorted(rows.tables["milestone"], key=lambda each: each.position):
        by = (
            by_whom(rows, milestone.submitted_by_id, milestone.submitted_at),
            by_whom(rows, milestone.confirmed_by_id, milestone.confirmed_at),
        )
        state = str(MILESTONE_STATES.get(milestone.state, milestone.state))
        found.append(
            Entry(
                f"{labels.get(milestone.code, milestone.code)}: {state}",
                " ".join(filter(None, (milestone.note, milestone.answer, milestone.delay_note))),
                "; ".join(filter(None, by)),
                rows.linked("milestone_photo", "milestone_id", milestone.id),
            )
        )
    return found


def payment_entries(case: Case, rows: WorkRows, language: str) -> list[Entry]:
    """List the payments and what takes one back; none for whoever knows no sums."""
    found = []
    for payment in rows.tables.get("payment", ()):
        number = _("No. %(number)s", number=payment.number) if payment.number else ""
        what = (
            party_name(rows, payment, language),
            formatting.money(payment.amount, case.currency),
            formatting.day(payment.paid_on),
            number,
        )
        found.append(
            Entry(
                ", ".join(filter(None, what)),
                payment.grounds,
                by_whom(rows, payment.recorded_by_id, payment.at),
                rows.linked("payment_file", "payment_id", payment.id),
            )
        )
    return found
