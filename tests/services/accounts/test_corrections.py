"""What was entered by mistake is corrected or taken out, as long as nothing rests on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.errors import NotAllowed, NotPossible, NotVisible
from artflow.domain.people.roles import Part, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import AdminEvent, FormerName, Membership, Organisation
from artflow.services.accounts import corrections, departures, invited, memberships
from artflow.services.accounts.corrections import NOTHING, Uses
from artflow.services.accounts.memberships import Terms
from artflow.services.people import invitations, organisations
from artflow.services.people.invitations import Invitee
from artflow.services.programmes import admin_log, parties, settings
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.mail.mailbox import deliver, text

from .test_departures import add_person, membership

WRONG = trilingual("Қате", "Ошибка", "Mistake")


@pytest.fixture
def key(world):
    return organisations.add(world.admin, Part.SPONSOR, WRONG, {"bin": "123456789012"}, now=NOW)


def uses(world, key) -> Uses:
    db.session.rollback()
    return corrections.foresee(key, world.admin, NOW)


def invite(world, key):
    guest = Invitee("guest@example.org", "Guest", "kk", key, Role.SPONSOR_SIGNATORY)
    invitations.invite(world.admin, guest, NOW)
    return invited.list_waiting(world.admin, NOW)[0].id


def join(world, key):
    seen = parties.foresee_joining(world.programme, world.admin, key, NOW).seen
    parties.add(world.programme, world.admin, key, NOW, seen=seen)


def leave(world, key):
    seen = parties.foresee_leaving(world.programme, world.admin, key, NOW).seen
    day = NOW.date()
    parties.remove(world.programme, world.admin, key, day, NOW + timedelta(minutes=1), seen=seen)


@pytest.mark.postgres
def test_the_kind_is_corrected_and_the_log_says_what_it_was(world, key):
    corrections.correct_kind(key, world.admin, Part.ARTIST, NOW)
    corrections.correct_kind(key, world.admin, Part.ARTIST, NOW)

    row = db.session.get_one(Organisation, key)
    assert (row.kind, row.registers) == ("artist", True)
    events = admin_log.list_events(admin_log.organisation_subject(key))
    assert [event.type for event in events] == ["kind_corrected", "added"]
    assert events[0].data["old"] == {"kind": "sponsor"}


@pytest.mark.postgres
def test_a_mistake_is_deleted_with_its_names_and_the_log_keeps_what_it_was_called(world, key):
    organisations.rename(key, world.admin, trilingual("Б", "Б", "B"), NOW.date(), NOW)

    corrections.delete_organisation(key, world.admin, NOW)

    assert db.session.get(Organisation, key) is None
    assert db.session.scalars(db.select(FormerName)).all() == []
    (event,) = admin_log.list_events(admin_log.ORGANISATIONS)
    assert (event.type, event.actor) == ("organisation_deleted", "Admin")
    assert (event.data["name"]["kk"], event.data["kind"]) == ("Б", "sponsor")
    assert db.session.scalars(
        db.select(AdminEvent.type).filter_by(subject=f"organisation:{key}")
    ).all(), "its own history is not touched"


@pytest.mark.postgres
def test_whatever_rests_on_it_keeps_it(world, key):
    assert uses(world, key) == NOTHING
    link = invite(world, key)
    assert uses(world, key) == Uses(0, 0, 1, False)
    join(world, key)
    world.organisations["mistake"] = key
    add_person(world, "second", "mistake", Role.SPONSOR_SIGNATORY)
    assert uses(world, key) == Uses(1, 1, 1, False)

    for deed in (
        lambda: corrections.delete_organisation(key, world.admin, NOW),
        lambda: corrections.correct_kind(key, world.admin, Part.ARTIST, NOW),
    ):
        with pytest.raises(NotPossible) as refused:
            deed()
        assert [reason.code for reason in refused.value.reasons] == ["organisation_in_use"]

    invited.withdraw(link, world.admin, NOW)
    leave(world, key)
    second = world.people["second"]
    seen = departures.foresee(second.id, world.admin, NOW, membership(second)).digest
    departures.take_role(
        second.id, membership(second), world.admin, NOW, seen=seen, reason="A mistake"
    )
    assert uses(world, key) == NOTHING


def test_a_programme_that_it_was_in_by_mistake_still_names_it(world, key):
    join(world, key)
    leave(world, key)
    corrections.delete_organisation(key, world.admin, NOW)

    assert settings.load_settings(world.programme, world.admin, NOW).names[key]["ru"] == "Ошибка"


def test_a_letter_that_was_still_to_be_sent_names_what_was_deleted(world, key):
    memberships.give(world.artist.id, world.admin, key, Role.SPONSOR_VIEWER, Terms(), NOW)
    given = db.session.scalars(db.select(Membership.id).filter_by(organisation_id=key)).one()
    departures.take_role(world.artist.id, given, world.admin, NOW)
    corrections.delete_organisation(key, world.admin, NOW)

    (letter,) = deliver()

    assert "Қате" in text(letter)


def test_whoever_has_signed_is_never_deleted(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=6_000_000)

    assert uses(world, world.organisations["sponsor-1"]).has_records
    assert not uses(world, world.organisations["sponsor-3"]).has_records


def test_only_an_administrator_corrects(world):
    key = world.organisations["sponsor-1"]
    for deed in (
        lambda by: corrections.foresee(key, by, NOW),
        lambda by: corrections.correct_kind(key, by, Part.ARTIST, NOW),
        lambda by: corrections.delete_organisation(key, by, NOW),
    ):
        with pytest.raises(NotAllowed):
            deed(world.coordinator)
        with pytest.raises(NotVisible):
            deed(world.jusan)
    with pytest.raises(NotVisible):
        corrections.foresee(999, world.admin, NOW)
