"""Whoever says that something was changed has changed it, or says what; the others see which."""

from __future__ import annotations

import pytest

from tests.fixtures import walks


@pytest.fixture
def returned(app, world):
    """Return a work for revision; its obligatory remark is answered with «changed»."""
    with app.app_context():
        story = walks.in_review(world)
        story.act(world.specialist, "remark", severity="must", text="Түсі?")
        story.act(world.specialist, "return")
        remark = story.case.remarks[-1].id
        story.act(world.artist, "answer", remark=remark, fixed=True, text="Түзетілді")
        return story


def test_nothing_changed_is_said_before_asked_about_and_seen(returned, visit):
    artist, expert = visit("artist"), visit("specialist")

    artist.get("actions.ask", proposal_id=returned.id, name="resubmit")
    assert "it stays version 1" in artist.page.one("main").text
    artist.fill("", 422)
    assert "still version 1" in artist.page.one("p", id="text-e").text
    artist.fill("", text="Бояудың реңі сол, атауы басқа")

    expert.get("proposals.show", proposal_id=returned.id)
    text = expert.page.one("main").text
    assert "Nothing in the dossier was changed." in text
    assert "Changed, it says; nothing in the dossier was" in text


def test_what_changed_becomes_the_next_version(app, returned, world, visit):
    with app.app_context():
        returned.edit(concept="Жаңа ой.")
    artist, expert = visit("artist"), visit("specialist")

    artist.get("actions.ask", proposal_id=returned.id, name="resubmit")
    assert "Becomes version 2. Changed: Description" in artist.page.one("main").text
    artist.fill("")

    expert.get("proposals.show", proposal_id=returned.id)
    assert "othing in the dossier was" not in expert.page.one("main").text


def test_who_changed_nothing_and_says_so_is_not_asked(app, world, visit):
    with app.app_context():
        story = walks.in_review(world)
        story.act(world.specialist, "remark", severity="must", text="Түсі?")
        story.act(world.specialist, "return")
        remark = story.case.remarks[-1].id
        story.act(world.artist, "answer", remark=remark, fixed=False, text="Осылай керек")

    visit("artist").act(story.id, "resubmit")
