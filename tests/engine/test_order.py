"""Signatures in parallel: in any order they reach the same end, and the join fires exactly once."""

from __future__ import annotations

from itertools import permutations

import pytest

from .bench import Bench
from .course import Course
from .track import Track
from .walker import bring_to

PAPER = "paper"
MURAL, SCULPTURE = "creative-art", "sculpture"
ACTS = {MURAL: ("sign", "record_owner_act"), SCULPTURE: ("sign_act", "record_transfer_act")}


def signed(bench: Bench, stage: str, order: tuple[str, ...], action: str, **data: int) -> Track:
    """Bring a work to the stage and let everybody sign in this order: only the last may move it."""
    course = Course(bench)
    track = course.begin("artist")
    bring_to(course, track, stage)
    known = len(events(course, track))
    for n, seat in enumerate(order, 1):
        person, name = (seat, action) if seat != PAPER else ("coordinator", ACTS[bench.key][1])
        done = course.act(track, person, name, data if seat != PAPER else {"files": []})
        assert done is not None
        assert (done.stage == stage) is (n < len(order)), f"moved after {order[:n]}"
    new = events(course, track)[known:]
    assert [event.from_stage != event.to_stage for event in new].count(True) == 1
    return track


def events(course: Course, track: Track) -> list:
    return [event for event in course.picture["event"] if event.proposal_id == track.id]


def all_alike(tracks: list[Track]) -> bool:
    """Whether all the shadows, which the rows were held against, came to the same."""
    ends = [(t.shadow.stage, t.shadow.words, t.shadow.openness, t.shadow.reached) for t in tracks]
    return all(end == ends[0] for end in ends)


@pytest.mark.parametrize("bench", [MURAL], indirect=True)
def test_both_sponsors_count_whoever_is_first(bench):
    orders = permutations(("jusan", "tourism"))
    assert all_alike([signed(bench, "sponsors", o, "sign", amount=5_000_000) for o in orders])


@pytest.mark.parametrize("bench", [SCULPTURE], indirect=True)
def test_any_two_of_three_sponsors_are_enough_whoever_they_are(bench):
    for order in permutations(("jusan", "tourism", "third"), 2):
        track = signed(bench, "sponsors", order, "sign", amount=5_000_000)
        assert track.shadow.stage == "approved"


@pytest.mark.slow
@pytest.mark.parametrize("bench", [MURAL], indirect=True)
def test_an_acceptance_comes_to_the_same_in_all_24_orders_of_its_signers(bench):
    """The owner's paper comes at another place each time."""
    ends = []
    for n, order in enumerate(permutations(("head", "jusan", "tourism", "artist"))):
        place = n % (len(order) + 1)
        ends.append(signed(bench, "acceptance", (*order[:place], PAPER, *order[place:]), "sign"))
    assert all_alike(ends)
    assert ends[0].shadow.stage == "completed"


@pytest.mark.parametrize("bench", [SCULPTURE], indirect=True)
def test_an_act_and_its_paper_come_to_the_same_in_any_order(bench):
    ends = [
        signed(bench, "acceptance", order, "sign_act")
        for order in permutations(("head", "artist", PAPER))
    ]
    assert all_alike(ends)
    assert ends[0].shadow.stage == "completed"
