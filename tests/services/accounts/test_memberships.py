"""A role is given, changed and ended by its date; papers and earlier terms stay readable."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import File, Membership
from artflow.services.accounts import departures, memberships
from artflow.services.accounts.memberships import Terms
from artflow.services.database.transactions import reading, writing
from artflow.services.files import references
from artflow.services.identity import persons
from artflow.services.people import account_log
from tests.fixtures.world import NOW
from tests.services.mail.mailbox import deliver, text

from .test_departures import membership

TODAY = date(2026, 9, 1)


def give(world, whom="artist", by=None, place="sponsor-1", role=Role.SPONSOR_VIEWER, **terms):
    memberships.give(
        world.people[whom].id,
        by or world.admin,
        world.organisations[place],
        role,
        Terms(**terms),
        NOW,
    )


def change(world, person, by=None, **terms):
    memberships.change(person.id, membership(person), by or world.coordinator, Terms(**terms), NOW)


def roles(person) -> list[tuple[str, str, str]]:
    db.session.rollback()
    rows = db.session.scalars(
        db.select(Membership).where(Membership.user_id == person.id).order_by(Membership.id)
    )
    return [(row.role, row.position, row.basis) for row in rows]


@pytest.mark.postgres
def test_a_second_role_counts_at_once_and_a_letter_tells(world):
    give(world, position="маман", basis="№ 9 бұйрық", valid_until=date(2027, 1, 1))

    assert roles(world.artist)[1] == ("sponsor_viewer", "маман", "№ 9 бұйрық")
    (letter,) = deliver()
    assert letter["To"] == "Artist <artist@example.org>"
    assert {"sponsor-1", "Admin"} <= set(text(letter).replace(":", " ").split())
    (event,) = account_log.list_events(world.artist.id)
    assert (event.type, event.actor) == ("role_added", "Admin")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"role": Role.COORDINATOR}, "role_elsewhere"),
        ({"whom": "viewer"}, "role_held"),
        ({"valid_from": TODAY, "valid_until": date(2026, 8, 1)}, "role_ends_before"),
    ],
)
def test_a_role_that_cannot_be_is_refused_at_its_field(world, fields, code):
    with pytest.raises(Invalid) as caught:
        give(world, **fields)

    assert caught.value.code == code
    assert deliver() == []


def test_nobody_gives_beyond_what_is_theirs(world):
    with pytest.raises(NotVisible):
        give(world, "third", world.coordinator)
    with pytest.raises(NotAllowed):
        give(world, "jusan", world.coordinator, "sponsor-3")
    with pytest.raises(NotAllowed):
        give(world, "jusan", world.coordinator, "platform", Role.ADMINISTRATOR)
    give(world, "tourism", world.coordinator)


def test_a_suspended_person_is_given_nothing(world):
    departures.suspend(world.artist.id, world.admin, NOW)

    with pytest.raises(NotPossible) as caught:
        give(world)

    assert caught.value.reasons[0].code == "account_suspended"


def test_who_may_give_what_is_listed(world):
    def names(person):
        return {name for _key, name in memberships.list_organisations(person, "en")}

    assert names(world.coordinator) == {"department", "sponsor-1", "sponsor-2", "office"}
    assert names(world.admin) == set(world.organisations)


@pytest.mark.postgres
def test_what_was_changed_keeps_what_stood_there_before(world):
    change(world, world.jusan, position="Head", basis="№ 1", valid_until=date(2026, 12, 31))
    change(world, world.jusan, position="Head", basis="№ 2")
    change(world, world.jusan, position="Head", basis="№ 2")

    assert roles(world.jusan) == [("sponsor_signatory", "Head", "№ 2")]
    second, first = account_log.list_events(world.jusan.id)
    assert second.data["old"] == {"basis": "№ 1", "valid_until": "2026-12-31"}
    assert first.data["old"] == {"position": "", "basis": "", "valid_until": ""}


def test_a_role_is_not_ended_in_passing(world):
    for field, day in (("valid_until", date(2026, 8, 31)), ("valid_from", date(2026, 9, 2))):
        with pytest.raises(Invalid) as caught:
            change(world, world.jusan, **{field: day})
        assert (caught.value.field, caught.value.code) == (field, "role_ends_by_taking")
    change(world, world.jusan, valid_until=TODAY)


def test_only_who_manages_the_account_changes_its_roles(world):
    with pytest.raises(NotVisible):
        change(world, world.third, position="x")
    with pytest.raises(NotAllowed):
        change(world, world.coordinator, position="x")
    with pytest.raises(NotAllowed):
        memberships.load_role(world.admin.id, membership(world.admin), world.admin)
    with pytest.raises(NotVisible):
        memberships.load_role(world.jusan.id, membership(world.tourism), world.coordinator)


def test_papers_are_kept_one_after_the_other(world):
    key = membership(world.jusan)
    for colour in ("teal", "navy"):
        file = world.file(colour, world.coordinator)
        memberships.change(world.jusan.id, key, world.coordinator, Terms(), NOW, file)

    newest, oldest = memberships.list_papers(world.jusan.id)

    assert (newest.name, oldest.name, newest.by) == ("navy.png", "teal.png", "Coordinator")
    with reading() as connection:
        names = {content.name for content in references.list_named(connection)}
    assert {"navy.png", "teal.png"} <= names, "tidying knows them"
    found = memberships.find_paper(world.jusan.id, newest.id, world.coordinator)
    assert (
        found.sha256
        == db.session.scalars(db.select(File).where(File.name == "navy.png")).one().sha256
    )
    for by, whom in ((world.coordinator, world.third), (world.head, world.jusan)):
        with pytest.raises(NotVisible):
            memberships.find_paper(whom.id, newest.id, by)
    with pytest.raises(NotVisible):
        memberships.find_paper(world.tourism.id, newest.id, world.coordinator)


@pytest.mark.parametrize(
    ("field", "day", "counts"),
    [
        ("valid_until", date(2020, 1, 1), False),
        ("valid_until", date(2090, 1, 1), True),
        ("valid_from", date(2090, 1, 1), False),
        ("valid_from", date(2020, 1, 1), True),
    ],
)
def test_a_role_outside_its_term_manages_nobody(world, field, day, counts):
    with writing() as connection:
        whose = Membership.user_id.in_([world.coordinator.id, world.admin.id])
        connection.execute(db.update(Membership).where(whose).values({field: day}))
    world.read_people()

    assert may(world.coordinator, Can.SEE_PEOPLE) is counts
    assert may(world.admin, Can.SEE_MAIL) is counts
    with db.engine.connect() as connection:
        jusan = persons.load_person(connection, world.jusan.id, "Jusan")
    assert may(world.coordinator, Can.MANAGE_ACCOUNT, jusan) is counts
