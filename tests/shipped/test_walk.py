"""Walks of the shipped process: to its end, every other path, held and withdrawn at every stage.

One of the tests to touch when `artflow/domain/workflows/creative-art.toml` changes; its steps are
in `steps.py`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.extensions import db
from artflow.services.sponsorship import totals
from tests.services.queries import list_open_turns, reason_codes
from tests.services.tampering import verify

from .steps import (
    JOURNEY,
    MAIN_STEPS,
    MET_ON_THE_JOURNEY,
    SIDE_STEPS,
    TEXT,
    WITHDRAWN_BY,
    take,
    walk_to,
)


@pytest.mark.slow
def test_a_work_gets_to_its_end_though_it_is_held_at_every_stage(world):
    story = world.story()
    for step in MAIN_STEPS:
        before = story.case.stage
        take(world, story, step)
        if step.stage != before and not story.case.current_stage.final:
            back = story.now.date() + timedelta(days=30)
            story.act(world.coordinator, "hold", review_on=back, **TEXT)
            assert story.case.held
            story.act(world.head, "resume", **TEXT)
            assert not story.case.held

    assert story.case.current_stage.outcome == "accepted"
    assert verify().fault is None


@pytest.mark.slow
@pytest.mark.postgres
def test_one_work_goes_through_everything_and_its_record_holds(world):
    story = world.story()
    for step in JOURNEY:
        take(world, story, step)
        case = story.case
        turns = list_open_turns(story)
        assert turns or case.current_stage.final, step
        dated = all(turn.due_on for turn in turns) or case.expires_on
        assert dated or case.current_stage.undated or case.current_stage.final, step

    assert story.case.current_stage.outcome == "accepted"
    assert verify().fault is None
    connection = db.session.connection()
    assert list(totals.find_differences(connection)) == []
    assert list(totals.find_wrong_totals(connection)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.exhaustive if path in MET_ON_THE_JOURNEY else ())
        for path in SIDE_STEPS
    ],
    ids=" ".join,
)
def test_a_way_aside_leads_where_it_should(world, path):
    story = walk_to(world, path[0])

    for step in SIDE_STEPS[path]:
        take(world, story, step)


@pytest.mark.slow
def test_a_work_that_is_painted_is_withdrawn_by_nobody(world):
    story = walk_to(world, "acceptance")
    assert "withdraw" not in story.case.current_stage.actions

    story.act(world.head, "report_defects", **TEXT)

    assert reason_codes(story, world.coordinator, "withdraw", **TEXT) == ["painted"]


@pytest.mark.slow
@pytest.mark.parametrize("stage", WITHDRAWN_BY)
def test_a_work_is_withdrawn_while_it_is_under_way(world, stage):
    story = walk_to(world, stage)
    assert story.case.stage == stage

    done = story.act(getattr(world, WITHDRAWN_BY[stage]), "withdraw", **TEXT)

    assert done.stage == "withdrawn"
    assert story.case.current_stage.outcome == "withdrawn"
