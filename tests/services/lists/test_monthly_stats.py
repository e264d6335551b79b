"""What a department was asked this month and has settled, and how long it took."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Role
from artflow.services.lists import monthly_stats, queues
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.queries import create_another, list_open_turns

TODAY = NOW.date()


def this_month(world, today: date = TODAY) -> monthly_stats.MonthlyStats:
    month = monthly_stats.month_of(today, WorkCalendar())
    return monthly_stats.load_month([world.organisations["department"]], month)


def ready(world, colour: str):
    """Bring one more work with its own sketch and wall to the head's decision."""
    placed = walks.placed(world, create_another(world, colour), world.wall(f"W-{colour}"))
    return walks.assessed(world, placed)


def test_what_passes_inside_the_department_is_asked_once(world):
    story = walks.ready_to_decide(world)

    assert [turn.role for turn in list_open_turns(story)] == [Role.ARCHITECTURE_HEAD]
    assert this_month(world) == monthly_stats.MonthlyStats(1, 0, None, None)


@pytest.mark.parametrize(("days", "taken"), [(0, 0), (1, 1), (7, 5)])
def test_what_is_decided_is_settled_and_its_working_days_are_counted(world, days, taken):
    story = walks.ready_to_decide(world)
    story.now += timedelta(days=days)

    story.act(world.head, "approve", text="Келісемін.")

    assert this_month(world, story.now.date()) == monthly_stats.MonthlyStats(1, 1, taken, taken)


def test_what_comes_back_is_the_same_work_and_was_not_settled_by_the_return(world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.now += timedelta(days=3)
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Сол нұсқа")

    assert this_month(world) == monthly_stats.MonthlyStats(1, 0, None, None)


def test_the_middle_one_says_how_long_it_usually_takes(world):
    works = [walks.ready_to_decide(world), ready(world, "olive"), ready(world, "navy")]
    for story, taken in zip(works, (1, 2, 7), strict=True):
        story.now += timedelta(days=taken)
        story.act(world.head, "approve", text="Келісемін.")

    found = this_month(world)
    assert (found.middle, found.average) == (2, 2.7)


def test_a_month_is_the_citys(world):
    """Shymkent is five hours ahead: its first of the month begins in the evening of UTC."""
    story = walks.ready_to_decide(world)
    story.now = datetime(2026, 9, 30, 19, 30, tzinfo=NOW.tzinfo)
    story.act(world.head, "approve", text="Келісемін.")

    assert this_month(world, date(2026, 9, 30)) == monthly_stats.MonthlyStats(1, 0, None, None)
    assert this_month(world, date(2026, 10, 1)) == monthly_stats.MonthlyStats(0, 1, 22, 22)
    assert this_month(world, date(2026, 11, 1)) == monthly_stats.MonthlyStats(0, 0, None, None)


def test_there_is_an_end_to_counting(world):
    for story in (walks.ready_to_decide(world), ready(world, "olive"), ready(world, "navy")):
        story.act(world.head, "approve", text="Келісемін.")
    month = monthly_stats.month_of(TODAY, WorkCalendar())

    found = monthly_stats.load_month([world.organisations["department"]], month, most=1)
    assert (found.received, found.settled) == (2, 2)


def test_a_work_that_was_held_or_came_back_in_another_month_was_received_before(world):
    story = walks.ready_to_decide(world).later(days=30)
    story.act(world.coordinator, "hold", reason="other", text="Күтеміз.")
    story.act(world.coordinator, "resume")
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Шеті анықталды.")

    assert this_month(world, story.now.date()).received == 0


def test_only_who_reviews_has_a_department(world):
    usernames = ("artist", "specialist", "head", "coordinator", "jusan", "admin")

    found = {
        username: queues.departments_of(getattr(world, username), TODAY) for username in usernames
    }

    assert {username for username, offices in found.items() if offices} == {"specialist", "head"}
