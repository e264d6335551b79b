"""A hold ends on its day: by the worker, or before the next press; and says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from artflow.demo.story import Story
from artflow.domain.errors import Invalid
from artflow.services.decisions import endings
from artflow.services.lists import desk, queues
from artflow.services.lists.queues import Queue
from tests.fixtures import walks
from tests.services.queries import (
    dump_tables,
    last_event,
    list_open_turns,
    reason_codes,
    recipients_of,
    refusal_of,
)

BACK = date(2026, 9, 21)
DAY_BEFORE = datetime(2026, 9, 20, 18, 59, tzinfo=UTC)
"""A minute before midnight in the city."""


@pytest.fixture
def held(world) -> Story:
    """Stop the clock at the department with 13 working days left, for some weeks."""
    story = walks.in_review(world).later(days=2)
    story.act(world.head, "hold", text="Күтеміз.", review_on=BACK)
    return story


def test_the_worker_ends_a_hold_with_the_beginning_of_its_day(held):
    before = dump_tables()
    assert endings.end_due(DAY_BEFORE) == 0
    assert dump_tables() == before

    assert endings.end_due(DAY_BEFORE + timedelta(minutes=1)) == 1

    (turn,) = list_open_turns(held)
    assert (turn.opened_on, turn.days, turn.due_on) == (BACK, 13, date(2026, 10, 8))
    assert (turn.used_days, turn.paused_days, turn.stopped_days) == (2, 12, None)
    assert held.case.held is False
    assert (last_event(held).type, last_event(held).actor_id) == ("hold_ended", None)
    assert endings.end_due(DAY_BEFORE + timedelta(days=1)) == 0


def test_a_worker_that_comes_late_gives_no_day_away(held):
    assert endings.end_due(DAY_BEFORE + timedelta(days=9)) == 1

    assert [turn.due_on for turn in list_open_turns(held)] == [date(2026, 10, 8)]


def test_whose_turn_it_is_hears_of_it(world, held):
    endings.end_due(DAY_BEFORE + timedelta(days=1))
    event = last_event(held)
    done = type("Done", (), {"proposal_id": held.id, "n": event.n})

    assert recipients_of(done) == {"specialist": "turn", "artist": "news", "coordinator": "news"}


def test_a_press_on_that_day_ends_it_in_its_own_transaction(world, held):
    held.now = DAY_BEFORE
    assert reason_codes(held, world.specialist, "remark", severity="note", text=".") == ["on_hold"]

    held.now += timedelta(minutes=1)
    held.act(world.specialist, "remark", severity="must", text="Түзетіңіз.")
    assert held.case.held is False
    held.act(world.head, "return")

    assert [turn.stage for turn in list_open_turns(held)] == ["revision"]


def test_a_press_that_is_refused_ends_nothing(world, held):
    held.now = DAY_BEFORE + timedelta(hours=9)

    assert reason_codes(held, world.head, "resume") == ["not_on_hold"]
    assert held.case.held is True


def test_what_comes_back_stands_on_the_desk_again(world, held):
    def waiting(queue: Queue) -> list[int]:
        mine = queues.build_queues(world.specialist, BACK)[queue]
        return [row.id for row in desk.list_waiting(mine)]

    assert (waiting(Queue.MINE), waiting(Queue.HELD)) == ([], [held.id])
    endings.end_due(DAY_BEFORE + timedelta(days=1))
    assert (waiting(Queue.MINE), waiting(Queue.HELD)) == ([held.id], [])


def test_a_hold_needs_a_day_that_is_still_to_come(world):
    story = walks.in_review(world)

    refusal = refusal_of(story, world.head, "hold", text=".", review_on=date(2026, 9, 1))

    assert isinstance(refusal, Invalid)
    assert (refusal.field, refusal.code) == ("review_on", "not_to_come")
