"""Questions to a definition, and the way back of a revised work."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from artflow.domain.process.engine import return_stage
from artflow.domain.process.workflow import Need
from artflow.domain.text import trilingual
from tests.domain.cases import MURAL, SCULPTURE, SMALL, case, workflow

pytestmark = pytest.mark.pure


def test_words_and_needs_speak_for_themselves():
    words = trilingual("бір", "один", "one")

    assert [words["kk"], words["ru"], words["en"]] == ["бір", "один", "one"]
    assert [str(Need("signed", "sponsors")), str(Need("held"))] == ["signed:sponsors", "held"]


def test_an_action_leads_on_if_any_of_its_targets_is_another_stage():
    actions = workflow(SMALL).stages["signing"].actions

    assert [name for name, action in actions.items() if action.leaves_stage] == list(actions)
    assert workflow(MURAL).stages["site"].actions["assign"].leaves_stage is False


def test_where_a_work_can_be_sent_back_from():
    assert [stage.key for stage in workflow(SMALL).return_stages()] == ["signing"]
    assert [stage.key for stage in workflow(MURAL).return_stages()] == [
        "submitted",
        "site",
        "architecture",
        "sponsors",
    ]
    assert [stage.key for stage in workflow(SCULPTURE).return_stages()] == [
        "check",
        "council",
        "sponsors",
    ]


def test_a_stage_that_only_judges_can_be_gone_back_to():
    text = SMALL.read_text().replace('to = "revision"', 'to = "stopped"')
    text = text.replace('to = "stopped"\ntells', 'to = "revision"\ntells')  # the shared stop

    stages = load(text).return_stages()

    assert [stage.key for stage in stages] == ["draft", "signing"]


def test_the_sign_offs_that_come_before_a_stage():
    mural = workflow(MURAL)

    assert [s.key for s in mural.required_joins("execution")] == ["architecture", "sponsors"]
    assert [s.key for s in mural.required_joins("sponsors")] == ["architecture"]
    assert mural.required_joins("draft") == []


@pytest.mark.parametrize(
    ("came_from", "touched", "reached", "to"),
    [
        ("sponsors", set(), {"site", "architecture", "sponsors"}, "sponsors"),
        ("sponsors", {"budget"}, {"site", "architecture", "sponsors"}, "sponsors"),
        ("sponsors", {"image"}, {"site", "architecture", "sponsors"}, "architecture"),
        ("sponsors", {"budget", "wall"}, {"site", "architecture", "sponsors"}, "site"),
        ("sponsors", {"wall"}, {"architecture", "sponsors"}, "architecture"),
        ("site", {"image", "budget"}, {"site"}, "site"),
        ("site", {"image"}, {"site", "architecture", "sponsors"}, "site"),
        ("submitted", {"image", "wall"}, {"submitted"}, "submitted"),
    ],
)
def test_a_revised_work_goes_back_to_whoever_judged_what_changed(came_from, touched, reached, to):
    one = case("revision", came_from=came_from, reached=frozenset(reached))

    assert return_stage(one, frozenset(touched)) == to
