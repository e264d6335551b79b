"""The whole way of a mural, straight on; its history verifies at every stage."""

from __future__ import annotations

import pytest

from tests.fixtures import walks
from tests.services.tampering import verify, wrong_files


@pytest.mark.parametrize("stage", list(walks.STAGES))
def test_each_stage_is_reached_and_its_history_verifies(world, stage):
    story = walks.STAGES[stage](world)

    assert story.case.stage == stage
    report = verify()
    assert (report.proposals, report.events, report.fault) == (1, story.case.events, None)
    assert wrong_files() == []
