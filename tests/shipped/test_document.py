"""The shipped process: it holds together, speaks three languages and keeps its rules.

These are the tests to touch when `artflow/domain/workflows/creative-art.toml` changes, together
with `steps.py` and the demo; all others use the definitions of `tests/definitions`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from artflow.domain.definitions.loading import SHIPPED_FOLDER, load
from artflow.domain.people.roles import Part, Role
from artflow.domain.process import judging
from artflow.domain.process.workflow import STAY, Openness, Workflow
from artflow.domain.text import LANGUAGES
from artflow.web.process.page_models import StageNode, edges_of
from artflow.web.process.spine import find_spine
from tests.domain.definitions.test_processes import reachable

from .steps import DOCUMENT, MILESTONES, WITHDRAWN_BY, moves

pytestmark = pytest.mark.pure

STAGES = {
    "draft": None,
    "submitted": 2,
    "site": 10,
    "hearing": 3,
    "architecture": 15,
    "revision": 20,
    "sponsors": 5,
    "approved": None,
    "execution": None,
    "minor_change": 3,
    "major_change": 20,
    "acceptance": 5,
    "appeal": 15,
    "completed": None,
    "refused": None,
    "withdrawn": None,
    "lapsed": None,
}
"""The stages in their order, with their working days."""
HOLDERS = {
    "draft": [Role.ARTIST],
    "submitted": [Role.COORDINATOR],
    "site": [Role.ARCHITECTURE_SPECIALIST, Role.COORDINATOR],
    "hearing": [Role.ARTIST],
    "architecture": [
        Role.ARCHITECTURE_HEAD,
        Role.ARCHITECTURE_HEAD,
        Role.ARCHITECTURE_SPECIALIST,
    ],
    "revision": [Role.ARTIST],
    "sponsors": [Role.COORDINATOR],
    "approved": [Role.COORDINATOR],
    "execution": [Role.COORDINATOR, Role.ARTIST],
    "minor_change": [Role.ARCHITECTURE_SPECIALIST],
    "major_change": [Role.ARTIST],
    "acceptance": [Role.COORDINATOR],
    "appeal": [Role.ARCHITECTURE_HEAD, Role.COORDINATOR],
}
"""Whose turn it is where nobody has to sign, or where those who sign are stuck."""
AGREEMENTS = {
    "architecture": (("approve", "approve_with_conditions"), Role.ARCHITECTURE_HEAD),
    "sponsors": (("sign", "sign_with_conditions"), Role.SPONSOR_SIGNATORY),
}
BEFORE_THE_WORK = {
    "signed:architecture",
    "signed:sponsors",
    "paper:contract",
    "paper:rights_licence",
    "paper:insurance",
    "paper:safety_plan",
    "paper:wall_ready",
    "residents_told:5",
    "in_force:contract",
    "in_force:insurance",
    "no_open_conditions:start",
}


@pytest.fixture
def document() -> Workflow:
    """Return the shipped document, loaded and checked."""
    return load(DOCUMENT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(SHIPPED_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_whatever_is_shipped_holds_together(path):
    assert load(path.read_text(encoding="utf-8")).key == path.stem


def test_how_long_a_hearing_lasts_and_a_wall_is_kept(document):
    assert document.settings == {
        "ahead_days": 366,
        "hearing_days": 3,
        "payment_days": 10,
        "reserve_days": 90,
    }


def test_every_text_stands_there_in_three_languages():
    found = list(texts(tomllib.loads(DOCUMENT.read_text(encoding="utf-8"))))

    assert len(found) > 100
    assert [text for text in found if set(text) != set(LANGUAGES)] == []
    assert [text for text in found if not all(map(str.strip, text.values()))] == []
    assert [text for text in found if text["en"] in (text["kk"], text["ru"])] == []


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Yield every table that has a text in some language."""
    if isinstance(value, dict) and value.keys() & set(LANGUAGES):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def test_the_stages_and_their_deadlines(document):
    assert [(key, stage.limit) for key, stage in document.stages.items()] == [*STAGES.items()]


def test_the_steps_that_people_see(document):
    assert [step.key for step in document.steps] == [
        "draft",
        "site",
        "architecture",
        "sponsors",
        "approved",
        "execution",
        "acceptance",
    ]


def test_whose_turn_it_is(document):
    found = {key: [h.role for h in stage.holders] for key, stage in document.stages.items()}

    assert {key: roles for key, roles in found.items() if roles} == HOLDERS


def test_the_ends(document):
    assert {key: stage.outcome for key, stage in document.stages.items() if stage.final} == {
        "completed": "accepted",
        "refused": "refused",
        "withdrawn": "withdrawn",
        "lapsed": "lapsed",
    }


def test_every_way_is_walked(document):
    leading = {
        (stage.key, action.name)
        for stage, action in document.actions()
        if any(target.stage != STAY for target in action.targets)
    }

    assert set(moves()) == leading


