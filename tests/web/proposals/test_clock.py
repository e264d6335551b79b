"""The line about the turn says what was used up in all rounds, and what was late."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artflow.web.shared import current
from tests.fixtures import walks
from tests.services.queries import dump_tables

SUNDAY = 6


@pytest.fixture
def clock_at(monkeypatch):
    """Let the pages tell another time."""
    return lambda moment: monkeypatch.setattr(current, "now", lambda: moment)


def turn_line(reader, proposal_id: int) -> str:
    reader.get("proposals.show", proposal_id=proposal_id)
    return reader.page.one("section", **{"aria-label": "Whose turn it is"}).text


@pytest.fixture
def story(app, world):
    """Bring a work to the department."""
    with app.app_context():
        yield walks.in_review(world)


def test_a_hold_of_what_is_late_says_so_and_what_was_used(story, world, visit, clock_at):
    story.later(days=42)
    story.act(world.head, "hold", review_on=date(2026, 12, 1))
    head = visit("head")
    clock_at(story.now)

    line = turn_line(head, story.id)

    assert "On hold. The clock is stopped until 1 December 2026: then the work comes back." in line
    assert "All 15 working days are used up, and 15 more. It was late by 15 working days." in line


def test_what_comes_back_shows_the_days_of_all_rounds_beside_its_due_date(
    story, world, visit, clock_at
):
    story.later(days=42)
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Сол нұсқа")
    story.later(days=2)
    specialist = visit("specialist")
    clock_at(story.now)

    line = turn_line(specialist, story.id)

    assert "4 working days left" in line
    assert "All 15 working days are used up, and 16 more. It was late by 15 working days." in line


def test_what_was_late_says_so_in_lists_though_its_clock_runs_anew(app, world, visit, clock_at):
    with app.app_context():
        story = walks.in_review(world).later(days=42)
        story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
        story.act(world.head, "return")
        story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
        story.act(world.artist, "resubmit", text="Сол нұсқа")
    specialist, coordinator = visit("specialist"), visit("coordinator")
    clock_at(story.now)

    for client, page in (
        (specialist, "desk.show"),
        (coordinator, "proposals.index"),
        (coordinator, "board.index"),
        (coordinator, "portfolio.index"),
    ):
        client.get(page)
        assert "was late by 15 working days" in client.page.one("main").text, page
    with app.app_context():
        story.act(world.head, "hold", review_on=date(2026, 12, 1))
    coordinator.get("proposals.index")
    assert "was late by 15 working days" in coordinator.page.one("main").text


def test_a_sunday_makes_no_day_more_than_there_are(app, world, visit, clock_at):
    with app.app_context():
        story = walks.placed(world, walks.at_site(world).later(days=5), world.walls[0])
    assert story.now.weekday() == SUNDAY
    head = visit("head")
    clock_at(story.now)
    assert "15 working days left" in turn_line(head, story.id)
    assert "Used so far: 0 of 15 working days." in turn_line(head, story.id)

    story.later(days=42)
    clock_at(story.now)
    assert "and 14 more." in turn_line(head, story.id)
    for action, data in (("hold", {"review_on": date(2026, 12, 1)}), ("resume", {})):
        with app.app_context():
            story.act(world.head, action, **data)
        assert "and 14 more." in turn_line(head, story.id)


def test_a_stage_without_a_limit_says_that_it_has_none(app, world, visit):
    with app.app_context():
        work = walks.approved(world).id

    line = turn_line(visit("coordinator"), work)

    assert "No due date: the process sets no limit for this stage." in line


def test_a_page_on_the_day_of_return_says_that_it_has_come_back_and_writes_nothing(
    app, story, world, visit, clock_at
):
    story.later(days=2)
    story.act(world.head, "hold", text="Күтеміз.", review_on=date(2026, 9, 19))
    specialist = visit("specialist")
    before = dump_tables()
    clock_at(datetime(2026, 9, 20, 5, 0, tzinfo=UTC))  # a Sunday

    line = turn_line(specialist, story.id)

    assert "It is your turn. Architecture review. Due: 8 October 2026" in line
    assert {t: rows for t, rows in dump_tables().items() if t in ("turn", "proposal", "event")} == {
        t: before[t] for t in ("turn", "proposal", "event")
    }
