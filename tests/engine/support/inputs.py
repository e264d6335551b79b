"""Form data of actions: values that are valid, and values that never are.

`variant` is any small number; the same number gives the same values, and nought the plainest ones.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from artflow.domain.dossier import completeness
from artflow.domain.milestones import to_submit, unconfirmed
from artflow.domain.process.case import ANSWERED, CLOSED, DELAY_REASONS, OPEN, Case
from artflow.domain.process.commitments import compute_left
from artflow.domain.process.workflow import Action
from artflow.domain.sponsorship import compute_shares
from tests.fixtures.world import CONSENT

if TYPE_CHECKING:
    from .simulation import Simulation

Data = dict[str, Any]
UNKNOWN_ID = 10**9
"""The id of nothing."""


def valid_data(simulation: Simulation, case: Case, action: Action, variant: int) -> Data | None:
    """Return values that the form would accept; None if there is nothing left to choose from."""
    data: Data = {"text": "Сөз"}
    for effect in action.effects:
        given = VALID_DATA.get(str(effect), VALID_DATA.get(effect.name))
        if given is not None:
            more = given(simulation, case, variant)
            if more is None:
                return None
            data |= more
    return data | PAPER_DATA.get(action.form, _nothing)(simulation, case, variant)


def _nothing(simulation: Simulation, case: Case, variant: int) -> Data:
    return {}


def _remark(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"severity": ("should", "must", "note", "must")[variant % 4], "x": variant % 100, "y": 5}


def _remark_in(*states: str) -> Any:
    def choose(simulation: Simulation, case: Case, variant: int) -> Data | None:
        found = [remark.id for remark in case.remarks if remark.state in states]
        return {"remark": found[variant % len(found)], "fixed": variant % 3 > 0} if found else None

    return choose


def _waiting_milestone(simulation: Simulation, case: Case, variant: int) -> Data | None:
    waiting = [m.id for m in case.milestones if m.state == "submitted"]
    return {"milestone": waiting[variant % len(waiting)]} if waiting else None


def _proof(simulation: Simulation, case: Case, variant: int) -> Data | None:
    open_ones = [m.id for m in to_submit(case.milestones)]
    if not open_ones:
        return None
    return {"milestone": open_ones[variant % len(open_ones)], "files": [simulation.photo]}


def _delay(simulation: Simulation, case: Case, variant: int) -> Data | None:
    left = [m.id for m in unconfirmed(case.milestones)]
    if not left:
        return None
    return {
        "milestone": left[variant % len(left)],
        "reason": DELAY_REASONS[variant % len(DELAY_REASONS)],
        "expected_on": _days_ago(simulation.now, -2 - variant),
    }


def _payment(simulation: Simulation, case: Case, variant: int) -> Data | None:
    owing = [share for share in compute_shares(case) if share.unpaid]
    if not owing:
        return None
    share = owing[variant % len(owing)]
    amount = share.unpaid if variant % 3 else share.unpaid // 2 + 1
    return {
        "sponsor": share.organisation_id,
        "amount": amount,
        "document": f"{case.events}/{variant}",
        "paid_on": _days_ago(simulation.now, 0),
    }


def _replacement(simulation: Simulation, case: Case, variant: int) -> Data | None:
    """Return a sponsor of the work, and one without a part or a decision in it."""
    organisations = simulation.bench.world.organisations
    sponsors = [organisations[f"sponsor-{n}"] for n in (1, 2, 3)]
    said = {row.party for row in simulation.state["signoff"] if row.version_id == case.version_id}
    asked = [p.organisation_id for p in case.parties if p.organisation_id in sponsors]
    free = [key for key in sponsors if key not in asked and f"org:{key}" not in said]
    if not free:
        return None
    return {"leaving": asked[variant % len(asked)], "joining": free[variant % len(free)]}


def _same_sponsor(simulation: Simulation, case: Case) -> Data:
    return {"leaving": case.parties[1].organisation_id, "joining": UNKNOWN_ID}


def _new_wall(simulation: Simulation, case: Case, variant: int) -> Data | None:
    left = [wall for wall in simulation.walls if wall not in simulation.candidates(case.id)]
    return {"wall": left[variant % len(left)], "score": variant % 100} if left else None


def _candidate(simulation: Simulation, case: Case, variant: int) -> Data | None:
    found = simulation.candidates(case.id)
    return {"wall": found[variant % len(found)]} if found else None


def _amount(simulation: Simulation, case: Case, variant: int) -> Data:
    """Return a sum that may be signed: some of what is left, or nothing with its grounds."""
    amount = min(case.budget * (4 - variant % 5) // 4, compute_left(case))
    return {"amount": amount, "grounds": "Сөз"}


def _specialist(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"user": simulation.bench.people["specialist"].id}


def _review(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"review_on": simulation.now.date() + timedelta(days=2 + variant)}


def _consent(simulation: Simulation, case: Case, variant: int) -> Data:
    votes = (60, 51, 70, 40)[variant % 4]
    return {**CONSENT, "day_grounds": "Сөз", "votes_for": votes, "files": []}


def _verdict(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"ok": variant % 4 != 3, "files": [simulation.photo]}


def _residents_notice(simulation: Simulation, case: Case, variant: int) -> Data:
    day = _days_ago(simulation.now, 10 if variant % 3 < 2 else 2)
    return {"on": day, "day_grounds": "Сөз", "files": []}


def _paper(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"document": str(variant), "files": [simulation.photo] * (variant % 2)}


def _recommendation(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"decision": ("approve", "return")[variant % 2], "gates": True}


def _refusal_ground(simulation: Simulation, case: Case, variant: int) -> Data:
    return {"code": "other"}


def _gaps(simulation: Simulation, case: Case, variant: int) -> Data:
    """Return a list of items with one that is missing or unclear."""
    items = dict.fromkeys(completeness.required_items(case.workflow), completeness.PRESENT)
    wrong = (completeness.MISSING, completeness.UNCLEAR)[variant % 2]
    return {"items": items | {sorted(items)[variant % len(items)]: wrong}, "notes": {"place": "?"}}


def _days_ago(now: datetime, ago: int) -> date:
    return (now - timedelta(days=ago)).date()


VALID_DATA = {
    "remark": _remark,
    "answer": _remark_in(OPEN, ANSWERED),
    "close_remark": _remark_in(OPEN, ANSWERED),
    "reopen_remark": _remark_in(ANSWERED, CLOSED),
    "confirm_milestone": _waiting_milestone,
    "return_milestone": _waiting_milestone,
    "submit_milestone": _proof,
    "propose_wall": _new_wall,
    "choose_wall": _candidate,
    "sign": _amount,
    "assign": _specialist,
    "hold": _review,
    "completeness:gaps": _gaps,
    "delay": _delay,
    "pay": _payment,
    "replace_party": _replacement,
}
PAPER_DATA = {
    "consent": _consent,
    "verdict": _verdict,
    "notice": _residents_notice,
    "paper": _paper,
    "recommendation": _recommendation,
    "refusal": _refusal_ground,
}


def invalid_data(simulation: Simulation, case: Case, action: Action, variant: int) -> Data | None:
    """Return values that `take_action` must refuse; None if there are none."""
    fits = valid_data(simulation, case, action, variant) or {"text": "Сөз"}
    for effect in action.effects:
        wrong = INVALID_DATA.get(effect.name)
        if effect.name == "sign" and not effect.arg.startswith("signed"):
            wrong = wrong[:1]  # who does not sign promises nothing, whatever was typed
        if wrong is not None and not (effect.name == "remark" and effect.arg):
            return fits | wrong[variant % len(wrong)](simulation, case)
    return None


def _other_remark(simulation: Simulation, case: Case) -> Data:
    """Return a remark of another proposal."""
    others = [row.id for row in simulation.state["remark"] if row.proposal_id != case.id]
    return {"remark": others[0] if others else UNKNOWN_ID, "fixed": True}


def _other_milestone(simulation: Simulation, case: Case) -> Data:
    others = [row.id for row in simulation.state["milestone"] if row.proposal_id != case.id]
    return {"milestone": others[0] if others else UNKNOWN_ID, "files": [simulation.photo]}


def _same_wall(simulation: Simulation, case: Case) -> Data:
    return {"wall": (simulation.candidates(case.id) or [UNKNOWN_ID])[0]}


def _no_candidate(simulation: Simulation, case: Case) -> Data:
    others = [wall for wall in simulation.walls if wall not in simulation.candidates(case.id)]
    return {"wall": others[0] if others else UNKNOWN_ID}


def _too_much(simulation: Simulation, case: Case) -> Data:
    owing = [share for share in compute_shares(case) if share.unpaid]
    return (
        {"sponsor": owing[0].organisation_id, "amount": owing[0].unpaid + 1}
        if owing
        else {"sponsor": UNKNOWN_ID}
    )


INVALID_DATA = {
    "remark": (lambda simulation, case: {"severity": "loud"},),
    "answer": (_other_remark,),
    "close_remark": (_other_remark,),
    "reopen_remark": (_other_remark,),
    "confirm_milestone": (_other_milestone,),
    "return_milestone": (_other_milestone, lambda simulation, case: {"text": ""}),
    "submit_milestone": (_other_milestone, lambda simulation, case: {"files": []}),
    "propose_wall": (_same_wall, lambda simulation, case: {"wall": UNKNOWN_ID}),
    "delay": (
        _other_milestone,
        lambda simulation, case: {"expected_on": _days_ago(simulation.now, 1)},
        lambda simulation, case: {"reason": "laziness"},
    ),
    "pay": (
        _too_much,
        lambda simulation, case: {"amount": 0},
        lambda simulation, case: {"sponsor": UNKNOWN_ID},
        lambda simulation, case: {"paid_on": _days_ago(simulation.now, -2)},
        lambda simulation, case: {"paid_on": date(2020, 1, 1)},
    ),
    "replace_party": (
        _same_sponsor,
        lambda simulation, case: {"leaving": UNKNOWN_ID, "joining": UNKNOWN_ID},
    ),
    "choose_wall": (_no_candidate,),
    "sign": (
        lambda simulation, case: {"amount": -1},
        lambda simulation, case: (
            {"amount": compute_left(case) + 1}
            if case.current_stage.counts_money
            else {"amount": -1}
        ),
    ),
    "assign": (lambda simulation, case: {"user": simulation.bench.people["artist"].id},),
    "completeness": (lambda simulation, case: {"items": {"place": "lost"}},),
}
