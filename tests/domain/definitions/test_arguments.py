"""What stands after the colon of a guard or an effect must name something that there is."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from tests.domain.cases import SMALL, problems

pytestmark = pytest.mark.pure

TEXT = SMALL.read_text()
SIGNING = "stages.signing"

WRONG = [
    ("needs", "signed:draft", "names no stage with sign-offs"),
    ("needs", "signed:nowhere", "names no stage with sign-offs"),
    ("needs", "signed", "names no stage with sign-offs"),
    ("needs", "party_signed:draft", "names no stage with sign-offs"),
    ("needs", "paper:pact", "names no paper"),
    ("needs", "paper_on_version:pact", "names no paper"),
    ("needs", "paper:act:old", "names no paper"),
    ("needs", "has_file:scetch", "names no kind of file"),
    ("needs", "loops_below:x", "needs a whole number after a colon"),
    ("needs", "loops_below", "needs a whole number after a colon"),
    ("needs", "held:now", "takes nothing after a colon"),
    *[
        ("needs", name, "is about sign-offs and this stage has none")
        for name in (
            "join_passed",
            "join_failed",
            "join_returned",
            "party_waiting",
            "one_person_one_party",
            "someone_declined",
            "parties_stuck",
            "funded",
        )
    ],
    *[
        ("needs", name, f"asks for the paper '{paper}', which this definition does not have")
        for name, paper in (
            ("owners_consent", "owner_consent"),
            ("residents_told", "residents_notice"),
            ("heritage_clear", "heritage_opinion"),
            ("advertising_clear", "ad_test"),
            ("hearing_over", "preliminary_refusal"),
            ("hearing_open", "preliminary_refusal"),
        )
    ],
    ("effects", "record:pact", "names no paper"),
    ("effects", "void:pact", "names no paper"),
    ("effects", "remark:may", "names no weight of a remark"),
    ("effects", "sign:signed", "is about sign-offs and this stage has none"),
    ("effects", "retract:draft", "names no stage with sign-offs"),
    ("effects", "freeze:twice", "takes nothing after a colon"),
]


@pytest.mark.parametrize(("kind", "wrong", "words"), WRONG)
def test_a_wrong_argument_is_named(kind, wrong, words):
    line = f'to = "@back"\n{kind} = ["{wrong}"]'

    assert problems(('to = "@back"', line)) == [
        f"stages.revision.do.send.{kind}: '{wrong}' {words}"
    ]


@pytest.mark.parametrize("state", ["pending", "retracted", "sined", ""])
def test_only_a_decision_can_be_signed(state):
    assert problems(('effects = ["sign:signed"]', f'effects = ["sign:{state}"]')) == [
        f"{SIGNING}.do.sign.effects: 'sign{state and ':'}{state}' names no decision"
    ]


@pytest.mark.parametrize("state", ["signed_with_conditions", "changes_requested", "declined"])
def test_every_decision_can_be_signed(state):
    assert load(TEXT.replace("sign:signed", f"sign:{state}")).key == "small"


@pytest.mark.parametrize(
    "right",
    [
        "signed:signing",
        "party_signed:signing",
        "paper:act",
        "paper_on_version:act",
        "has_file:montage",
        "held",
    ],
)
def test_a_right_argument_passes(right):
    assert load(TEXT.replace('to = "@back"', f'to = "@back"\nneeds = ["{right}"]')).key == "small"


@pytest.mark.parametrize("right", ["record:act", "void:act", "remark", "remark:note"])
def test_a_right_effect_passes(right):
    text = TEXT.replace('to = "@back"', f'to = "@back"\neffects = ["{right}"]')

    assert load(text).stages["revision"].actions["send"].effects[-1].name == right.split(":")[0]


def test_a_guard_about_sign_offs_takes_no_argument():
    assert problems(('when = ["parties_stuck"]', 'when = ["parties_stuck:x"]')) == [
        f"{SIGNING}.holders: 'parties_stuck:x' takes nothing after a colon"
    ]
