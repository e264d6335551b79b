"""Those who run a programme set its words and its call; who takes part, an administrator says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import CalendarDay, Programme
from artflow.services.programmes import admin_log, calendar, programmes, settings, working_days
from artflow.services.proposals import proposals
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW

TODAY, DAY = date(2026, 9, 1), timedelta(1)
RENAMED = trilingual("Қайта", "Снова", "Again")
CITY = 1
HOLIDAY = date(2026, 12, 16)  # a Wednesday


def given(world, **other):
    db.session.rollback()
    row = db.session.get_one(Programme, world.programme)
    return {name: getattr(row, name) for name in settings.SETTINGS} | other


def edit(world, by=None, **other):
    settings.edit(world.programme, by or world.coordinator, given(world, **other), NOW)


def shown(world, by=None):
    db.session.rollback()
    db.session.expire_all()
    return settings.load_settings(world.programme, by or world.coordinator)


@pytest.mark.parametrize(
    ("begin", "end", "takes"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (None, TODAY - DAY, False),
        (TODAY - DAY, TODAY + DAY, True),
    ],
)
def test_the_call_is_open_from_its_first_day_to_its_last(world, begin, end, takes):
    edit(world, opens_on=begin, closes_on=end)

    assert shown(world).row.takes_proposals(TODAY) is takes
    assert [one.id for one in programmes.list_open(TODAY)] == [world.programme] * takes
    assert [one.id for one in programmes.list_open()] == [world.programme]
    if takes:
        assert proposals.start(world.artist, world.programme, FACTS, NOW)
    else:
        with pytest.raises(Invalid):
            proposals.start(world.artist, world.programme, FACTS, NOW)


def test_a_programme_that_is_not_going_on_takes_nothing(world):
    edit(world, open=False)

    with pytest.raises(Invalid):
        proposals.start(world.artist, world.programme, FACTS, NOW)


def test_a_call_does_not_end_before_it_begins(world):
    with pytest.raises(Invalid) as refused:
        edit(world, opens_on=TODAY, closes_on=TODAY - DAY)

    assert (refused.value.field, refused.value.code) == ("closes_on", "ends_before")


def test_what_was_changed_is_on_record_and_nothing_else(world):
    edit(world)
    edit(world, name=RENAMED, closes_on=TODAY)

    (event,) = shown(world).history
    assert (event.type, event.actor) == ("settings", "Coordinator")
    assert event.data == {"old": {"name": {"kk": "П", "ru": "П", "en": "P"}, "closes_on": None}}


def test_works_are_counted_by_the_definition_they_began_under(world):
    walks.submitted(world)
    ((definition, count),) = shown(world).versions

    assert (definition.key, count) == ("mural", 1)


@pytest.mark.parametrize("by", ["head", "jusan", "artist"])
def test_a_programme_is_seen_by_those_who_run_it(world, by):
    person = getattr(world, by)
    assert settings.list_programmes(person) == []
    with pytest.raises(NotVisible):
        settings.load_settings(world.programme, person)
    with pytest.raises(NotVisible):
        edit(world, by=person, name=RENAMED)


def test_a_currency_is_kept_once_a_draft_names_a_sum(world):
    edit(world, currency="USD")
    assert shown(world).row.currency == "USD"
    walks.drafted(world)
    edit(world, currency="USD", closes_on=TODAY)

    with pytest.raises(Invalid) as refused:
        edit(world, currency="EUR")

    assert (refused.value.field, refused.value.code) == ("currency", "sums_recorded")


def is_working(day):
    db.session.rollback()
    return working_days.load_home_calendar(db.session.connection()).is_working(day)


def test_a_day_is_moved_and_moved_back(world):
    saturday = date(2026, 12, 19)
    assert not is_working(HOLIDAY)
    calendar.edit(world.admin, CITY, HOLIDAY, "work", "moved", NOW)
    calendar.edit(world.admin, CITY, saturday, "work", "", NOW)
    calendar.edit(world.admin, CITY, saturday + 3 * DAY, "off", "city day", NOW)
    assert [is_working(d) for d in (HOLIDAY, saturday, saturday + 3 * DAY)] == [True, True, False]

    for day in (HOLIDAY, saturday, saturday + 3 * DAY):
        calendar.restore(world.admin, CITY, day, NOW)

    assert [is_working(d) for d in (HOLIDAY, saturday, saturday + 3 * DAY)] == [False, False, True]
    assert len(admin_log.list_events(admin_log.calendar_subject(CITY))) == 6


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (HOLIDAY, "off"),
        (date(2026, 12, 19), "off"),
        (date(2026, 12, 18), "work"),
    ],
)
def test_a_day_that_is_like_this_already_is_not_written(world, day, kind):
    with pytest.raises(Invalid) as refused:
        calendar.edit(world.admin, CITY, day, kind, "", NOW)

    assert refused.value.code == "day_is_so"


def test_a_year_is_taken_over_once(world):
    assert calendar.fill(world.admin, CITY, 2030, NOW) > 5
    assert calendar.fill(world.admin, CITY, 2030, NOW) == 0
    assert db.session.scalars(db.select(CalendarDay).filter_by(day=date(2030, 12, 16))).one().name


def test_the_calendar_is_an_administrators(world):
    for change in (
        lambda by: calendar.edit(by, CITY, HOLIDAY, "work", "", NOW),
        lambda by: calendar.restore(by, CITY, HOLIDAY, NOW),
        lambda by: calendar.fill(by, CITY, 2031, NOW),
    ):
        with pytest.raises(NotAllowed):
            change(world.coordinator)
