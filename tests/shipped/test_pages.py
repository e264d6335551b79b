"""What people read of hearings, ends and what goes on after them, in their own language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from artflow.services.decisions import endings
from artflow.services.worker import delivery
from tests.fixtures.world import PASSWORD, World
from tests.web.support.client import PageClient

from .conftest import create_world
from .steps import TEXT, walk_to

REFUSAL = {"code": "structure", "text": "The plaster falls off"}


@pytest.fixture
def world(app, states) -> World:
    """Create the world in a database that no open context holds on to."""
    return states.begin("shipped", create_world)


@pytest.fixture
def visit(app) -> Callable[..., PageClient]:
    return lambda username, language="en": PageClient(app, language).enter(username)


@pytest.fixture
def told(app) -> Callable[[str], str]:
    """Return a function that sends what waits, and returns the last letter to a person."""

    def deliver(username: str) -> str:
        folder = Path(app.config["MAIL_FOLDER"])
        with app.app_context():
            delivery.deliver_due(app.extensions["letters"])
        letters = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        ]
        own = [one for one in letters if one["To"].addresses[0].username == username]
        return own[-1].get_body(("plain",)).get_content()

    return deliver


def ago(story, days: int):
    """Let the story go on so many days before today."""
    story.now = datetime.now(UTC) - timedelta(days=days)
    return story


def lead(client: PageClient, proposal: int) -> str:
    client.get("proposals.show", proposal_id=proposal)
    return client.page.text


def test_the_day_of_a_hearing_stands_on_page_desk_and_letter(app, world, visit, told):
    with app.app_context():
        story = ago(walk_to(world, "architecture"), 0)
        story.act(world.head, "announce_refusal", **REFUSAL)
        last = story.case.expires_on
    day = f"{last.day} {last:%B %Y}"
    artist = visit("artist")

    assert "It is your turn." in lead(artist, story.id)
    heard = artist.page.one("section", **{"aria-labelledby": "h-hearing"}).text
    assert day in heard
    assert "The plaster falls off" in heard
    assert f"If nothing happens by {day}: «Architecture review»." in artist.page.text
    artist.get("desk.show")
    assert day in artist.page.text
    letter = told("artist")
    assert "The wall or the building is not suitable" not in letter  # Kazakh is their language
    assert str(last.year) in letter


def test_after_the_hearing_the_head_decides_though_no_worker_has_looked(app, world, visit):
    with app.app_context():
        story = ago(walk_to(world, "architecture"), 12)
        story.act(world.head, "announce_refusal", **REFUSAL)
    head = visit("head")

    assert "It is your turn." in lead(head, story.id)
    assert "Architecture review." in head.page.text
    assert "Whose turn: head of the architecture department." in lead(visit("artist"), story.id)
    head.act(story.id, "refuse", **REFUSAL, password=PASSWORD)

    assert "How it can go on" in lead(visit("artist"), story.id)


def test_a_refusal_says_how_to_appeal_everywhere_and_the_appeal_is_signed(app, world, visit, told):
    with app.app_context():
        story = ago(walk_to(world, "submitted"), 1)
        story.act(world.coordinator, "refuse", **REFUSAL)
    artist, head = visit("artist"), visit("head")

    route = "Appeal against the refusal (artist): until"
    assert route in lead(artist, story.id)
    assert "Бас тартуға" not in artist.page.text
    letter = told("artist")
    assert "Шағым беру" in letter
    assert "Күні, уақыты" in letter
    artist.get("proposals.decision", proposal_id=story.id)
    assert route in artist.page.text
    artist.act(story.id, "appeal", text="The plaster was mended in spring")

    assert "It is your turn." in lead(head, story.id)
    head.act(story.id, "dismiss", 422, text="It was not")
    head.act(story.id, "dismiss", text="It was not", password=PASSWORD)

    assert route not in lead(artist, story.id)
    outcome = artist.page.one("section", **{"aria-labelledby": "h-outcome"}).text
    assert "The plaster falls off" in outcome
    for language, said in {"en": "Appeal dismissed", "ru": "без удовлетворения"}.items():
        reader = visit("artist", language)
        reader.get("proposals.decision", proposal_id=story.id)
        text = reader.page.text
        assert said in text
        assert "The plaster was mended in spring" in text
        assert text.index("The plaster falls off") < text.index("It was not")
    assert "head of the architecture department" in artist_document(visit("artist"), story.id)


def artist_document(client: PageClient, proposal: int) -> str:
    client.get("proposals.decision", proposal_id=proposal)
    return client.page.text


def test_nobody_reads_a_decision_that_there_is_not_or_that_is_not_theirs(app, world, visit):
    with app.app_context():
        running = walk_to(world, "submitted")
    visit("artist").get("proposals.decision", 404, proposal_id=running.id)
    with app.app_context():
        running.act(world.coordinator, "refuse", **REFUSAL)

    visit("head").get("proposals.decision", proposal_id=running.id)
    visit("other_artist").get("proposals.decision", 404, proposal_id=running.id)
    visit("jusan").get("proposals.decision", 404, proposal_id=running.id)


def test_a_lapsed_work_says_by_whom_and_until_when_it_is_resumed(app, world, visit):
    with app.app_context():
        story = ago(walk_to(world, "sponsors"), 370)
        for person in (world.jusan, world.tourism):
            story.act(person, "sign", amount=story.case.budget // 2)
    coordinator = visit("coordinator")

    assert "Lapsed" in lead(coordinator, story.id)  # a page only computes it
    with app.app_context():
        assert endings.end_due(datetime.now(UTC)) == 1
    text = lead(coordinator, story.id)
    assert "nobody: the time that the process gives is over" in text
    assert "Resume the lapsed work (coordinator, head of the architecture department)" in text
    artist_document(coordinator, story.id)
    coordinator.act(story.id, "revive", text="The wall is still free", password=PASSWORD)
    assert "Approved, ready to start." in lead(coordinator, story.id)
    assert "If nothing happens by" in coordinator.page.text
    coordinator.get("desk.show")
    assert "ends by itself after" in coordinator.page.text


def test_the_forms_of_what_goes_on_give_back_what_was_typed(app, world, visit):
    with app.app_context():
        story = ago(walk_to(world, "approved"), 0)
    head = visit("head")
    head.act(
        story.id, "extend", 422, until="2020-01-01", text="The crane is late", password=PASSWORD
    )
    assert "The last day is" in head.page.text
    assert "The crane is late" in head.page.text
    last = story_last(app, story)
    until = (last + timedelta(days=30)).isoformat()
    head.act(story.id, "extend", until=until, text="Crane", password=PASSWORD)
    assert story_last(app, story) == last + timedelta(days=30)


def story_last(app, story):
    with app.app_context():
        return story.case.expires_on


def test_a_sponsor_is_asked_again_from_its_page(app, world, visit):
    with app.app_context():
        story = ago(walk_to(world, "sponsors"), 0)
        story.act(world.tourism, "decline", text="No room in the budget")
    coordinator = visit("coordinator")

    coordinator.act(
        story.id, "ask_again", party=world.organisations["sponsor-2"], text="There is room now"
    )

    assert "Waiting for the decision" in lead(coordinator, story.id)
    assert "No room in the budget" in coordinator.page.text
    assert "It is your turn." in lead(visit("tourism"), story.id)


def test_a_returned_work_says_on_the_artists_desk_until_when_it_may_stay(app, world, visit):
    with app.app_context():
        story = ago(walk_to(world, "architecture"), 0)
        story.act(world.specialist, "remark", severity="must", **TEXT)
        story.act(world.specialist, "return", **TEXT)
        last = story.case.expires_on
    artist = visit("artist")

    assert f"Last day: {last.day} {last:%B %Y}" in lead(artist, story.id)
    artist.get("desk.show")
    assert f"ends by itself after {last.day} {last:%B %Y}" in artist.page.text
