"""What the owners of a building have said, in words: how many agreed, and how many had to."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain import consent
from artflow.domain.process.workflow import Workflow
from artflow.models import Record
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting

THRESHOLD_LABELS = {
    consent.MAJORITY: _l("more than half of all owners"),
    consent.TWO_THIRDS: _l("two thirds of all owners"),
    consent.EVERYBODY: _l("all owners"),
}


class VotesView(NamedTuple):
    """The vote, whether it was enough, and who decided in spite of it with which grounds."""

    text: str
    carried: bool
    override: str


def needed_label(workflow: Workflow) -> str:
    """Name the share of all owners that the programme asks for."""
    paper = workflow.papers.get(consent.OWNER_CONSENT)
    return str(THRESHOLD_LABELS[consent.needed_share(paper.threshold if paper else "")])


def build_votes(workflow: Workflow, rows: DetailRows) -> VotesView | None:
    """Tell the latest vote on record, or None if there is none.

    What was decided in spite of a vote is told only while the vote is not enough.
    """
    latest = _latest(rows, consent.OWNER_CONSENT)
    if latest is None:
        return None
    needed = needed_label(workflow)
    carried = consent.is_carried(latest.data, workflow.papers[consent.OWNER_CONSENT].threshold)
    counted = {"agreed": latest.data["votes_for"], "total": latest.data["owners_total"]}
    text = _("%(agreed)s of %(total)s agreed, needed: %(needed)s", needed=needed, **counted)
    return VotesView(text, carried, "" if carried else _override_text(workflow, rows))


def _override_text(workflow: Workflow, rows: DetailRows) -> str:
    """Tell who set the vote aside, when and why; empty if nobody did."""
    found = _latest(rows, _overriding_paper(workflow))
    if found is None:
        return ""
    who = f"{found.recorded_by.name}, {formatting.day(found.at)}"
    return f"{who}: {found.data.get('text', '')}"


def _overriding_paper(workflow: Workflow) -> str:
    """Return the paper by which the definition lets a vote be set aside; empty if there is none."""
    needs = (need for _stage, action in workflow.actions() for need in action.needs)
    return next((need.arg for need in needs if need.name == "owners_consent" and need.arg), "")


def _latest(rows: DetailRows, kind: str) -> Record | None:
    return next((record for record in reversed(rows.records) if record.kind == kind), None)
