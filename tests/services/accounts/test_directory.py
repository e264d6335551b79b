"""Everybody is found: by name, address, organisation, role and state; page by page."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Membership
from artflow.services.accounts import departures, directory
from artflow.services.accounts.directory import Narrowing, State
from artflow.services.database.transactions import writing
from artflow.services.people import people, profile
from tests.fixtures.world import NOW
from tests.web.support.statements import recorded_statements, scanned_tables

TODAY = date(2026, 9, 1)


def names(world, by="admin", **narrowed) -> list[str]:
    db.session.rollback()
    found = directory.search(getattr(world, by), Narrowing(**narrowed), TODAY)
    return [entry.user.name for entry in found]


def add(name, email="") -> int:
    with writing() as connection:
        return people.add_user(
            connection, email=email or f"{name}@example.org", name=name, password="x", now=NOW
        )


def test_words_are_found_in_names_addresses_and_organisations(world):
    add("Ұлжан Қасым", "u.k@bank.kz")

    assert names(world, q="улжан") == ["Ұлжан Қасым"]
    assert names(world, q="bank касым") == ["Ұлжан Қасым"]
    assert names(world, q="sponsor 1") == ["Jusan", "Viewer"]
    assert names(world, q="100%") == []
    assert names(world, q="!!!") == []


@pytest.mark.postgres
def test_roles_and_states_narrow(world):
    add("Newcomer")
    departures.suspend(world.artist.id, world.admin, NOW)
    with writing() as connection:
        for person, day in ((world.jusan, date(2026, 9, 20)), (world.tourism, date(2026, 8, 31))):
            whose = Membership.user_id == person.id
            connection.execute(db.update(Membership).where(whose).values(valid_until=day))

    assert names(world, role=Role.ARTIST) == ["Artist", "Other_Artist"]
    assert names(world, state=State.WITHOUT_ROLE) == ["Newcomer"]
    assert names(world, state=State.SUSPENDED) == ["Artist"]
    assert names(world, state=State.EXPIRING) == ["Jusan"]
    assert names(world, state=State.ENDED) == ["Tourism"]
    assert names(world, state=State.INVITED) == []
    assert "Artist" not in names(world, state=State.OPEN)
    assert names(world, q="artist", state=State.OPEN) == ["Other_Artist"]


def test_coordinators_find_those_of_their_programmes(world):
    add("Newcomer")

    assert set(names(world, "coordinator")) == {
        "Specialist", "Head", "Coordinator", "Jusan", "Tourism", "Viewer",
    }  # fmt: skip
    assert names(world, "coordinator", q="third") == []


@pytest.mark.postgres
def test_pages_follow_each_other_without_a_gap(world):
    for n in range(12):
        add(f"Same name {n % 2}", f"n{n}@example.org")
    everybody = names(world)
    found, after = [], None
    while page := directory.search(world.admin, Narrowing(), TODAY, after, size=5):
        found += [entry.user.name for entry in page]
        after = page[-1].user.id

    assert found == everybody
    assert len(found) == 22


def test_a_new_name_and_a_new_address_are_found(world):
    profile.edit(world.artist.id, name="Айгерім", language="kk", phone="")

    assert names(world, q="айгерим") == ["Айгерім"]


@pytest.mark.postgres
def test_five_thousand_people_are_asked_for_in_few_statements(app, world):
    with writing() as connection:
        for n in range(60):
            user = people.add_user(
                connection, email=f"n{n}@example.org", name=f"N {n:03}", password="x", now=NOW
            )
            people.give_role(connection, user, world.organisations["studio"], Role.ARTIST)
    with recorded_statements(app) as found:
        page = directory.search(world.admin, Narrowing(), TODAY, world.artist.id)

    assert len(page) == directory.PAGE_SIZE
    assert len(found) == 3
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert "user" not in scanned_tables(connection, found[1])
