"""The assessment of a work: requirements first, then points."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from artflow.domain.errors import DefinitionError
from artflow.domain.process.workflow import Criterion, Gate, Review
from artflow.domain.review import assessment
from artflow.domain.text import trilingual
from tests.domain.cases import MURAL, SMALL

pytestmark = pytest.mark.pure

WORDS = trilingual("сөз", "слово", "word")
ASKED = Review(
    gates=(Gate("wall", WORDS), Gate("owner", WORDS)),
    criteria=(Criterion("form", WORDS, 60), Criterion("place", WORDS, 40)),
    passing=70,
    floor=50,
)
MET = {"wall": "yes", "owner": "na"}


@pytest.mark.parametrize(
    ("answers", "scores", "against"),
    [
        (MET, {"form": 50, "place": 20}, ([], [], 70)),
        (MET, {"form": 60, "place": 19}, ([], ["place"], 79)),
        (MET, {"form": 49, "place": 20}, ([], [], 69)),
        (MET | {"owner": "no"}, {"form": 60, "place": 40}, (["owner"], [], 100)),
        ({"wall": "yes"}, {"form": 60, "place": 40}, (["owner"], [], 100)),
        (MET, {"form": 60}, ([], ["place"], 60)),
        (MET, {}, ([], ["form", "place"], 0)),
    ],
)
def test_what_speaks_against_a_recommendation_to_approve(answers, scores, against):
    gates, weak, total = against

    assert [gate.key for gate in assessment.failed_gates(ASKED, answers)] == gates
    assert [each.key for each in assessment.weak_criteria(ASKED, scores)] == weak
    assert assessment.total_points(ASKED, scores) == total


@pytest.mark.parametrize(("weight", "least"), [(60, 30), (15, 8), (1, 1)])
def test_the_floor_of_a_criterion_is_a_whole_number_of_points(weight, least):
    assert assessment.least_points(ASKED, Criterion("form", WORDS, weight)) == least


def test_what_is_not_met_and_what_is_weak_is_named():
    assert [gate.key for gate in assessment.failed_gates(ASKED, {"wall": "no"})] == [
        "wall",
        "owner",
    ]
    assert [gate.key for gate in assessment.failed_gates(ASKED, MET)] == []
    assert [each.key for each in assessment.weak_criteria(ASKED, {"form": 29, "place": 20})] == [
        "form"
    ]
    assert [each.key for each in assessment.weak_criteria(ASKED, {"form": 30})] == ["place"]
    assert assessment.total_points(ASKED, {"form": 31, "place": 8, "unknown": 9}) == 39


def test_the_mural_asks_twelve_requirements_and_nine_criteria():
    asked = load(MURAL.read_text()).review

    assert (len(asked.gates), len(asked.criteria)) == (12, 9)
    assert (asked.passing, asked.floor) == (70, 50)
    assert (asked.criteria[2].key, asked.criteria[2].weight) == ("quality", 20)
    assert asked.gates[0].label["en"] == "Address, cadastral number and wall are shown on the map"


def test_a_definition_may_do_without():
    assert load(SMALL.read_text()).review is None


L = 'label = { kk = "a", ru = "b", en = "c" }'


def wrong(addition: str) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        load(SMALL.read_text() + addition)
    return list(caught.value.problems)


def test_what_is_wrong_with_an_assessment_is_said_in_its_place():
    assert wrong(f"""
[review]
passing = 101
floor = 102
[[review.gates]]
key = "one"
{L}
[[review.gates]]
key = "one"
{L}
[[review.criteria]]
key = "two"
weight = 60
{L}
[[review.criteria]]
key = "two"
weight = 39
{L}
""") == [
        "review.gates: the key 'one' stands twice",
        "review.criteria: the key 'two' stands twice",
        "review.criteria: the weights add up to 99, not 100",
        "review.passing: must not be more than 100",
        "review.floor: must not be more than 100",
    ]


def test_an_assessment_of_a_hundred_is_not_too_much():
    text = (
        f'\n[review]\npassing = 100\nfloor = 100\n[[review.criteria]]\nkey = "a"\nweight = 100\n{L}'
    )

    asked = load(SMALL.read_text() + text).review

    assert (asked.passing, asked.floor, asked.gates) == (100, 100, ())


def test_a_misspelt_key_and_a_missing_weight_are_found():
    assert wrong('\n[review]\nfloors = 50\n[[review.criteria]]\nkey = "a"\n' + L) == [
        "review: unknown key 'floors'",
    ]
    assert wrong('\n[review]\n[[review.criteria]]\nkey = "a"\n' + L) == [
        "review.criteria: the weights add up to 0, not 100",
    ]
