"""`take_action`: who is let in, what is refused and why, and that a refusal changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason, Stale
from artflow.services.database.transactions import writing
from artflow.services.decisions import decisions
from tests.fixtures import walks
from tests.services.queries import (
    dump_tables,
    last_event,
    last_facts,
    reason_codes,
    reasons_of,
    refusal_of,
)


def test_a_proposal_that_is_not_there_is_not_visible(world):
    seen = decisions.SeenState("draft", "")

    with pytest.raises(NotVisible):
        decisions.take_action(404, world.artist, "submit", seen=seen, key="k")


@pytest.mark.parametrize(
    "username", ["specialist", "coordinator", "admin", "jusan", "other_artist"]
)
def test_a_draft_is_visible_to_nobody_but_its_artist(world, username):
    story = world.story()

    assert type(refusal_of(story, getattr(world, username), "submit")) is NotVisible


def test_what_one_sees_but_may_not_do_is_not_allowed(world):
    story = walks.at_sponsors(world)

    assert type(refusal_of(story, world.viewer, "sign", amount=1)) is NotAllowed
    assert type(refusal_of(story, world.artist, "sign", amount=1)) is NotAllowed
    assert type(refusal_of(story, world.third, "sign", amount=1)) is NotVisible


def test_an_action_of_another_stage_is_not_possible(world):
    story = walks.submitted(world)

    assert reasons_of(story, world.artist, "submit") == (
        Reason("not_in_this_stage", {"stage": "submitted", "action": "submit"}),
    )
    assert reason_codes(story, world.artist, "nothing of the kind") == ["not_in_this_stage"]


def test_a_page_that_showed_another_stage_is_stale(world):
    story = walks.submitted(world)
    seen = story.seen
    story.act(world.coordinator, "accept")
    before = dump_tables()

    with pytest.raises(Stale) as caught:
        decisions.take_action(
            story.id, world.coordinator, "accept", seen=seen, key="k", now=story.now
        )

    assert caught.value.reasons == (Reason("stage_moved", {"stage": "site"}),)
    assert caught.value.changes == ()
    assert dump_tables() == before


def test_a_page_that_showed_a_replaced_version_says_what_changed(world):
    story = walks.at_sponsors(world)
    seen = story.seen
    story.act(world.jusan, "request_changes", text="Қымбат.")
    story.edit(budget_kzt=9_000_000, finish_on="2027-07-01")
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")
    before = dump_tables()

    with pytest.raises(Stale) as caught:
        decisions.take_action(story.id, world.jusan, "sign", seen=seen, key="k", data={"amount": 1})

    assert caught.value.reasons == (Reason("version_replaced", {"version": 2}),)
    assert caught.value.changes == ("budget_kzt", "finish_on")
    assert dump_tables() == before


def test_a_version_nobody_ever_saw_is_stale_without_changes(world):
    story = walks.submitted(world)
    seen = decisions.SeenState("submitted", "f" * 64)

    with pytest.raises(Stale) as caught:
        decisions.take_action(story.id, world.coordinator, "accept", seen=seen, key="k")

    assert caught.value.changes == ()


def test_the_page_of_a_draft_is_stale_once_it_has_a_version(world):
    story = world.story()
    seen = story.seen
    story.act(world.artist, "submit")

    with pytest.raises(Stale) as caught:
        decisions.take_action(story.id, world.artist, "submit", seen=seen, key="k")

    assert [reason.code for reason in caught.value.reasons] == ["stage_moved", "version_replaced"]
    assert caught.value.changes == ()


def test_the_same_press_twice_is_one_decision_with_one_outcome(world):
    story = walks.submitted(world)
    seen = story.seen
    first = decisions.take_action(story.id, world.coordinator, "accept", seen=seen, key="press-1")
    before = dump_tables()

    second = decisions.take_action(story.id, world.coordinator, "accept", seen=seen, key="press-1")

    assert second == decisions.ActionResult(story.id, first.n, "site", repeated=True)
    assert (first.stage, first.repeated) == ("site", False)
    assert dump_tables() == before


def test_a_key_means_one_press_of_one_person_on_one_proposal(world):
    story, other = walks.submitted(world), walks.submitted(world)
    decisions.take_action(story.id, world.coordinator, "refuse", seen=story.seen, key="press-1")
    before = dump_tables()

    for person, action in [(world.head, "refuse"), (world.coordinator, "return")]:
        with pytest.raises(NotPossible) as caught:
            decisions.take_action(story.id, person, action, seen=story.seen, key="press-1")
        assert caught.value.reasons == (Reason("key_used"),)

    assert dump_tables() == before
    done = decisions.take_action(
        other.id, world.coordinator, "refuse", seen=other.seen, key="press-1"
    )
    assert (done.proposal_id, done.stage, done.repeated) == (other.id, "refused", False)


def test_a_press_that_is_judged_and_left_changes_nothing(world):
    story = walks.submitted(world)
    press = decisions.Press(story.id, world.coordinator, "accept", story.seen, "press-1", story.now)
    before = dump_tables()

    with decisions.deciding(press) as decision:
        assert (decision.case.id, decision.action.name) == (story.id, "accept")
        assert decision.done is None

    assert dump_tables() == before


def test_a_press_that_comes_again_is_done_before_it_is_carried_out(world):
    story = walks.submitted(world)
    press = decisions.Press(story.id, world.coordinator, "accept", story.seen, "press-1", story.now)
    with decisions.deciding(press) as decision:
        first = decision.carry_out({})

    with decisions.deciding(press) as again:
        assert again.done == first._replace(repeated=True)
        assert again.action.name == "accept"


def test_a_wrong_value_changes_nothing(world):
    story = walks.at_sponsors(world)

    refusal = refusal_of(story, world.jusan, "sign", amount=-1)

    assert isinstance(refusal, Invalid)
    assert (refusal.field, refusal.code) == ("amount", "negative")


@pytest.mark.parametrize(
    ("walk", "username", "action", "data", "stage"),
    [
        (walks.at_sponsors, "jusan", "sign", {"amount": 1}, "sponsors"),
        (walks.ready_to_decide, "head", "approve", {}, "sponsors"),
    ],
    ids=["stays", "moves"],
)
def test_an_action_that_breaks_off_leaves_no_half_state(world, walk, username, action, data, stage):
    """The notices are the last thing written: without their table everything before is undone.

    A move writes some of its rows earlier, because the sign-offs of the next stage are read.
    """
    story, person = walk(world), getattr(world, username)
    before = dump_tables()
    with writing() as connection:
        connection.execute(text("ALTER TABLE notice RENAME TO lost"))

    with pytest.raises(Exception, match="notice"):
        story.act(person, action, **data)

    with writing() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO notice"))
    assert dump_tables() == before
    assert story.act(person, action, **data).stage == stage


def test_the_event_says_who_did_what_in_which_role_on_which_version(world):
    story = walks.at_sponsors(world)
    done = story.act(world.jusan, "sign", amount=6_000_000, text="Жарайды")
    event, case = last_event(story), story.case

    assert (event.n, event.type) == (done.n, "sign")
    assert case.events == done.n
    assert (event.from_stage, event.to_stage) == ("sponsors", "sponsors")
    assert (event.actor_id, event.role) == (world.jusan.id, "sponsor_signatory")
    assert event.organisation_id == world.organisations["sponsor-1"]
    assert (event.version, event.hash) == (case.version, case.head)
    assert last_facts(story) == {
        "amount": 6_000_000,
        "decision": "signed",
        "party": f"org:{event.organisation_id}",
        "text": "Жарайды",
    }
