"""What a department was asked this month and has settled, and how long it took."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from artflow.domain.calendar import WorkCalendar
from artflow.domain.roles import Role
from artflow.extensions import db
from artflow.models import Turn
from artflow.services import listing, pace, queues
from tests import walks
from tests.world import NOW

from .asking import another, open_turns

TODAY = NOW.date()


def this_month(world, today: date = TODAY) -> pace.Pace:
    return pace.this_month([world.organisations["department"]], WorkCalendar(), today)


def ready(world, colour: str):
    """One more work with its own sketch and wall, as far as the head's decision."""
    placed = walks.placed(world, another(world, colour), world.wall(f"W-{colour}"))
    return walks.assessed(world, placed)


def test_what_passes_inside_the_department_is_asked_once(world):
    story = walks.ready_to_decide(world)

    assert [turn.role for turn in open_turns(story)] == [Role.ARCHITECTURE_HEAD]
    assert this_month(world) == pace.Pace(received=1, settled=0, days=None)


@pytest.mark.parametrize(("days", "taken"), [(0, 0), (1, 1), (7, 5)])
def test_what_is_decided_is_settled_and_its_working_days_are_counted(world, days, taken):
    story = walks.ready_to_decide(world)
    story.now += timedelta(days=days)

    story.act(world.head, "approve", text="Келісемін.")

    assert this_month(world, story.now.date()) == pace.Pace(1, 1, taken)


def test_what_comes_back_is_asked_again(world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.now += timedelta(days=3)
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")

    assert this_month(world) == pace.Pace(2, 1, 0)


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
    assert this_month(world, date(2026, 10, 1)) == pace.Pace(0, 1, 22)
    assert this_month(world, date(2026, 11, 1)) == pace.Pace(0, 0, None)


def test_there_is_an_end_to_counting(world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "approve", text="Келісемін.")
    row = db.session.scalars(db.select(Turn).filter_by(role=Role.ARCHITECTURE_HEAD)).one()
    kept = {c.name: getattr(row, c.name) for c in Turn.__table__.columns if c.name != "id"}
    db.session.execute(db.insert(Turn), [
        kept | {"opened_on": TODAY + timedelta(days=n)} for n in range(listing.MOST + 10)
    ])  # fmt: skip
    db.session.commit()

    found = this_month(world)
    assert (found.received, found.settled) == (listing.MOST + 1, listing.MOST + 1)


def test_only_who_reviews_has_a_department(world):
    seats = ("artist", "specialist", "head", "coordinator", "jusan", "admin")

    found = {seat: queues.departments(getattr(world, seat), TODAY) for seat in seats}

    assert {seat for seat, offices in found.items() if offices} == {"specialist", "head"}
