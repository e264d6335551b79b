"""What a stage asks of a role: one thing by its name, or a decision without saying which."""

from __future__ import annotations

import pytest

from artflow.domain.people.roles import Role
from artflow.domain.process.judging import is_decision, leading_actions
from tests.domain.cases import MURAL, SCULPTURE, workflow

pytestmark = pytest.mark.pure

JUDGES = {
    ("submitted", Role.COORDINATOR),
    ("submitted", Role.ARCHITECTURE_SPECIALIST),
    ("site", Role.ARCHITECTURE_SPECIALIST),
    ("architecture", Role.ARCHITECTURE_HEAD),
    ("sponsors", Role.SPONSOR_SIGNATORY),
    ("sponsors", Role.COORDINATOR),
    ("acceptance", Role.ARCHITECTURE_HEAD),
    ("acceptance", Role.COORDINATOR),
}


def test_who_can_agree_and_say_no_is_asked_to_decide():
    process = workflow(MURAL)
    found = {
        (stage.key, role)
        for stage in process.stages.values()
        for role in Role
        if is_decision(process, stage, role)
    }

    assert found == JUDGES


def test_an_artist_never_decides():
    process = workflow(SCULPTURE)

    assert not any(is_decision(process, stage, Role.ARTIST) for stage in process.stages.values())


def test_one_thing_is_asked_by_its_name():
    process = workflow(MURAL)

    (asked,) = leading_actions(process.stages["approved"], Role.COORDINATOR)
    assert asked.name == "start"
