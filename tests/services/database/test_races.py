"""Two writers at once: what the slower one is told, on both databases."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from artflow.domain.errors import Invalid, NotPossible, Reason, Stale
from artflow.services.database.transactions import writing
from artflow.services.decisions import case_loader, decisions
from tests.fixtures import walks
from tests.services.queries import create_another
from tests.services.tampering import disable_guards

VERSION = text("""
    INSERT INTO version (proposal_id, no, sha256, design, budget, snapshot, changed, note,
                         created_by_id, at)
    SELECT proposal_id, 2, 'second', design, budget, snapshot, changed, note, created_by_id, at
    FROM version
""")


def behind(context, story, person, action, first, **data):
    """Return the refusal of a person who presses while `first` holds the proposal's row."""
    seen, outcome = story.seen, []

    def press():
        with context.app_context():
            try:
                decisions.take_action(story.id, person, action, seen=seen, key="slower", data=data)
            except NotPossible as refusal:
                outcome.append(refusal)

    with writing() as connection:
        case_loader.lock(connection, story.id)
        slower = threading.Thread(target=press)
        slower.start()
        time.sleep(0.3)
        first(connection)
    slower.join()
    return outcome[0]


def test_who_decides_while_the_version_is_replaced_is_told_which_one_stands(context, world):
    story = walks.at_sponsors(world)

    def replace(connection):
        disable_guards(connection)
        connection.execute(VERSION)
        connection.execute(text("UPDATE proposal SET version_id = 2"))

    refusal = behind(context, story, world.jusan, "sign", replace, amount=1)

    assert isinstance(refusal, Stale)
    assert refusal.reasons == (Reason("version_replaced", {"version": 2}),)


def test_one_wall_goes_to_one_of_two_who_confirm_at_the_same_moment(context, world):
    stories = [walks.at_site(world), create_another(world)]
    for story in stories:
        story.act(world.coordinator, "propose_wall", wall=world.walls[0])
        story.act(world.coordinator, "choose_wall", wall=world.walls[0])
    start = threading.Barrier(2)

    def press(story, seen):
        with context.app_context():
            start.wait()
            try:
                return decisions.take_action(
                    story.id, world.specialist, "confirm_site", seen=seen, key="k"
                ).stage
            except NotPossible as refusal:
                return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as pool:
        seen = [story.seen for story in stories]
        found = list(pool.map(press, stories, seen))

    assert sorted(found) == ["architecture", "wall_taken"]
    assert sum(story.case.wall.held_by == story.id for story in stories) == 1


@pytest.mark.parametrize("times", [8])
def test_the_same_press_from_many_tabs_is_one_decision(context, world, times):
    story = walks.at_sponsors(world)
    seen = story.seen

    def press(_n):
        with context.app_context():
            return decisions.take_action(
                story.id, world.jusan, "sign", seen=seen, key="k", data={"amount": 1}
            )

    with ThreadPoolExecutor(times) as pool:
        found = list(pool.map(press, range(times)))

    assert sorted(done.repeated for done in found) == [False] + [True] * (times - 1)
    assert len({done.n for done in found}) == 1


def test_both_sponsors_in_the_same_instant_both_count(context, world):
    story = walks.at_sponsors(world)
    seen = story.seen
    signers = [(world.jusan, 6_000_000), (world.tourism, 4_000_000)]

    def press(signer):
        person, amount = signer
        with context.app_context():
            return decisions.take_action(
                story.id, person, "sign", seen=seen, key=str(person.id), data={"amount": amount}
            )

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(press, signers))

    assert sorted(done.stage for done in found) == ["approved", "sponsors"]
    assert story.case.stage == "approved"


def test_two_who_sign_in_the_same_instant_never_exceed_the_budget(context, world):
    story = walks.at_sponsors(world)
    seen, start = story.seen, threading.Barrier(2)

    def press(person):
        with context.app_context():
            start.wait()
            try:
                return decisions.take_action(
                    story.id,
                    person,
                    "sign",
                    seen=seen,
                    key=str(person.id),
                    data={"amount": 7_000_000, "seen_left": "10000000"},
                ).stage
            except Invalid as refusal:
                return refusal.code, refusal.params["sum"]

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(press, (world.jusan, world.tourism)))

    assert sorted(found, key=str) == [("more_than_left", 3_000_000), "sponsors"]
