"""Lanes: each side's decision, side by side, in the programme's order."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import APPLICANT, Person
from artflow.domain.process.case import Case
from artflow.domain.process.joins import OPEN, SIGNED, SignoffState
from artflow.models import Signoff
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting

from . import outcomes
from .facts import Fact

SIGNOFF_STATES = {
    SignoffState.PENDING: ("wait", _l("Waiting for the decision")),
    SignoffState.SIGNED: ("done", _l("Agreed")),
    SignoffState.SIGNED_WITH_CONDITIONS: ("done", _l("Agreed with a condition")),
    SignoffState.CHANGES_REQUESTED: ("stop", _l("Changes requested")),
    SignoffState.DECLINED: ("no", _l("Declined")),
    SignoffState.RETRACTED: ("wait", _l("Signature retracted")),
}


NOT_DECIDED = ("na", _l("Did not decide"))
REFUSED = ("no", _l("Refused"))


def signoff_label(state: str, *, over: bool) -> tuple[str, str]:
    """Return the kind and the words for a decision; nobody waits for one where it is `over`."""
    known = SignoffState(state)
    kind, words = NOT_DECIDED if over and known is SignoffState.PENDING else SIGNOFF_STATES[known]
    return kind, str(words)


def is_over(case: Case, stage: str) -> bool:
    """Return whether nobody is asked for a decision of the stage any more."""
    here = case.current_stage
    return here.final or here.order > case.workflow.stages[stage].order


def decision_label(case: Case, rows: DetailRows, signoff: Signoff) -> tuple[str, str]:
    """Return the kind and the words for a party's decision, be it that it refused the work."""
    kind, words = signoff_label(signoff.state, over=is_over(case, signoff.stage))
    event, _name = outcomes.find_refusal(case, rows, signoff)
    return (REFUSED[0], str(REFUSED[1])) if event is not None else (kind, words)


class LaneView(NamedTuple):
    """One side of a sign-off."""

    name: str
    sum: str
    kind: str
    state: str
    signatory: str
    signature: str
    mine: bool
    done: bool
    note: str


class LaneGroup(NamedTuple):
    """The sides of one stage."""

    key: str
    label: str
    lanes: list[LaneView]


def lane_groups(
    case: Case, rows: DetailRows, person: Person, seen: frozenset[PagePart], language: str
) -> list[LaneGroup]:
    """Return the sign-offs on the current version, a group for each stage that several decide."""
    if PagePart.SIGNOFFS not in seen:
        return []
    groups = []
    for stage in case.workflow.stages.values():
        found = [s for s in rows.signoffs if s.stage == stage.key]
        if len(found) > 1:
            sums = PagePart.COMMITMENTS in seen
            shown = [
                _lane_view(case, s, person, _party_name(rows, s, language), sums=sums)
                for s in found
            ]
            groups.append(LaneGroup(stage.key, stage.label[language], shown))
    return groups


def single_signoff_facts(
    case: Case, rows: DetailRows, seen: frozenset[PagePart], language: str
) -> list[Fact]:
    """Return the decisions of stages with one party as facts, if the reader may know them."""
    if PagePart.SIGNOFFS not in seen:
        return []
    stages = [signoff.stage for signoff in rows.signoffs]
    found = []
    for signoff in rows.signoffs:
        if stages.count(signoff.stage) == 1:
            kind, words = decision_label(case, rows, signoff)
            when = f", {formatting.day(signoff.decided_at)}" if signoff.decided_at else ""
            found.append(Fact(_party_name(rows, signoff, language), f"{words}{when}", tag=kind))
            if signoff.conditions:
                found.append(Fact(_("Condition"), signoff.conditions))
    return found


def _party_name(rows: DetailRows, signoff: Signoff, language: str) -> str:
    """Return the name of a party on the day of its decision."""
    if signoff.party == APPLICANT:
        return _("Artist")
    on = formatting.local_date(signoff.decided_at) if signoff.decided_at else None
    return rows.organisations[signoff.organisation_id or 0].name_on(on)[language]


def _lane_view(case: Case, signoff: Signoff, person: Person, name: str, *, sums: bool) -> LaneView:
    state = SignoffState(signoff.state)
    over = is_over(case, signoff.stage)
    kind, words = signoff_label(state, over=over)
    when = f", {formatting.date_time(signoff.decided_at)}" if signoff.decided_at else ""
    by = signoff.decided_by.name if signoff.decided_by else ""
    return LaneView(
        name=name,
        sum=formatting.money(signoff.amount, case.currency) if sums and signoff.amount else "",
        kind=kind,
        state=f"{words}{when}",
        signatory=", ".join(filter(None, (by, signoff.basis))),
        signature=f"{by} · {signoff.version_sha256[:8]}…" if state in SIGNED else "",
        mine=state in OPEN and not over and _is_mine(case, signoff, person),
        done=state in SIGNED,
        note=" ".join(filter(None, (signoff.conditions, signoff.reason))),
    )


def _is_mine(case: Case, signoff: Signoff, person: Person) -> bool:
    if signoff.party == APPLICANT:
        return person.id == case.applicant_id
    return any(m.organisation_id == signoff.organisation_id for m in person.memberships)
