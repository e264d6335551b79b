"""The state's days off as a base, the city's own table over it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artflow.domain.people.roles import Part
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import CalendarDay
from artflow.services.database.transactions import writing
from artflow.services.programmes import setup, working_days
from tests.fixtures.world import NOW, definition

SHYMKENT = trilingual("Шымкент", "Шымкент", "Shymkent")
CHRISTMAS, REPUBLIC_DAY = date(2026, 12, 25), date(2026, 10, 26)
NAURYZ, SUNDAY = date(2026, 3, 23), date(2026, 11, 15)


def calendar():
    return working_days.load_home_calendar(db.session.connection())


@pytest.fixture
def city(context):
    """Create the calendar of one city, without a day in it; return its number."""
    with writing() as connection:
        return setup.create_calendar(connection, SHYMKENT, "KZ", "Asia/Almaty", [])


@pytest.fixture
def filled(city):
    with writing() as connection:
        return working_days.fill(connection, city, [2026])


def test_the_states_days_off_are_written_once(filled, city):
    with writing() as connection:
        assert working_days.fill(connection, city, [2026]) == 0
        assert working_days.fill(connection, city, [2026, 2027]) > 0

    rows = db.session.scalars(db.select(CalendarDay).where(CalendarDay.day == NAURYZ)).one()
    assert (rows.kind, rows.source) == ("off", "state")
    assert filled > 10


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 2),
        date(2026, 1, 7),
        date(2026, 3, 9),
        NAURYZ,
        date(2026, 3, 24),
        date(2026, 3, 25),
        date(2026, 5, 1),
        date(2026, 5, 7),
        date(2026, 5, 11),
        date(2026, 5, 27),
        date(2026, 7, 6),
        date(2026, 10, 26),
        date(2026, 12, 16),
    ],
)
def test_the_days_off_of_2026_are_those_of_the_official_list(filled, day):
    assert calendar().is_working(day) is False


def test_the_thirtieth_of_august_is_no_day_off_any_more(filled):
    assert calendar().is_working(date(2026, 8, 31)) is True


def test_a_worked_saturday_of_the_state_counts_until_the_city_says_otherwise(city):
    saturday, thursday = date(2024, 5, 4), date(2024, 5, 2)
    with writing() as connection:
        working_days.fill(connection, city, [2024])

    assert calendar().is_working(saturday) is True
    assert calendar().add(thursday, 5) == date(2024, 5, 13)
    assert [d.kind for d in working_days.list_days(db.session.connection(), city, 2024)].count(
        "work"
    ) == 1

    db.session.rollback()
    with writing() as connection:
        working_days.edit(connection, city, saturday, "off", "Демалыс")
        assert working_days.fill(connection, city, [2024]) == 0
    assert calendar().add(thursday, 5) == date(2024, 5, 14)

    db.session.rollback()
    with writing() as connection:
        working_days.restore(connection, city, saturday)
    assert calendar().add(thursday, 5) == date(2024, 5, 13)


def test_the_city_makes_a_day_off_or_a_sunday_working_and_wins_over_the_state(filled, city):
    friday = date(2026, 11, 13)
    assert calendar().is_working(friday) is True
    with writing() as connection:
        working_days.edit(connection, city, friday, "off", "Қала күні")
        working_days.edit(connection, city, SUNDAY, "work", "Ауыстырылды")
        working_days.edit(connection, city, NAURYZ, "work", "Ауыстырылды")
        assert working_days.fill(connection, city, [2026]) == 0

    edited = calendar()

    assert [edited.is_working(day) for day in (friday, SUNDAY, NAURYZ)] == [False, True, True]
    row = db.session.scalars(db.select(CalendarDay).filter_by(day=NAURYZ)).one()
    assert (row.kind, row.name, row.source) == ("work", "Ауыстырылды", "city")


def test_the_calendar_is_read_once_until_it_is_edited(filled):
    first = calendar()
    with writing() as connection:
        connection.execute(db.delete(CalendarDay))

    assert calendar() is first

    working_days.clear_cache()
    assert calendar().off == {}


def test_years_without_a_day_off_are_named(filled):
    days = [date(2026, 5, 1), date(2027, 5, 1), date(2028, 5, 1)]

    assert working_days.uncovered_years(calendar(), days) == {2027, 2028}


def test_two_cities_count_with_their_own_days_and_hours(world):
    late = datetime(2026, 9, 1, 20, 0, tzinfo=UTC)
    with writing() as connection:
        berlin = setup.create_calendar(
            connection, trilingual("Б", "Б", "B"), "DE", "Europe/Berlin", [2026]
        )
        other = setup.create_programme(
            connection,
            prefix="BER",
            name=trilingual("Б", "Б", "B"),
            city=trilingual("Б", "Б", "B"),
            definition=definition("mural"),
            parties=[(Part.COORDINATOR, world.organisations["office"])],
            now=NOW,
            calendar=berlin,
        )

    mine = working_days.load_calendar(db.session.connection(), world.programme)
    theirs = working_days.load_calendar(db.session.connection(), other)

    assert (mine.is_working(CHRISTMAS), theirs.is_working(CHRISTMAS)) == (True, False)
    assert (mine.is_working(REPUBLIC_DAY), theirs.is_working(REPUBLIC_DAY)) == (False, True)
    assert (mine.today(late).day, theirs.today(late).day) == (2, 1)


def test_a_state_whose_days_off_nobody_knows_begins_with_none(context):
    with writing() as connection:
        key = setup.create_calendar(connection, SHYMKENT, "XX", "Asia/Almaty", [2026])
        assert working_days.list_days(connection, key, 2026) == []
