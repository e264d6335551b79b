"""The one door: who is let in, what is refused and why, and that a refusal changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason, Stale
from artflow.extensions import db
from artflow.services import door
from artflow.services.database import writing
from tests import walks

from .asking import codes, dump, last_event, reasons, refused


def test_a_proposal_that_is_not_there_is_not_visible(world):
    seen = door.Seen("draft", "")

    with pytest.raises(NotVisible):
        door.act(404, world.artist, "submit", seen=seen, key="k")


@pytest.mark.parametrize("seat", ["specialist", "coordinator", "admin", "jusan", "other_artist"])
def test_a_draft_is_visible_to_nobody_but_its_artist(world, seat):
    story = world.story()

    assert type(refused(story, getattr(world, seat), "submit")) is NotVisible


def test_what_one_sees_but_may_not_do_is_not_allowed(world):
    story = walks.at_sponsors(world)

    assert type(refused(story, world.viewer, "sign", amount=1)) is NotAllowed
    assert type(refused(story, world.artist, "sign", amount=1)) is NotAllowed
    assert type(refused(story, world.third, "sign", amount=1)) is NotVisible


def test_an_action_of_another_stage_is_not_possible(world):
    story = walks.submitted(world)

    assert reasons(story, world.artist, "submit") == (
        Reason("not_in_this_stage", {"stage": "submitted", "action": "submit"}),
    )
    assert codes(story, world.artist, "nothing of the kind") == ["not_in_this_stage"]


def test_a_page_that_showed_another_stage_is_stale(world):
    story = walks.submitted(world)
    seen = story.seen
    story.act(world.coordinator, "accept")
    before = dump()

    with pytest.raises(Stale) as caught:
        door.act(story.id, world.coordinator, "accept", seen=seen, key="k", now=story.now)

    assert caught.value.reasons == (Reason("stage_moved", {"stage": "site"}),)
    assert caught.value.changes == ()
    assert dump() == before


def test_a_page_that_showed_a_replaced_version_says_what_changed(world):
    story = walks.at_sponsors(world)
    seen = story.seen
    story.act(world.jusan, "request_changes", text="Қымбат.")
    story.edit(budget_kzt=9_000_000, finish_on="2027-07-01")
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")
    before = dump()

    with pytest.raises(Stale) as caught:
        door.act(story.id, world.jusan, "sign", seen=seen, key="k", data={"amount": 1})

    assert caught.value.reasons == (Reason("version_replaced", {"version": 2}),)
    assert caught.value.changes == ("budget_kzt", "finish_on")
    assert dump() == before


def test_a_version_nobody_ever_saw_is_stale_without_changes(world):
    story = walks.submitted(world)
    seen = door.Seen("submitted", "f" * 64)

    with pytest.raises(Stale) as caught:
        door.act(story.id, world.coordinator, "accept", seen=seen, key="k")

    assert caught.value.changes == ()


def test_the_page_of_a_draft_is_stale_once_it_has_a_version(world):
    story = world.story()
    seen = story.seen
    story.act(world.artist, "submit")

    with pytest.raises(Stale) as caught:
        door.act(story.id, world.artist, "submit", seen=seen, key="k")

    assert [reason.code for reason in caught.value.reasons] == ["stage_moved", "version_replaced"]
    assert caught.value.changes == ()


def test_the_same_press_twice_is_one_decision_with_one_outcome(world):
    story = walks.submitted(world)
    seen = story.seen
    first = door.act(story.id, world.coordinator, "accept", seen=seen, key="press-1")
    before = dump()

    second = door.act(story.id, world.coordinator, "accept", seen=seen, key="press-1")

    assert second == door.Done(story.id, first.n, "site", repeated=True)
    assert (first.stage, first.repeated) == ("site", False)
    assert dump() == before


def test_a_key_means_one_press_of_one_person_on_one_proposal(world):
    story, other = walks.submitted(world), walks.submitted(world)
    door.act(story.id, world.coordinator, "refuse", seen=story.seen, key="press-1")
    before = dump()

    for person, action in [(world.head, "refuse"), (world.coordinator, "return")]:
        with pytest.raises(NotPossible) as caught:
            door.act(story.id, person, action, seen=story.seen, key="press-1")
        assert caught.value.reasons == (Reason("key_used"),)

    assert dump() == before
    done = door.act(other.id, world.coordinator, "refuse", seen=other.seen, key="press-1")
    assert (done.proposal_id, done.stage, done.repeated) == (other.id, "refused", False)


def test_a_press_is_known_as_carried_out_only_to_its_own_person(world):
    story = walks.submitted(world)
    door.act(story.id, world.coordinator, "accept", seen=story.seen, key="press-1")
    case = story.case
    connection = db.session.connection()

    def known(person, action, key):
        return door.carried_out(connection, case, person, action, key)

    assert known(world.coordinator, "accept", "press-1") is True
    assert known(world.specialist, "accept", "press-1") is False
    assert known(world.coordinator, "return", "press-1") is False
    assert known(world.coordinator, "accept", "press-2") is False
    assert known(world.coordinator, "accept", "") is False


def test_a_wrong_value_changes_nothing(world):
    story = walks.at_sponsors(world)

    refusal = refused(story, world.jusan, "sign", amount=-1)

    assert isinstance(refusal, Invalid)
    assert (refusal.field, refusal.code) == ("amount", "negative")


def test_a_deed_that_breaks_off_leaves_no_half_state(world):
    """The notices are the last thing written: without their table everything before is undone."""
    story = walks.at_sponsors(world)
    before = dump()
    with writing() as connection:
        connection.execute(text("ALTER TABLE notice RENAME TO lost"))

    with pytest.raises(Exception, match="notice"):
        story.act(world.jusan, "sign", amount=1)

    with writing() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO notice"))
    assert dump() == before
    assert story.act(world.jusan, "sign", amount=1).stage == "sponsors"


def test_the_event_says_who_did_what_in_which_hat_on_which_version(world):
    story = walks.at_sponsors(world)
    done = story.act(world.jusan, "sign", amount=6_000_000, text="Жарайды")
    event, case = last_event(story), story.case

    assert (event.n, event.type) == (done.n, "sign")
    assert case.events == done.n
    assert (event.from_stage, event.to_stage) == ("sponsors", "sponsors")
    assert (event.actor_id, event.role) == (world.jusan.id, "sponsor_signatory")
    assert event.organisation_id == world.organisations["sponsor-1"]
    assert (event.version, event.hash) == (case.version, case.head)
    assert event.data == (
        '{"amount":6000000,"decision":"signed",'
        f'"party":"org:{event.organisation_id}","text":"Жарайды"}}'
    )
