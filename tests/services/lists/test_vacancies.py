"""What nobody can do any more is named to those who run the programme, with the works that wait."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.people.roles import Part, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import User
from artflow.services.accounts import closings, departures
from artflow.services.database.transactions import writing
from artflow.services.lists import desk, vacancies
from artflow.services.people import people
from artflow.services.programmes import setup
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition
from tests.services.accounts.test_departures import membership
from tests.services.queries import create_another
from tests.web.support.statements import recorded_statements

TODAY = date(2026, 9, 1)


def found(person) -> list[tuple[int | None, str | None, list[int]]]:
    """Return organisation, role and works of every vacancy that the person is told of."""
    db.session.rollback()
    return [
        (
            one.place.organisation_id if one.place else None,
            one.place.role.value if one.place else None,
            [work.id for work in one.works],
        )
        for one in vacancies.list_vacancies(person, TODAY)
    ]


def stuck(person) -> list[int]:
    db.session.rollback()
    queue = vacancies.build_queue(person, vacancies.find_places(person, TODAY))
    return [row.id for row in desk.list_waiting(queue)]


def close(world, place) -> None:
    key = world.organisations[place]
    seen = closings.foresee(key, world.admin, NOW).digest
    closings.close(key, world.admin, TODAY, NOW, seen=seen, reason="Liquidated")


def take_role(world, person) -> None:
    departures.take_role(person.id, membership(person), world.coordinator, NOW, reason="Has left")


def test_where_everybody_can_act_nothing_is_told(world):
    walks.at_sponsors(world)

    assert found(world.coordinator) == found(world.admin) == []
    assert stuck(world.coordinator) == []


@pytest.mark.postgres
def test_a_department_without_a_head_is_told_before_a_work_waits_and_then_with_it(world):
    departures.suspend(world.head.id, world.coordinator, NOW)
    department = world.organisations["department"]
    assert found(world.coordinator) == [(department, "architecture_head", [])]

    story = walks.ready_to_decide(world)

    assert found(world.coordinator) == [(department, "architecture_head", [story.id])]
    assert found(world.admin) == found(world.coordinator)
    assert stuck(world.coordinator) == [story.id]


@pytest.mark.postgres
def test_a_sponsor_without_a_signatory_is_told_with_the_works_that_wait(world):
    story = walks.at_sponsors(world)
    take_role(world, world.jusan)

    jusan = world.organisations["sponsor-1"]
    assert found(world.coordinator) == [(jusan, "sponsor_signatory", [story.id])]


@pytest.mark.postgres
def test_a_closed_sponsor_that_must_still_sign_is_told_though_it_has_left(world):
    story = walks.in_acceptance(world)
    close(world, "sponsor-1")
    world.read_people()

    jusan = world.organisations["sponsor-1"]
    assert found(world.coordinator) == [(jusan, "sponsor_signatory", [story.id])]
    assert stuck(world.coordinator) == [story.id]


def test_a_closed_sponsor_for_which_nothing_waits_is_missed_nowhere(world):
    walks.in_review(world)
    close(world, "sponsor-1")
    world.read_people()

    assert found(world.coordinator) == []


def test_a_work_whose_artist_has_no_account_any_more_waits_for_nobody(world):
    drafted = create_another(world)
    walks.drafted(world)
    drafted.act(world.coordinator, "remark", severity="must", text="Түзетіңіз.")
    drafted.act(world.coordinator, "return")
    assert stuck(world.coordinator) == []

    departures.suspend(world.artist.id, world.admin, NOW)

    assert found(world.coordinator) == [(None, None, [drafted.id])], "nobody else sees a draft"
    assert stuck(world.admin) == [drafted.id]


def test_a_work_on_hold_waits_for_nobody_on_purpose(world):
    story = walks.at_sponsors(world)
    story.act(world.coordinator, "hold", text=".", review_on=date(2026, 9, 20))
    take_role(world, world.jusan)

    assert [works for _place, _role, works in found(world.coordinator)] == [[]]


def test_who_runs_another_programme_hears_nothing_of_this_one(world):
    with writing() as connection:
        office = setup.create_organisation(
            connection, Part.COORDINATOR.value, trilingual("О", "О", "O")
        )
        setup.create_programme(
            connection,
            prefix="OTH",
            name=trilingual("Б", "Д", "O"),
            city=trilingual("Ш", "Ш", "Sh"),
            definition=definition("mural"),
            now=NOW,
            parties=[(Part.COORDINATOR, office)],
        )
        user = people.add_user(
            connection, email="far@example.org", name="Far", password="correct horse", now=NOW
        )
        people.give_role(connection, user, office, Role.COORDINATOR)
    walks.at_sponsors(world)
    take_role(world, world.jusan)
    world.read_people()

    assert found(world.people["far"]) == []
    assert stuck(world.people["far"]) == []


def test_it_asks_as_much_for_many_works_as_for_one(app, world):
    def asked() -> int:
        with recorded_statements(app) as statements:
            vacancies.list_vacancies(world.coordinator, TODAY)
        return len(statements)

    create_another(world, "olive")
    departures.suspend(world.coordinator.id, world.admin, NOW, reason="Has left")
    asked()  # the calendars are read once a minute
    first = asked()
    with writing() as connection:
        connection.execute(db.update(User).values(active=True))
    for colour in ("navy", "white"):
        create_another(world, colour)
    with writing() as connection:
        connection.execute(db.update(User).values(active=False))

    assert len(stuck(world.coordinator)) == 3
    assert asked() == first
