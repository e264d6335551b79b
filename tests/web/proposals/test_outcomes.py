"""A work that ended says so everywhere: why, by whom, and that nobody is waited for any more."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.fixtures import walks
from tests.fixtures.world import PASSWORD


def outcome(client, proposal: int) -> str:
    client.get("proposals.show", proposal_id=proposal)
    return client.page.one("section", **{"aria-labelledby": "h-outcome"}).text


def test_a_refusal_is_signed_and_its_ground_stands_where_it_is_asked_for(visit, at):
    key, coordinator = at("submitted"), visit("coordinator")
    given = {"code": "structure", "text": "The plaster falls off"}
    coordinator.act(key, "refuse", 422, **given)
    coordinator.act(key, "refuse", **given, password=PASSWORD)

    for client in map(visit, ("artist", "head")):
        said = outcome(client, key)
        assert "The wall or the building is not suitable" in said
        assert "The plaster falls off" in said
        assert "Coordinator" in said
        history = client.page.one("section", **{"aria-labelledby": "h-history"}).text
        assert "The wall or the building is not suitable. The plaster falls off" in history


def test_a_hearing_says_until_when_and_takes_the_artists_answer(app, world, visit):
    with app.app_context():
        story = walks.in_review(world)
        story.now = datetime.now(UTC)
        story.act(world.head, "announce_refusal", code="context", text="Too loud")
    artist, head = visit("artist"), visit("head")

    artist.get("proposals.show", proposal_id=story.id)
    assert "The artist may answer until" in artist.page.text
    artist.act(story.id, "answer_refusal", text="I can paint it in lighter colours")

    head.get("proposals.show", proposal_id=story.id)
    heard = head.page.one("section", **{"aria-labelledby": "h-hearing"}).text
    assert "I can paint it in lighter colours" in heard
    visit("jusan").get("proposals.show", proposal_id=story.id)


def test_an_office_that_refused_has_decided(app, world, visit):
    with app.app_context():
        story = walks.ready_to_decide(world)
        story.act(world.head, "announce_refusal", code="context", text="Too loud")
        story.later(days=12)
        story.act(world.head, "refuse", code="context", text="Too loud")

    client = visit("artist")
    client.get("proposals.show", proposal_id=story.id)
    assert "Did not decide" not in client.page.text
    assert "Nothing more needs to be done here." in client.page.text
    client.get("proposals.sheet", proposal_id=story.id)
    (row,) = client.page.one("tbody").all("tr")
    assert "Қабылданбады" in row.text
    assert "Head" in row.text


def test_nobody_is_waited_for_once_a_work_is_refused(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.tourism, "decline", text="No room in the budget")
        story.act(world.coordinator, "refuse", code="owner", text="No means")

    for client in map(visit, ("artist", "jusan", "head")):
        client.get("proposals.show", proposal_id=story.id)
        assert "Waiting for the decision" not in client.page.text
        assert "Did not decide" in client.page.text
        client.get("proposals.sheet", proposal_id=story.id)
        assert "Шешім күтілуде" not in client.page.text
        assert "No means" in client.page.text


def test_the_first_of_two_with_the_same_sketch_names_the_later_one(app, world, visit):
    with app.app_context():
        first = walks.submitted(world)
        second = walks.submitted(world)
    seen = {}
    for story in (first, second):
        client = visit("coordinator")
        client.get("proposals.show", proposal_id=story.id)
        seen[story.id] = client.page.text
    assert "The same sketch came later in" in seen[first.id]
    assert "has already been submitted" not in seen[first.id]
    assert "has already been submitted" in seen[second.id]
    assert "came later in" not in seen[second.id]
    visit("artist").get("proposals.show", proposal_id=first.id)
