"""Where a city's walls can be: far away is asked, and so is latitude taken for longitude."""

from __future__ import annotations

import math

import pytest

from artflow.services.walls.places import Place, distance, find_centre, judge, middle

pytestmark = pytest.mark.pure
SHYMKENT, ASTANA = Place(42.3174, 69.5961), Place(51.1282, 71.4304)
TARAZ = Place(42.9, 71.3667)


def test_distances_are_kilometres():
    assert distance(SHYMKENT, SHYMKENT) == 0
    assert 985 < distance(SHYMKENT, ASTANA) < 1000
    assert distance(SHYMKENT, Place(91, 0)) == math.inf


def test_one_place_far_off_does_not_move_the_middle():
    near = [Place(42.3 + n / 1000, 69.6) for n in range(4)]

    assert distance(middle([*near, ASTANA]), SHYMKENT) < 5


@pytest.mark.parametrize(
    ("place", "doubt"),
    [
        (SHYMKENT, ""),
        (Place(42.6, 69.9), ""),
        (ASTANA, "far"),
        (SHYMKENT.swapped, "swapped"),
        (Place(0, 0), "far"),
        (Place(-90, 180), "far"),
    ],
)
def test_a_place_is_judged_by_where_the_others_are(place, doubt):
    assert judge(place, SHYMKENT) == doubt


def test_the_middle_is_that_of_the_register_then_of_the_table_itself():
    table = [TARAZ] * 3

    assert find_centre([SHYMKENT], table, ASTANA) == SHYMKENT
    assert find_centre([], table, SHYMKENT) == TARAZ
    assert find_centre([], table[:2], SHYMKENT) is None


def test_a_table_that_is_swapped_throughout_is_noticed_near_the_home_of_the_map():
    table = [SHYMKENT.swapped] * 5

    centre = find_centre([], table, SHYMKENT)

    assert centre == SHYMKENT
    assert {judge(place, centre) for place in table} == {"swapped"}
