"""Working days of Kazakhstan, with the official list of 2026 written out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artflow.domain.calendar import WorkCalendar
from artflow.domain.process.turns import Deadline, deadline

from .cases import PATIENT

pytestmark = pytest.mark.pure

# The official list of days off in 2026; 30 August is no longer among them, moved days stand here.
OFFICIAL_2026 = {
    date(2026, 1, 1): "New Year",
    date(2026, 1, 2): "New Year",
    date(2026, 1, 7): "Christmas",
    date(2026, 3, 8): "Women's Day",
    date(2026, 3, 9): "moved from 8 March",
    date(2026, 3, 21): "Nauryz",
    date(2026, 3, 22): "Nauryz",
    date(2026, 3, 23): "Nauryz",
    date(2026, 3, 24): "moved from 21 March",
    date(2026, 3, 25): "moved from 22 March",
    date(2026, 5, 1): "Unity Day",
    date(2026, 5, 7): "Defender's Day",
    date(2026, 5, 9): "Victory Day",
    date(2026, 5, 11): "moved from 9 May",
    date(2026, 5, 27): "Kurban Ait",
    date(2026, 7, 6): "Capital Day",
    date(2026, 10, 25): "Republic Day",
    date(2026, 10, 26): "moved from 25 October",
    date(2026, 12, 16): "Independence Day",
}
COMPUTED_2027 = {
    date(2027, 1, 1): "New Year",
    date(2027, 1, 4): "moved from 2 January",
    date(2027, 1, 7): "Christmas",
}
CALENDAR = WorkCalendar(OFFICIAL_2026 | COMPUTED_2027)
DATES = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
        (date(2026, 11, 23), 15, date(2026, 12, 14)),
        (date(2026, 12, 14), 15, date(2027, 1, 8)),
        (date(2026, 3, 6), 15, date(2026, 4, 2)),
    ],
)
def test_the_worked_examples(start, days, due):
    assert CALENDAR.add(start, days) == due
    assert CALENDAR.between(start, due) == days


@given(DATES, st.integers(0, 60))
def test_days_are_counted_back_as_they_are_counted_on(start, days):
    due = CALENDAR.add(start, -days)

    assert CALENDAR.between(start, due) == -days
    assert due == start if days == 0 else CALENDAR.is_working(due)


def test_the_days_that_made_a_deadline_late_are_named():
    assert CALENDAR.skipped(date(2026, 3, 6), date(2026, 4, 2)) == [
        date(2026, 3, 9),
        date(2026, 3, 23),
        date(2026, 3, 24),
        date(2026, 3, 25),
    ]
    assert CALENDAR.skipped(date(2026, 11, 23), date(2026, 12, 14)) == []
    assert CALENDAR.skipped(date(2026, 12, 15), date(2026, 12, 16)) == [date(2026, 12, 16)]
    assert CALENDAR.skipped(date(2026, 12, 16), date(2026, 12, 17)) == []
    assert CALENDAR.skipped(date(2026, 12, 14), date(2026, 12, 15)) == []


def test_a_week_of_five_days_with_what_a_government_moved():
    moved = WorkCalendar({date(2026, 6, 8): "moved"}, frozenset({date(2026, 6, 6)}))
    week = [date(2026, 6, 1) + timedelta(days=n) for n in range(9)]

    assert [day.day for day in week if moved.is_working(day)] == [1, 2, 3, 4, 5, 6, 9]
    assert [day.day for day in week if WorkCalendar().is_working(day)] == [1, 2, 3, 4, 5, 8, 9]


def test_a_worked_day_wins_over_a_day_off():
    both = WorkCalendar({date(2026, 6, 6): "off"}, frozenset({date(2026, 6, 6)}))

    assert both.is_working(date(2026, 6, 6)) is True


def almaty(*parts: int) -> datetime:
    """Return an instant by the clock of Almaty, five hours before UTC, as the database keeps it."""
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=5)


@pytest.mark.parametrize(
    ("arrived", "registered"),
    [
        (almaty(2026, 11, 23, 0, 0), date(2026, 11, 23)),
        (almaty(2026, 11, 23, 17, 59, 59), date(2026, 11, 23)),
        (almaty(2026, 11, 23, 18, 0), date(2026, 11, 24)),  # after closing
        (almaty(2026, 11, 27, 18, 0), date(2026, 11, 30)),  # a Friday evening
        (almaty(2026, 11, 28, 10, 0), date(2026, 11, 30)),  # a Saturday
        (almaty(2026, 12, 16, 10, 0), date(2026, 12, 17)),  # a day off
        (almaty(2026, 12, 15, 19, 0), date(2026, 12, 17)),  # the evening before one
    ],
)
def test_what_arrives_late_or_on_a_day_off_is_registered_next_working_day(arrived, registered):
    assert CALENDAR.registered(arrived) == registered


def test_today_is_the_city_s_date_and_not_that_of_utc():
    assert CALENDAR.today(datetime(2026, 11, 22, 19, 0, tzinfo=UTC)) == date(2026, 11, 23)
    assert CALENDAR.today(datetime(2026, 11, 22, 18, 59, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_hold_gives_back_the_days_that_were_left():
    began = deadline(CALENDAR, almaty(2026, 11, 23, 10, 0), 10)
    left = began.days_left(date(2026, 11, 26), CALENDAR)  # put on hold on the fourth day

    resumed = deadline(CALENDAR, almaty(2026, 12, 14, 10, 0), left)

    assert began == Deadline(date(2026, 11, 23), 10, date(2026, 12, 7), ())
    assert left == 7
    assert resumed == Deadline(date(2026, 12, 14), 7, date(2026, 12, 24), (date(2026, 12, 16),))


def test_days_left_are_none_on_the_last_day_and_negative_after_it():
    last = deadline(CALENDAR, almaty(2026, 11, 23, 10, 0), 10)

    assert [last.days_left(date(2026, 12, day), CALENDAR) for day in (4, 7, 8, 9)] == [1, 0, -1, -2]


@PATIENT
@given(DATES, st.integers(-400, 400), st.sets(DATES), st.sets(DATES))
def test_counting_days_is_asking_each_of_them(start, span, off, working):
    calendar = WorkCalendar(dict.fromkeys(off, "off"), frozenset(working))
    end = start + timedelta(days=span)
    first, last = min(start, end), max(start, end)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    count = sum(map(calendar.is_working, days))

    assert calendar.between(start, end) == (count if span > 0 else -count)


@PATIENT
@given(DATES, st.integers(0, 20))
def test_adding_days_and_counting_them_agree(start, days):
    due = CALENDAR.add(start, days)

    assert CALENDAR.between(start, due) == days
    assert CALENDAR.between(due, start) == -days
    assert days == 0 or CALENDAR.is_working(due)
