"""The days that people enter are held against what they stand beside, also from below."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain import days
from artflow.domain.errors import Invalid
from artflow.services.walls import photos
from tests.fixtures import walks
from tests.fixtures.world import CONSENT, NOW

TODAY = NOW.date()


def refused(code, story, person, action, **data):
    with pytest.raises(Invalid) as error:
        story.act(person, action, **data)
    assert error.value.code == code
    return error.value


def consent_on(story, world, day, **more):
    given = CONSENT | {"held_on": day, "files": []} | more
    return lambda code: refused(code, story, world.coordinator, "record_owner_consent", **given)


def test_nobody_voted_on_a_work_before_it_was_begun(world):
    story = walks.in_review(world)

    for more in ({}, {"day_grounds": "Бұрын жиналған"}):
        wrong = consent_on(story, world, date(2001, 1, 5), **more)("before_work")
        assert (wrong.field, wrong.params["day"]) == ("held_on", TODAY)


def test_a_vote_older_than_its_version_is_asked_about_and_the_grounds_are_kept(world):
    story = world.story()
    story.later(days=5).act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    walks.placed(world, story, world.walls[0])

    wrong = consent_on(story, world, TODAY + timedelta(days=2))("before_version")
    assert wrong.params["day"] == TODAY + timedelta(days=5)
    earlier = CONSENT | {"held_on": TODAY + timedelta(days=2), "files": []}
    story.act(world.coordinator, "record_owner_consent", **earlier, day_grounds="Эскиз сол еді")

    assert story.case.papers["owner_consent"].data["day_grounds"] == "Эскиз сол еді"


def test_an_older_policy_is_asked_about(world):
    story = walks.approved(world)
    old = {"on": date(2001, 1, 1), "files": []}

    assert refused("before_version", story, world.coordinator, "record_insurance", **old).field == (
        "on"
    )
    story.act(world.coordinator, "record_insurance", **old, day_grounds="Жылдық полис")


def test_a_milestone_is_done_neither_before_the_start_nor_before_the_gate_before_it(world):
    story = walks.in_execution(world)
    story.later(days=10)
    first = story.case.milestones[0]
    done = {"milestone": first.id, "files": [world.file("gold")]}
    submit = (world.artist, "submit_milestone")

    refused("before_stage", story, *submit, **done, done_on=date(2001, 1, 1))
    refused("not_come", story, *submit, **done, done_on=TODAY + timedelta(days=12))
    passed = TODAY + timedelta(days=8)
    while not first.gate:
        story.act(*submit, **done, done_on=passed)
        story.act(world.coordinator, "confirm_milestone", milestone=first.id)
        first = next(m for m in story.case.milestones if m.state == "planned")
        done |= {"milestone": first.id}
    story.act(*submit, **done, done_on=passed)
    story.act(world.coordinator, "confirm_milestone", milestone=first.id)
    after = next(m for m in story.case.milestones if m.state == "planned")
    done |= {"milestone": after.id}
    wrong = refused("before_gate", story, *submit, **done, done_on=passed - timedelta(days=1))
    assert (wrong.field, wrong.params["day"]) == ("done_on", passed)
    story.act(*submit, **done, done_on=passed)


def test_a_programme_says_how_far_ahead_it_plans():
    days.check_ahead("review_on", date(2060, 1, 1), TODAY, {})
    days.check_ahead("review_on", TODAY + timedelta(days=366), TODAY, {"ahead_days": 366})
    with pytest.raises(Invalid, match="too_far_ahead"):
        days.check_ahead("review_on", TODAY + timedelta(days=367), TODAY, {"ahead_days": 366})


def test_no_photo_of_a_wall_was_taken_tomorrow(world):
    later = TODAY + timedelta(days=2)
    with pytest.raises(Invalid, match="not_come"):
        photos.add(
            world.walls[0], world.coordinator, world.file(), alt="А", taken_on=later, now=NOW
        )
