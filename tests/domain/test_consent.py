"""The owners' votes, counted against the share that their building needs."""

from __future__ import annotations

import pytest

from artflow.domain.consent import THRESHOLDS, is_carried, votes_add_up

pytestmark = pytest.mark.pure


def votes(threshold: str, total: int, agreed: int, **more: int) -> dict:
    return {"threshold": threshold, "owners_total": total, "votes_for": agreed, **more}


@pytest.mark.parametrize(
    ("data", "agreed"),
    [
        (votes("majority_all", 100, 51), True),
        (votes("majority_all", 100, 50), False),  # half is no majority
        (votes("majority_all", 3, 2), True),
        (votes("two_thirds_all", 99, 66), True),  # exactly two thirds
        (votes("two_thirds_all", 100, 66), False),
        (votes("two_thirds_all", 100, 67), True),
        (votes("sole_owner", 1, 1), True),
        (votes("sole_owner", 1, 0), False),
        (votes("sole_owner", 2, 2), False),
        (votes("custom", 100, 80, percent=80), True),
        (votes("custom", 100, 79, percent=80), False),
        (votes("custom", 3, 1, percent=33), True),
        (votes("custom", 1000, 796, percent=80), False),
        (votes("majority_all", 0, 0), False),
        (votes("custom", 0, 0, percent=0), False),
        (votes("custom", 1, 0, percent=0), True),
        ({"threshold": "majority_all", "owners_total": "81", "votes_for": "41"}, True),
    ],
)
def test_a_share_of_all_owners_is_asked_and_not_of_those_who_came(data, agreed):
    assert is_carried(data) is agreed


@pytest.mark.parametrize(
    ("cast", "adds_up"),
    [
        ({"votes_for": 6, "votes_against": 3, "abstained": 1}, True),
        ({"votes_for": 7, "votes_against": 3, "abstained": 1}, False),
        ({"votes_for": 10}, True),
        ({"votes_for": 11}, False),
        ({"votes_for": 11, "votes_against": -1, "abstained": 0}, False),
        ({"votes_for": 0, "votes_against": 11, "abstained": -5}, False),
        ({"votes_for": 5, "votes_against": "", "abstained": None}, True),
        ({"votes_against": 10}, True),
        ({"abstained": 11}, False),
        ({}, True),
    ],
)
def test_no_more_votes_than_owners_and_none_below_zero(cast, adds_up):
    assert votes_add_up({"owners_total": 10, **cast}) is adds_up


def test_the_thresholds_a_form_offers():
    assert THRESHOLDS == ("majority_all", "two_thirds_all", "sole_owner", "custom")
