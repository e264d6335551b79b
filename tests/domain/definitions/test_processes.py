"""What both processes promise, whatever their stages are called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from artflow.domain.people.roles import Role
from artflow.domain.process.workflow import BACK, STAY, Openness, Workflow
from tests.domain.cases import MURAL, SCULPTURE, workflow

pytestmark = pytest.mark.pure

BOTH = pytest.mark.parametrize(
    ("path", "made"), [(MURAL, "execution"), (SCULPTURE, "making")], ids=["mural", "sculpture"]
)


def edges(definition: Workflow) -> Iterator[tuple[str, str]]:
    """Return every edge; a way back leads only to where a work has been."""
    for stage, action in definition.actions():
        for target in action.targets:
            if target.stage not in (STAY, BACK):
                yield stage.key, target.stage


def reachable(definition: Workflow, without: str = "") -> set[str]:
    """Return the stages that can be reached from the first one when one stage is taken out."""
    seen, waiting = set(), [definition.first.key]
    while waiting:
        key = waiting.pop()
        if key not in seen and key != without:
            seen.add(key)
            waiting += [ahead for behind, ahead in edges(definition) if behind == key]
    return seen


@BOTH
def test_no_way_to_the_making_leads_past_a_sign_off(path, made):
    definition = workflow(path)

    assert made in reachable(definition)
    for stage in definition.required_joins(made):
        assert made not in reachable(definition, without=stage.key)
    assert len(definition.required_joins(made)) == 2


@BOTH
def test_the_making_begins_only_on_sign_offs_of_the_version_that_stands(path, made):
    definition = workflow(path)
    asked = {f"signed:{stage.key}" for stage in definition.required_joins(made)}

    for _, action in definition.actions():
        for target in action.targets:
            if target.stage == made and action.name != "report_defects":
                assert asked <= {str(need) for need in (*action.needs, *target.when)}


@BOTH
def test_an_ended_work_stays_as_it_is(path, made):
    definition = workflow(path)
    ends = {key: stage.outcome for key, stage in definition.stages.items() if stage.final}

    assert ends == {"completed": "accepted", "refused": "refused", "withdrawn": "withdrawn"}
    assert not {behind for behind, _ in edges(definition)} & set(ends)


@BOTH
def test_the_artist_can_withdraw_until_the_making_begins(path, made):
    definition = workflow(path)
    before = [s for s in definition.stages.values() if s.order < definition.stages[made].order]

    assert [s.key for s in before if Role.ARTIST not in s.actions["withdraw"].by] == []
    assert definition.stages[made].actions["withdraw"].by == (Role.COORDINATOR,)


@BOTH
def test_every_stage_after_the_draft_can_be_held_and_resumed(path, made):
    live = [s for s in workflow(path).stages.values() if not s.final and s.key != "draft"]

    assert [s.key for s in live if not {"hold", "resume"} <= set(s.actions)] == []
    assert {s.actions["resume"].while_held for s in live} == {True}


@BOTH
def test_a_draft_is_the_artist_s_own_and_only_a_finished_work_is_public(path, made):
    definition = workflow(path)

    assert definition.first.opens is Openness.APPLICANT
    assert [s.key for s in definition.stages.values() if s.opens is Openness.PUBLIC] == [
        "completed"
    ]


@BOTH
def test_what_is_paid_and_what_is_done_come_to_a_hundred(path, made):
    milestones = workflow(path).milestones

    assert (sum(m.pay for m in milestones), sum(m.weight for m in milestones)) == (100, 100)


def test_the_sculpture_is_quite_another_process():
    definition = workflow(SCULPTURE)
    joins = {key: (s.join.rule, s.join.n) for key, s in definition.stages.items() if s.join}
    needs = {need.name for _, action in definition.actions() for need in action.needs}
    effects = {effect.name for _, action in definition.actions() for effect in action.effects}

    assert [step.key for step in definition.steps] == [
        "application",
        "council",
        "sponsors",
        "making",
        "acceptance",
    ]
    assert joins == {"council": ("veto", 1), "sponsors": ("n_of_m", 2), "acceptance": ("all", 0)}
    assert needs & {"wall_chosen", "wall_free", "owners_consent", "loops_below"} == set()
    assert effects & {"reserve_wall", "choose_wall", "count_loop"} == set()
