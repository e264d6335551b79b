"""What a department was asked this month and has settled, and how long it took."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Turn
from artflow.services.lists import listing, monthly_stats, queues
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.queries import create_another, list_open_turns

TODAY = NOW.date()


def this_month(world, today: date = TODAY) -> monthly_stats.MonthlyStats:
    return monthly_stats.load_month([world.organisations["department"]], WorkCalendar(), today)


def ready(world, colour: str):
    """Bring one more work with its own sketch and wall to the head's decision."""
    placed = walks.placed(world, create_another(world, colour), world.wall(f"W-{colour}"))
    return walks.assessed(world, placed)


def test_what_passes_inside_the_department_is_asked_once(world):
    story = walks.ready_to_decide(world)

    assert [turn.role for turn in list_open_turns(story)] == [Role.ARCHITECTURE_HEAD]
    assert this_month(world) == monthly_stats.MonthlyStats(received=1, settled=0, days=None)


@pytest.mark.parametrize(("days", "taken"), [(0, 0), (1, 1), (7, 5)])
def test_what_is_decided_is_settled_and_its_working_days_are_counted(world, days, taken):
    story = walks.ready_to_decide(world)
    story.now += timedelta(days=days)

    story.act(world.head, "approve", text="Келісемін.")

    assert this_month(world, story.now.date()) == monthly_stats.MonthlyStats(1, 1, taken)


def test_what_comes_back_is_asked_again_and_was_not_settled_by_the_return(world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.now += timedelta(days=3)
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Сол нұсқа")

    assert this_month(world) == monthly_stats.MonthlyStats(2, 0, None)


def test_the_middle_one_says_how_long_it_usually_takes(world):
    works = [walks.ready_to_decide(world), ready(world, "olive"), ready(world, "navy")]
    for story, taken in zip(works, (1, 2, 7), strict=True):
        story.now += timedelta(days=taken)
        story.act(world.head, "approve", text="Келісемін.")

    assert this_month(world).days == 2


def test_a_month_is_the_citys(world):
    """Shymkent is five hours ahead: its first of the month begins in the evening of UTC."""
    story = walks.ready_to_decide(world)
    story.now = datetime(2026, 9, 30, 19, 30, tzinfo=NOW.tzinfo)
    story.act(world.head, "approve", text="Келісемін.")

    assert this_month(world, date(2026, 9, 30)).settled == 1
    assert this_month(world, date(2026, 10, 1)) == monthly_stats.MonthlyStats(0, 1, 22)
    assert this_month(world, date(2026, 11, 1)) == monthly_stats.MonthlyStats(0, 0, None)


def test_there_is_an_end_to_counting(world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "approve", text="Келісемін.")
    row = db.session.scalars(db.select(Turn).filter_by(role=Role.ARCHITECTURE_HEAD)).one()
    kept = {c.name: getattr(row, c.name) for c in Turn.__table__.columns if c.name != "id"}
    db.session.execute(
        db.insert(Turn),
        [kept | {"opened_on": TODAY + timedelta(days=n)} for n in range(listing.COUNT_LIMIT + 10)],
    )
    db.session.commit()

    found = this_month(world)
    assert (found.received, found.settled) == (listing.COUNT_LIMIT + 1, listing.COUNT_LIMIT + 1)


def test_only_who_reviews_has_a_department(world):
    usernames = ("artist", "specialist", "head", "coordinator", "jusan", "admin")

    found = {
        username: queues.departments_of(getattr(world, username), TODAY) for username in usernames
    }

    assert {username for username, offices in found.items() if offices} == {"specialist", "head"}
