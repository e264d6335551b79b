"""Signatures in parallel: in any order they reach the same end, and the join fires exactly once."""

from __future__ import annotations

from itertools import islice, permutations

import pytest

from .support.simulation import Simulation
from .support.tracked_proposal import TrackedProposal
from .support.walker import advance_to
from .support.workbench import Workbench

PAPER = "paper"
MURAL, SCULPTURE = "mural", "sculpture"
ACCEPTANCE_ACTIONS = {
    MURAL: ("sign", "record_owner_act"),
    SCULPTURE: ("sign_act", "record_transfer_act"),
}


def sign_in_order(
    bench: Workbench, stage: str, order: tuple[str, ...], action: str, **data: int
) -> TrackedProposal:
    """Bring a work to the stage and let everybody sign in this order: only the last may move it."""
    simulation = Simulation(bench)
    tracked = simulation.begin("artist")
    advance_to(simulation, tracked, stage)
    known = len(events(simulation, tracked))
    for n, username in enumerate(order, 1):
        person, name = (
            (username, action)
            if username != PAPER
            else ("coordinator", ACCEPTANCE_ACTIONS[bench.key][1])
        )
        done = simulation.act(tracked, person, name, data if username != PAPER else {"files": []})
        assert done is not None
        assert (done.stage == stage) is (n < len(order)), f"moved after {order[:n]}"
    new = events(simulation, tracked)[known:]
    assert [event.from_stage != event.to_stage for event in new].count(True) == 1
    return tracked


def events(simulation: Simulation, tracked: TrackedProposal) -> list:
    return [event for event in simulation.state["event"] if event.proposal_id == tracked.id]


def all_equal(tracks: list[TrackedProposal]) -> bool:
    """Return whether all models came to the same end."""
    ends = [(t.model.stage, t.model.decisions, t.model.openness, t.model.reached) for t in tracks]
    return all(end == ends[0] for end in ends)


@pytest.mark.parametrize("bench", [MURAL], indirect=True)
def test_both_sponsors_count_whoever_is_first(bench):
    orders = permutations(("jusan", "tourism"))
    assert all_equal(
        [sign_in_order(bench, "sponsors", o, "sign", amount=5_000_000) for o in orders]
    )


@pytest.mark.parametrize("bench", [SCULPTURE], indirect=True)
def test_any_two_of_three_sponsors_are_enough_whoever_they_are(bench):
    for order in permutations(("jusan", "tourism", "third"), 2):
        tracked = sign_in_order(bench, "sponsors", order, "sign", amount=5_000_000)
        assert tracked.model.stage == "approved"


@pytest.mark.slow
@pytest.mark.parametrize("bench", [MURAL], indirect=True)
def test_an_acceptance_comes_to_the_same_in_any_order_of_its_signers(bench, exhaustive):
    """Try all 24 orders, or every fifth; the owner's paper comes at another place each time."""
    ends = []
    orders = enumerate(permutations(("head", "jusan", "tourism", "artist")))
    for n, order in islice(orders, None, None, 1 if exhaustive else 5):
        place = n % (len(order) + 1)
        ends.append(
            sign_in_order(bench, "acceptance", (*order[:place], PAPER, *order[place:]), "sign")
        )
    assert all_equal(ends)
    assert ends[0].model.stage == "completed"


@pytest.mark.parametrize("bench", [SCULPTURE], indirect=True)
def test_an_act_and_its_paper_come_to_the_same_in_any_order(bench):
    ends = [
        sign_in_order(bench, "acceptance", order, "sign_act")
        for order in permutations(("head", "artist", PAPER))
    ]
    assert all_equal(ends)
    assert ends[0].model.stage == "completed"
