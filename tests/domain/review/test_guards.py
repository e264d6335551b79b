"""Remarks, papers and hearings: what a reviewer's decision stands on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.domain.process.case import Remark
from artflow.domain.process.guards import refusals
from artflow.domain.process.workflow import Need
from tests.domain.cases import DEPARTMENT, HEAD, SPECIALIST, acting_role, case, guard_context, paper

pytestmark = pytest.mark.pure

ARCHITECTURE = (Role.ARCHITECTURE_SPECIALIST, Role.ARCHITECTURE_HEAD)
OFFICERS = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)


def asked(guard: str, acting_role=None, now=None, **given) -> list[Reason]:
    name, _, arg = guard.partition(":")
    subject = guard_context(case("architecture", **given), acting_role)
    subject.now = now or subject.now
    return refusals([Need(name, arg)], subject)


def remarks(*given: str) -> list[Remark]:
    """Build remarks from texts like `must open`."""
    return [Remark(n, *one.split(), HEAD) for n, one in enumerate(given, 1)]


EVERY = [
    f"{severity} {state}"
    for severity in ("must", "should", "note")
    for state in ("open", "answered", "closed")
]
UNANSWERED = "musts_unanswered", {"n": 1}, (Role.ARTIST,), "answer"
LEFT = "must_remarks_left", {"n": 1}, ARCHITECTURE, "close_remark"

ALONE = {
    "must_remark_open": {
        one: [] if one == "must open" else [Reason("no_must_remark", {}, (), "remark")]
        for one in EVERY
    },
    "no_must_left": {
        one: [Reason(*LEFT)] if one in ("must open", "must answered") else [] for one in EVERY
    },
    "musts_answered": {one: [Reason(*UNANSWERED)] if one == "must open" else [] for one in EVERY},
    "has_open_remark": {
        one: [Reason("no_open_remark")] if one.endswith("closed") else [] for one in EVERY
    },
    "has_unanswered_remark": {
        one: [] if one.endswith("open") else [Reason("no_open_remark")] for one in EVERY
    },
    "has_settled_remark": {
        one: [Reason("no_settled_remark")] if one.endswith("open") else [] for one in EVERY
    },
}


@pytest.mark.parametrize("guard", ALONE)
def test_a_single_remark_of_each_weight_and_state(guard):
    assert {one: asked(guard, remarks=remarks(one)) for one in EVERY} == ALONE[guard]


def test_remarks_are_counted():
    both = remarks("must open", "must open", "must answered", "should open", "must closed")

    assert asked("no_must_left", remarks=both)[0].params == {"n": 3}
    assert asked("musts_answered", remarks=both)[0].params == {"n": 2}


def test_a_hold_can_be_ended_only_when_there_is_one():
    assert asked("held") == [Reason("not_on_hold")]
    assert asked("held", held=True) == []


@pytest.mark.parametrize(("loops", "open_"), [(2, True), (3, False), (4, False)])
def test_after_three_returns_only_the_head_sends_back(loops, open_):
    specialist = acting_role(Role.ARCHITECTURE_SPECIALIST, DEPARTMENT, SPECIALIST)
    used = [Reason("loops_used", {"n": 3}, (Role.ARCHITECTURE_HEAD,))]

    assert asked("loops_below:3", specialist, loops=loops) == ([] if open_ else used)
    assert (
        asked("loops_below:3", acting_role(Role.ARCHITECTURE_HEAD, DEPARTMENT, HEAD), loops=loops)
        == []
    )
    assert asked("loops_below:3", loops=loops) == []


def test_a_paper_of_the_kind():
    missing = Reason("paper_missing", {"paper": "contract"}, (), "record_contract")

    assert asked("paper:contract", papers=[paper("insurance")]) == [missing]
    assert asked("paper:contract", papers=[paper("contract", version="v0")], version="v1") == []


def test_a_paper_for_the_version_that_is_judged():
    given = {"version": "v2", "version_no": 2}
    missing = [Reason("paper_missing_for_version", {"paper": "recommendation", "version": 2})]
    guard = "paper_on_version:recommendation"

    assert asked(guard, **given) == missing
    assert asked(guard, papers=[paper("recommendation", version="v1")], **given) == missing
    assert asked(guard, papers=[paper("recommendation", version="v2")], **given) == []


VOTES = {"owners_total": 10}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "consent_missing"),
        ({"wall_id": 2, "design": "d1", "data": VOTES | {"votes_for": 9}}, "consent_other_wall"),
        ({"wall_id": 1, "design": "d0", "data": VOTES | {"votes_for": 9}}, "consent_other_image"),
        ({"wall_id": 1, "design": "d1", "data": VOTES | {"votes_for": 5}}, "consent_refused"),
        ({"wall_id": 1, "design": "d1", "data": VOTES | {"votes_for": 6}}, None),
    ],
)
def test_the_owners_agreed_to_this_wall_and_this_image(given, code):
    papers = [] if given is None else [paper("owner_consent", **given)]

    found = asked("owners_consent", papers=papers, wall_id=1, design="d1")

    assert found == ([Reason(code, {}, OFFICERS, "record_owner_consent")] if code else [])


def test_a_vote_is_set_aside_for_the_same_wall_and_image_alone():
    refused = paper("owner_consent", wall_id=1, design="d1", data=VOTES | {"votes_for": 5})
    here = paper("consent_override", wall_id=1, design="d1")
    elsewhere = paper("consent_override", wall_id=2, design="d1")
    given = {"wall_id": 1, "design": "d1"}

    def codes(*papers):
        found = asked("owners_consent:consent_override", papers=[*papers], **given)
        return [reason.code for reason in found]

    assert codes(refused, here) == []
    assert codes(refused, elsewhere) == ["consent_refused"]
    assert codes(refused) == ["consent_refused"]
    assert codes(here) == ["consent_missing"]
    assert asked("owners_consent", papers=[refused, here], **given) != []


def test_who_recommended_is_not_who_decides():
    recommended = paper("recommendation")
    same, other = (
        acting_role(Role.ARCHITECTURE_HEAD, DEPARTMENT, person)
        for person in (recommended.recorded_by, HEAD)
    )
    guard = "another_person:recommendation"

    assert asked(guard, same, papers=[recommended]) == [
        Reason("own_paper", {"paper": "recommendation"})
    ]
    assert asked(guard, other, papers=[recommended]) == []
    assert asked(guard, same) == []
    assert asked(guard, None, papers=[recommended]) == []


def test_what_cannot_be_set_aside_is_named_one_by_one():
    answers = {"heritage": "no", "content": "yes", "rights": "na", "upkeep": "no"}
    guard = "hard_requirements:recommendation"

    def found(data):
        reasons = asked(guard, papers=[paper("recommendation", data=data)])
        return [reason.params["requirement"] for reason in reasons]

    assert found({"gates": answers}) == ["heritage", "advertising", "symbols", "structure"]
    assert found({"gates": {}}) == [
        "heritage",
        "advertising",
        "content",
        "symbols",
        "structure",
        "rights",
    ]
    assert found({}) == []
    assert asked(guard) == []


@pytest.mark.parametrize(
    ("credit", "given", "clear"),
    [
        (None, None, True),
        ("none", None, True),
        ("logo", None, False),
        ("plaque", {"version": "v1", "data": {"ok": True}}, True),
        ("plaque", {"version": "v0", "data": {"ok": True}}, False),
        ("plaque", {"version": "v1", "data": {"ok": False}}, False),
        ("plaque", {"version": "v1", "data": {}}, False),
    ],
)
def test_a_sponsor_s_name_must_not_be_advertising(credit, given, clear):
    papers = [] if given is None else [paper("ad_test", **given)]
    dossier = {"facts": {"sponsor_credit": credit}, "files": []}

    found = asked("advertising_clear", papers=papers, dossier=dossier, version="v1")

    missing = Reason("ad_test_missing", {}, ARCHITECTURE, "record_ad_test")
    assert found == ([] if clear else [missing])


def test_a_refusal_is_announced_before_it_is_made():
    missing = [Reason("hearing_missing", {"n": 3}, (Role.ARCHITECTURE_HEAD,), "announce_refusal")]
    old = paper("preliminary_refusal", version="v0")

    assert asked("hearing_over", version="v1") == missing
    assert asked("hearing_over", version="v1", papers=[old]) == missing


@pytest.mark.parametrize(
    ("announced", "last"),
    [
        (datetime(2026, 11, 23, 5, tzinfo=UTC), 26),  # Monday: Tuesday, Wednesday, Thursday
        (datetime(2026, 11, 23, 13, tzinfo=UTC), 27),  # after six in the evening in Almaty
        (datetime(2026, 11, 21, 5, tzinfo=UTC), 26),  # a Saturday counts as the Monday
    ],
)
def test_a_hearing_lasts_three_full_working_days(announced, last):
    papers = [paper("preliminary_refusal", announced, version="v1")]
    given = {"papers": papers, "version": "v1"}
    running = asked("hearing_over", now=datetime(2026, 11, last, 18, 59, tzinfo=UTC), **given)
    over = asked("hearing_over", now=datetime(2026, 11, last, 19, tzinfo=UTC), **given)

    assert [(r.code, r.params["until"].day) for r in running] == [("hearing_running", last)]
    assert over == []
