"""What people write into forms: values that fit an action, and values that never do.

`luck` is any small number; the same number gives the same values, and nought the plainest ones.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from artflow.domain import completeness
from artflow.domain.case import ANSWERED, CLOSED, DELAYS, OPEN, Case
from artflow.domain.guards.execution import to_submit, unconfirmed
from artflow.domain.money import shares
from artflow.domain.workflow import Action
from tests.world import CONSENT

if TYPE_CHECKING:
    from .course import Course

Data = dict[str, Any]
NOWHERE = 10**9
"""The id of nothing."""


def fitting(course: Course, case: Case, action: Action, luck: int) -> Data | None:
    """Values the form would let pass; None when there is nothing left to choose from."""
    data: Data = {"text": "Сөз"}
    for effect in action.effects:
        given = FITTING.get(str(effect), FITTING.get(effect.name))
        if given is not None:
            more = given(course, case, luck)
            if more is None:
                return None
            data |= more
    return data | PAPERS.get(action.form, _nothing)(course, case, luck)


def _nothing(course: Course, case: Case, luck: int) -> Data:
    return {}


def _remark(course: Course, case: Case, luck: int) -> Data:
    return {"severity": ("should", "must", "note", "must")[luck % 4], "x": luck % 100, "y": 5}


def _one_remark(*states: str) -> Any:
    def choose(course: Course, case: Case, luck: int) -> Data | None:
        found = [remark.id for remark in case.remarks if remark.state in states]
        return {"remark": found[luck % len(found)], "fixed": luck % 3 > 0} if found else None

    return choose


def _one_milestone(course: Course, case: Case, luck: int) -> Data | None:
    waiting = [m.id for m in case.milestones if m.state == "submitted"]
    return {"milestone": waiting[luck % len(waiting)]} if waiting else None


def _proof(course: Course, case: Case, luck: int) -> Data | None:
    open_ones = [m.id for m in to_submit(case.milestones)]
    if not open_ones:
        return None
    return {"milestone": open_ones[luck % len(open_ones)], "files": [course.photo]}


def _late(course: Course, case: Case, luck: int) -> Data | None:
    left = [m.id for m in unconfirmed(case.milestones)]
    if not left:
        return None
    return {"milestone": left[luck % len(left)], "reason": DELAYS[luck % len(DELAYS)],
            "expected_on": _day(course.now, -2 - luck)}  # fmt: skip


def _payment(course: Course, case: Case, luck: int) -> Data | None:
    owing = [share for share in shares(case) if share.unpaid]
    if not owing:
        return None
    share = owing[luck % len(owing)]
    amount = share.unpaid if luck % 3 else share.unpaid // 2 + 1
    return {"sponsor": share.organisation_id, "amount": amount, "document": str(luck),
            "paid_on": _day(course.now, 1 + luck)}  # fmt: skip


def _stand_in(course: Course, case: Case, luck: int) -> Data | None:
    """A sponsor of the work, and one that has no part in it and no word on its version."""
    houses = course.bench.world.organisations
    sponsors = [houses[f"sponsor-{n}"] for n in (1, 2, 3)]
    said = {row.party for row in course.picture["signoff"] if row.version_id == case.version_id}
    asked = [p.organisation_id for p in case.parties if p.organisation_id in sponsors]
    free = [key for key in sponsors if key not in asked and f"org:{key}" not in said]
    if not free:
        return None
    return {"leaving": asked[luck % len(asked)], "joining": free[luck % len(free)]}


def _same_sponsor(course: Course, case: Case) -> Data:
    return {"leaving": case.parties[1].organisation_id, "joining": NOWHERE}


def _new_wall(course: Course, case: Case, luck: int) -> Data | None:
    left = [wall for wall in course.walls if wall not in course.candidates(case.id)]
    return {"wall": left[luck % len(left)], "score": luck % 100} if left else None


def _candidate(course: Course, case: Case, luck: int) -> Data | None:
    found = course.candidates(case.id)
    return {"wall": found[luck % len(found)]} if found else None


def _amount(course: Course, case: Case, luck: int) -> Data:
    return {"amount": case.budget * (4 - luck % 5) // 4}


def _specialist(course: Course, case: Case, luck: int) -> Data:
    return {"user": course.bench.people["specialist"].id}


def _review(course: Course, case: Case, luck: int) -> Data:
    return {"review_on": date(2027, 1, 1 + luck % 28)}


def _consent(course: Course, case: Case, luck: int) -> Data:
    return {**CONSENT, "votes_for": (60, 51, 70, 40)[luck % 4], "files": []}


def _verdict(course: Course, case: Case, luck: int) -> Data:
    return {"ok": luck % 4 != 3, "files": [course.photo]}


def _told(course: Course, case: Case, luck: int) -> Data:
    return {"on": _day(course.now, 10 if luck % 3 < 2 else 2), "files": []}


def _paper(course: Course, case: Case, luck: int) -> Data:
    return {"document": str(luck), "files": [course.photo] * (luck % 2)}


def _opinion(course: Course, case: Case, luck: int) -> Data:
    return {"decision": ("approve", "return")[luck % 2], "gates": True}


def _ground(course: Course, case: Case, luck: int) -> Data:
    return {"code": "other"}


def _gaps(course: Course, case: Case, luck: int) -> Data:
    """A list of items with one that is missing or unclear."""
    items = dict.fromkeys(completeness.items(case.workflow), completeness.PRESENT)
    wrong = (completeness.MISSING, completeness.UNCLEAR)[luck % 2]
    return {"items": items | {sorted(items)[luck % len(items)]: wrong}, "notes": {"place": "?"}}


def _day(now: datetime, ago: int) -> date:
    return (now - timedelta(days=ago)).date()


FITTING = {
    "remark": _remark, "answer": _one_remark(OPEN, ANSWERED),
    "close_remark": _one_remark(OPEN, ANSWERED), "reopen_remark": _one_remark(ANSWERED, CLOSED),
    "confirm_milestone": _one_milestone, "return_milestone": _one_milestone,
    "submit_milestone": _proof, "propose_wall": _new_wall, "choose_wall": _candidate,
    "sign": _amount, "assign": _specialist, "hold": _review, "completeness:gaps": _gaps,
    "delay": _late, "pay": _payment, "replace_party": _stand_in,
}  # fmt: skip
PAPERS = {
    "consent": _consent, "verdict": _verdict, "notice": _told, "paper": _paper,
    "recommendation": _opinion, "refusal": _ground,
}  # fmt: skip


def unfitting(course: Course, case: Case, action: Action, luck: int) -> Data | None:
    """Values that the form might let pass and that the door must refuse; None if there are none."""
    fits = fitting(course, case, action, luck) or {"text": "Сөз"}
    for effect in action.effects:
        wrong = UNFITTING.get(effect.name)
        if wrong is not None and not (effect.name == "remark" and effect.arg):
            return fits | wrong[luck % len(wrong)](course, case)
    return None


def _other_remark(course: Course, case: Case) -> Data:
    """A remark of another proposal."""
    others = [row.id for row in course.picture["remark"] if row.proposal_id != case.id]
    return {"remark": others[0] if others else NOWHERE, "fixed": True}


def _other_milestone(course: Course, case: Case) -> Data:
    others = [row.id for row in course.picture["milestone"] if row.proposal_id != case.id]
    return {"milestone": others[0] if others else NOWHERE, "files": [course.photo]}


def _same_wall(course: Course, case: Case) -> Data:
    return {"wall": (course.candidates(case.id) or [NOWHERE])[0]}


def _no_candidate(course: Course, case: Case) -> Data:
    others = [wall for wall in course.walls if wall not in course.candidates(case.id)]
    return {"wall": others[0] if others else NOWHERE}


def _too_much(course: Course, case: Case) -> Data:
    owing = [share for share in shares(case) if share.unpaid]
    return {"sponsor": owing[0].organisation_id, "amount": owing[0].unpaid + 1} if owing else {
        "sponsor": NOWHERE}  # fmt: skip


UNFITTING = {
    "remark": (lambda course, case: {"severity": "loud"},),
    "answer": (_other_remark,), "close_remark": (_other_remark,),
    "reopen_remark": (_other_remark,), "confirm_milestone": (_other_milestone,),
    "return_milestone": (_other_milestone, lambda course, case: {"text": ""}),
    "submit_milestone": (_other_milestone, lambda course, case: {"files": []}),
    "propose_wall": (_same_wall, lambda course, case: {"wall": NOWHERE}),
    "delay": (_other_milestone, lambda course, case: {"expected_on": _day(course.now, 1)},
              lambda course, case: {"reason": "laziness"}),
    "pay": (_too_much, lambda course, case: {"amount": 0}, lambda course, case: {
        "sponsor": NOWHERE}, lambda course, case: {"paid_on": _day(course.now, -2)}),
    "replace_party": (_same_sponsor, lambda course, case: {"leaving": NOWHERE,
                                                           "joining": NOWHERE}),
    "choose_wall": (_no_candidate,), "sign": (lambda course, case: {"amount": -1},),
    "assign": (lambda course, case: {"user": course.bench.people["artist"].id},),
    "completeness": (lambda course, case: {"items": {"place": "lost"}},),
}  # fmt: skip
