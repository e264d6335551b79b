"""Ten thousand proposals: the machine keeps none of them, a case gets no attribute, memory stays.

`transitions` offers to keep every model it has ever moved and to write methods on each; a server
that runs for a year would end of it. So this is tested on the whole process, not on one move.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

import pytest

from artflow.demo.story import Story
from artflow.domain.process.case import Case
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.machine import machine_of, move
from tests.domain.cases import MURAL, SCULPTURE, case, guard_context, paper, signoff, workflow
from tests.fixtures import databases
from tests.fixtures.world import FACTS, NOW, World

MANY = 10_000
MANY_IN_A_SHORT_CHECK = 1_000
SLACK = 64 * 1024
"""Bytes that a thousand proposals more may hold: what a cache takes, not something of each."""

ACTIONS = {
    MURAL: (
        "submit",
        "accept",
        "return",
        "resubmit",
        "confirm_site",
        "approve",
        "sign",
        "start",
        "finish",
        "sign",
    ),
    SCULPTURE: (
        "submit",
        "accept",
        "agree",
        "request_changes",
        "sign",
        "retract",
        "start",
        "finish",
        "sign_act",
    ),
}


def passing_signoffs(path) -> list:
    """Return sign-offs with which every join of the definition has passed."""
    return [
        signoff(stage.key, n, SignoffState.SIGNED, amount=1)
        for stage in workflow(path).stages.values()
        if stage.join is not None
        for n in (1, 2, 3, 4)
    ]


def build_run(path) -> Callable[[], Case]:
    """Return a function that takes one proposal through the whole process on the machine."""
    rows = passing_signoffs(path)
    papers = [paper(kind) for kind in ("owner_act", "transfer_act")]

    def run() -> Case:
        proposal = case("draft", path, signoffs=rows, papers=papers, back_to="site")
        for action in ACTIONS[path]:
            move(guard_context(proposal), action)
        return proposal

    return run


def memory_growth(run: Callable[[], object], first: int, more: int) -> int:
    """Return the bytes that `more` runs hold beyond what `first` runs held."""
    for _ in range(first):
        run()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(more):
        run()
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return after - before


@pytest.mark.parametrize("path", [MURAL, SCULPTURE], ids=lambda path: path.stem)
def test_many_runs_leave_no_model_on_the_machine(path, exhaustive):
    run = build_run(path)
    fresh = set(vars(case("draft", path)))

    for _ in range(MANY if exhaustive else MANY_IN_A_SHORT_CHECK):
        proposal = run()
    assert proposal.stage == "completed"
    assert set(vars(proposal)) - fresh <= {"signoffs", "papers"}, (
        "only lists that guards have asked for"
    )
    assert machine_of(workflow(path)).models == []


@pytest.mark.parametrize("path", [MURAL, SCULPTURE], ids=lambda path: path.stem)
def test_memory_does_not_grow_with_the_number_of_proposals(path):
    assert memory_growth(build_run(path), first=100, more=1_000) < SLACK


@pytest.fixture
def own_context(database, tmp_path):
    """An application of this test alone, whose caches no other test has filled."""
    app = databases.application(database, tmp_path)
    with app.app_context():
        yield app
    databases.dispose(app)


@pytest.mark.exhaustive
def test_a_hundred_proposals_through_the_services_leave_nothing_either(own_context):
    world = World.create("mural")
    sketch = world.file()

    def run() -> None:
        story = Story(world.artist, world.programme, NOW).draft(FACTS)
        story.attach(sketch, "sketch", alt="эскиз")
        story.act(world.artist, "submit")
        story.act(world.coordinator, "hold", text="Күтеміз")
        story.act(world.artist, "withdraw", text="Ойымды өзгерттім")

    assert memory_growth(run, first=10, more=90) < SLACK
    assert machine_of(workflow(MURAL)).models == []