def test_the_department_and_every_sponsor_sign_and_in_the_end_the_artist_too(document):
    joins = {key: stage.join for key, stage in document.stages.items() if stage.join}

    assert {key: (join.rule, set(join.parties), join.fresh) for key, join in joins.items()} == {
        "architecture": ("all", {Part.ARCHITECTURE}, False),
        "sponsors": ("all", {Part.SPONSOR}, False),
        "acceptance": ("all", {Part.ARCHITECTURE, Part.SPONSOR, Part.ARTIST}, True),
    }


@pytest.mark.parametrize("stage", AGREEMENTS)
def test_an_agreement_is_given_by_those_who_answer_for_it_and_counts_when_all_have_agreed(
    document, stage
):
    names, role = AGREEMENTS[stage]
    for name in names:
        action = document.stages[stage].actions[name]
        assert action.by == (role,)
        assert "party_waiting" in map(str, action.needs)
        onward = [target for target in action.targets if target.stage != STAY]
        assert all("join_passed" in map(str, target.when) for target in onward)


def test_sponsors_sign_what_the_department_has_signed_and_pay_for_all_of_it(document):
    for name in ("sign", "sign_with_conditions"):
        action = document.stages["sponsors"].actions[name]
        assert "signed:architecture" in map(str, action.needs)
        assert [*map(str, action.targets[0].when)] == ["join_passed", "funded"]


def test_nobody_paints_without_both_sign_offs_and_every_paper(document):
    assert {str(need) for need in document.stages["approved"].actions["start"].needs} == (
        BEFORE_THE_WORK
    )
    assert "execution" in reachable(document)
    for gate in ("architecture", "sponsors", "approved"):
        assert "execution" not in reachable(document, without=gate)


def test_a_refusal_by_the_department_is_announced_first(document):
    assert [*map(str, document.stages["architecture"].actions["refuse"].needs)] == ["hearing_over"]


def test_the_artist_is_heard_for_as_many_days_as_is_said(document):
    hearing = document.stages["hearing"]

    assert hearing.limit == document.settings["hearing_days"]
    assert (hearing.expiry.days, hearing.expiry.months) == (None, None)


def test_what_time_does(document):
    found = {
        key: (stage.expiry.days, stage.expiry.months, stage.after_time)
        for key, stage in document.stages.items()
        if stage.expiry
    }

    assert found == {
        "hearing": (None, None, "architecture"),
        "revision": (60, None, "lapsed"),
        "approved": (None, 12, "lapsed"),
    }


def test_no_live_stage_is_without_somebody_and_a_day_or_a_reason(document):
    live = [stage for stage in document.stages.values() if not stage.final]

    assert [s.key for s in live if not (s.holders or s.join)] == []
    assert [s.key for s in live if not (s.limit or s.expiry or s.undated)] == []


def test_who_decides_on_an_appeal_is_not_who_refused(document):
    for name in ("uphold", "dismiss"):
        action = document.stages["appeal"].actions[name]
        assert [*map(str, action.needs)] == ["another_person:refusal"]
        assert judging.is_signed(document, document.stages["appeal"], action)


@pytest.mark.parametrize("stage", ["approved", "execution"])
def test_who_may_begin_a_change_is_not_asked_to_judge(document, stage):
    coordinator = Role.COORDINATOR

    assert not judging.is_decision(document, document.stages[stage], coordinator)


def test_the_picture_shows_the_straight_way_as_its_spine(document):
    nodes = [StageNode(s.key, s.label["en"], s.final, ()) for s in document.stages.values()]

    spine = find_spine(nodes, edges_of(document, "en"))

    assert [stage.key for stage in spine] == [
        *("draft", "submitted", "site", "architecture", "sponsors"),
        *("approved", "execution", "acceptance", "completed"),
    ]


def test_who_can_withdraw(document):
    found = {
        stage.key: action.by for stage, action in document.actions() if action.name == "withdraw"
    }

    assert found == {stage: (Role(role),) for stage, role in WITHDRAWN_BY.items()}


def test_every_stage_after_the_draft_can_be_held_and_resumed(document):
    live = [s for s in document.stages.values() if not s.final and s is not document.first]

    assert [s.key for s in live if not {"hold", "resume"} <= set(s.actions)] == []


def test_a_draft_is_the_artist_s_own_and_only_a_finished_work_is_public(document):
    assert document.first.opens is Openness.APPLICANT
    assert [s.key for s in document.stages.values() if s.opens is Openness.PUBLIC] == ["completed"]


def test_what_is_paid_and_what_is_done_come_to_a_hundred(document):
    milestones = document.milestones

    assert len(milestones) == MILESTONES + 1
    assert (sum(m.pay for m in milestones), sum(m.weight for m in milestones)) == (100, 100)


def test_what_the_specialist_checks_and_scores(document):
    review = document.review

    assert (len(review.gates), len(review.criteria)) == (12, 9)
    assert (review.passing, review.floor) == (70, 50)
