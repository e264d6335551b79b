"""The first steps stay until a programme can really take a work, and are gone with the first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.people.roles import Part, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Membership, Programme, ProgrammeParty, Wall
from artflow.services.accounts import departures
from artflow.services.administration import overview
from artflow.services.administration.first_steps import Step, load_first_steps
from artflow.services.database.transactions import writing
from artflow.services.people import people
from artflow.services.programmes import setup
from tests.fixtures import walks
from tests.fixtures.world import NOW, PASSWORD, World, definition
from tests.web.support.statements import recorded_statements

TARAZ = trilingual("Тараз", "Тараз", "Taraz")


def left(person) -> list[str]:
    """List the steps that are not done; nothing where no list is shown."""
    db.session.rollback()
    found = load_first_steps(person, NOW)
    return [step.value for step in Step if step not in found.done] if found else []


def without_people(person) -> list[str]:
    db.session.rollback()
    return [name["en"] for _key, name in load_first_steps(person, NOW).without_people]


def change(statement) -> None:
    with writing() as connection:
        connection.execute(statement)


@pytest.mark.postgres
def test_a_city_comes_from_nothing_to_a_programme_that_takes_works(context):
    names = ("department", "sponsor", "office", "studio")
    parts = (Part.ARCHITECTURE, Part.SPONSOR, Part.COORDINATOR, Part.ARTIST)
    with writing() as connection:
        setup.create_calendar(connection, TARAZ, "KZ", "Asia/Almaty", range(2026, 2028))
        platform = setup.create_organisation(connection, "platform", TARAZ)
        give(connection, "admin", platform, Role.ADMINISTRATOR)
    made = World(0, {})
    made.read_people()
    assert left(made.admin) == [step.value for step in Step]

    with writing() as connection:
        keys = [
            setup.create_organisation(connection, part.value, trilingual(name, name, name))
            for part, name in zip(parts, names, strict=True)
        ]
    assert left(made.admin) == ["programme", "parties", "people", "tables"]
    with writing() as connection:
        programme = setup.create_programme(
            connection,
            prefix="TRZ",
            name=TARAZ,
            city=TARAZ,
            definition=definition("mural"),
            parties=[(Part.ARCHITECTURE, keys[0])],
            now=NOW,
        )
    assert left(made.admin) == ["parties", "people", "tables"]
    for key, part in list(zip(keys, parts, strict=True))[1:3]:
        row = {"programme_id": programme, "organisation_id": key, "part": part.value}
        change(db.insert(ProgrammeParty).values(**row, position=key))
    assert without_people(made.admin) == list(names[:3])

    with writing() as connection:
        give(connection, "specialist", keys[0], Role.ARCHITECTURE_SPECIALIST)
        give(connection, "viewer", keys[1], Role.SPONSOR_VIEWER)
        give(connection, "coordinator", keys[2], Role.COORDINATOR)
    assert without_people(made.admin) == ["department", "sponsor"]
    with writing() as connection:
        give(connection, "head", keys[0], Role.ARCHITECTURE_HEAD)
        give(connection, "signatory", keys[1], Role.SPONSOR_SIGNATORY)
    assert left(made.admin) == ["tables"]
    made.read_people()
    made.wall("A-1")
    assert load_first_steps(made.admin, NOW) is None


def give(connection, name, organisation, role) -> None:
    user = people.add_user(
        connection, email=f"{name}@example.org", name=name, password=PASSWORD, now=NOW
    )
    people.give_role(connection, user, organisation, role)


@pytest.mark.postgres
def test_each_thing_that_a_work_would_wait_for_is_a_step(world):
    assert load_first_steps(world.admin, NOW) is None

    change(db.update(Programme).values(closes_on=NOW.date() - timedelta(days=1)))
    assert left(world.admin) == ["programme", "parties", "people"]
    change(db.update(Programme).values(closes_on=NOW.date()))
    departures.suspend(world.jusan.id, world.admin, NOW, reason="жаңа қызмет")
    assert left(world.admin) == ["people"]
    office = ProgrammeParty.organisation_id == world.organisations["office"]
    change(db.update(ProgrammeParty).where(office).values(leaves_at=NOW))
    assert left(world.admin) == ["parties", "people"]
    change(db.delete(Wall))
    assert left(world.admin) == ["parties", "people", "tables"]
    assert load_first_steps(world.coordinator, NOW) is None


def test_a_work_that_was_sent_ends_the_list_and_costs_one_question(app, world):
    change(db.delete(Membership).where(Membership.user_id == world.jusan.id))
    assert left(world.admin) == ["people"]
    walks.submitted(world)

    db.session.rollback()
    with recorded_statements(app) as found:
        assert load_first_steps(world.admin, NOW) is None
    assert len(found) == 1


@pytest.mark.postgres
def test_who_has_left_a_programme_is_missed_there(world):
    office = ProgrammeParty.organisation_id == world.organisations["office"]
    change(db.update(ProgrammeParty).where(office).values(leaves_at=NOW))
    sponsor = ProgrammeParty.organisation_id == world.organisations["sponsor-1"]
    change(db.update(ProgrammeParty).where(sponsor).values(leaves_at=NOW))
    change(db.delete(Membership).where(Membership.user_id == world.jusan.id))
    db.session.rollback()

    found = overview.load_overview(world.admin, NOW)
    assert [one.missing for one in found.incomplete] == [[Part.COORDINATOR]]
    assert found.unsigned == []
