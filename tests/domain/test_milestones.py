"""Before and during the painting: the residents' notice, milestones and their gates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from artflow.domain.errors import Reason
from artflow.domain.milestones import confirmable, to_submit
from artflow.domain.people.roles import Role
from artflow.domain.process.case import MilestoneFact
from artflow.domain.process.guards import refusals
from artflow.domain.process.workflow import Need

from .cases import case, guard_context, paper, problems

pytestmark = pytest.mark.pure


def asked(guard: str, now: datetime | None = None, **given) -> list[Reason]:
    name, _, arg = guard.partition(":")
    subject = guard_context(case("execution", **given))
    subject.now = now or subject.now
    return refusals([Need(name, arg)], subject)


def milestones(*given: str) -> list[MilestoneFact]:
    """Build milestones from texts like `gate planned`, in their order."""
    pairs = [one.split() for one in given]
    return [
        MilestoneFact(n, f"m{n}", n, gate=kind == "gate", state=state)
        for n, (kind, state) in enumerate(pairs, 1)
    ]


def test_the_residents_must_have_been_told():
    assert asked("residents_told:5") == [
        Reason("notice_missing", {}, (Role.COORDINATOR,), "record_residents_notice")
    ]


@pytest.mark.parametrize(("day", "told"), [(22, False), (23, True), (24, True)])
def test_the_residents_were_told_in_time(day, told):
    papers = [paper("residents_notice", data={"on": "2026-11-18"})]

    found = asked("residents_told:5", datetime(2026, 11, day, 5, tzinfo=UTC), papers=papers)

    late = Reason("notice_too_late", {"until": date(2026, 11, 23), "n": 5})
    assert found == ([] if told else [late])


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ([], []),
        (["gate planned", "gate planned"], ["m1"]),
        (["open planned", "gate planned", "open planned"], ["m1", "m2"]),
        (["gate submitted", "gate planned"], []),
        (["gate confirmed", "gate planned", "gate planned"], ["m2"]),
        (["gate returned", "gate planned"], ["m1"]),
        (["open submitted", "open confirmed", "gate planned"], ["m3"]),
        (["gate confirmed", "open returned", "open planned"], ["m2", "m3"]),
        (["gate confirmed", "gate confirmed"], []),
    ],
)
def test_nothing_beyond_a_closed_gate_can_be_handed_in(given, codes):
    facts = milestones(*given)

    assert [m.code for m in to_submit(facts)] == codes
    assert [m.code for m in to_submit(facts[::-1])] == codes
    assert asked("milestone_open", milestones=facts) == (
        [] if codes else [Reason("no_milestone_open")]
    )


@pytest.mark.parametrize("state", ["planned", "submitted", "confirmed", "returned"])
def test_a_milestone_waits_once_it_is_handed_in(state):
    found = asked("milestone_waiting", milestones=milestones("gate confirmed", f"gate {state}"))

    assert found == ([] if state == "submitted" else [Reason("no_milestone_waiting")])


def test_every_gate_must_be_confirmed():
    left = milestones("gate confirmed", "gate submitted", "open planned", "gate planned")

    assert asked("gates_confirmed", milestones=left) == [
        Reason("gates_left", {"codes": ["m2", "m4"], "n": 2}, (Role.COORDINATOR,))
    ]
    assert asked("gates_confirmed", milestones=milestones("gate confirmed", "open planned")) == []


def test_a_work_whose_gates_are_confirmed_is_painted():
    assert asked("painting_left", milestones=milestones("gate confirmed", "gate planned")) == []
    assert asked("painting_left", milestones=milestones("gate confirmed", "open planned")) == [
        Reason("painted")
    ]


def test_a_milestone_without_its_ground_is_neither_handed_in_nor_confirmed():
    facts = milestones("gate confirmed", "open planned", "open submitted")
    for fact in facts:
        fact.grounded = False

    assert to_submit(facts) == confirmable(facts) == []
    facts[1].grounded = facts[2].grounded = True
    assert [m.code for m in to_submit(facts)] == ["m2"]
    assert [m.code for m in confirmable(facts)] == ["m3"]


@pytest.mark.parametrize(
    ("stage", "kinds", "grounded"),
    [
        ("execution", [], [True, False, False]),
        ("execution", ["contract"], [True, True, False]),
        ("acceptance", ["contract"], [True, True, False]),
        ("completed", [], [True, False, True]),
    ],
)
def test_a_ground_is_a_paper_or_the_acceptance(stage, kinds, grounded):
    subject = case(stage, papers=[paper(kind) for kind in kinds])
    known = list(subject.workflow.milestones[:3])
    known[1] = replace(known[1], ground=Need("paper", "contract"))
    known[2] = replace(known[2], ground=Need("accepted"))
    subject.workflow = replace(subject.workflow, milestones=tuple(known))
    facts = [MilestoneFact(n, m.code, n, False, "planned") for n, m in enumerate(known)]
    subject.milestones = facts

    subject.mark_grounds()

    assert [m.grounded for m in subject.milestones] == grounded


END = """code = "end"
"""


@pytest.mark.parametrize(
    ("ground", "problem"),
    [
        ("paper:nothing", "milestones.end.ground: 'paper:nothing' names no paper"),
        ("weather", "milestones.end.ground: 'weather' is not one of accepted, paper:…"),
        ("accepted", "milestones.end.ground: a gate cannot wait for the acceptance: gate = false"),
    ],
)
def test_a_ground_that_nobody_can_bring_is_a_problem(ground, problem):
    assert problems((END, END + f'ground = "{ground}"\ngate = true\n')) == [problem]
