"""An organisation with a history is closed, never deleted: what that does is agreed to before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import (
    Invalid,
    LinkDead,
    NotAllowed,
    NotPossible,
    NotVisible,
    Stale,
)
from artflow.domain.people.roles import Part, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Membership, OneTimeLink, Organisation, ProgrammeParty
from artflow.services.accounts import closings, memberships
from artflow.services.accounts.memberships import Terms
from artflow.services.database.transactions import writing
from artflow.services.identity import persons
from artflow.services.people import account_log, invitations, organisations, registration
from artflow.services.programmes import admin_log, parties
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.mail.mailbox import deliver, text
from tests.services.people.test_roster import guest

from .test_departures import add_person

TODAY = date(2026, 9, 1)


@pytest.fixture
def key(world):
    return world.organisations["sponsor-1"]


def foreseen(world, key, by=None):
    db.session.rollback()
    return closings.foresee(key, by or world.admin, NOW)


def close(world, key, by=None, day=TODAY, reason="Liquidated", seen=None, now=NOW):
    seen = seen or foreseen(world, key).digest
    closings.close(key, by or world.admin, day, now, seen=seen, reason=reason)
    world.read_people()


def is_open(key) -> bool:
    db.session.rollback()
    return db.session.get_one(Organisation, key, populate_existing=True).active


@pytest.mark.postgres
def test_it_is_told_who_acts_there_and_what_waits(world, key):
    story = walks.at_sponsors(world)
    invitations.invite(world.coordinator, guest(world), NOW)

    found = foreseen(world, key)

    assert [(role.name, role.role) for role in found.roles] == [
        ("Jusan", Role.SPONSOR_SIGNATORY),
        ("Viewer", Role.SPONSOR_VIEWER),
    ]
    ((programme, part, under_way, missing),) = [
        (one.id, one.part, one.under_way, one.missing) for one in found.programmes
    ]
    assert (programme, part, under_way, missing) == (world.programme, Part.SPONSOR, 1, ())
    assert [work.id for work in found.works] == [story.id]
    assert found.needs_reason
    assert found.is_open
    assert is_open(key), "asking changes nothing"


@pytest.mark.postgres
def test_closed_nobody_acts_for_it_and_it_is_offered_nowhere(world, key):
    story = walks.at_sponsors(world)

    close(world, key, now=story.now)

    assert not is_open(key)
    assert not any(m.is_current for m in world.jusan.memberships)
    with pytest.raises(NotPossible) as refused:
        story.act(world.jusan, "sign")
    assert [reason.code for reason in refused.value.reasons] == ["authority_out_of_date"]
    party = db.session.scalars(db.select(ProgrammeParty).filter_by(organisation_id=key)).one()
    assert party.leaves_on == TODAY
    assert key not in [k for k, _ in memberships.list_organisations(world.admin, "kk")]
    assert key not in [one.id for one in parties.list_candidates([], NOW)]
    assert story.case.organisations, "the work keeps whom it was sent to"
    assert key in story.case.organisations


@pytest.mark.postgres
def test_nothing_new_begins_with_a_closed_one(world, key):
    close(world, key)

    with pytest.raises(Invalid) as refused:
        memberships.give(world.artist.id, world.admin, key, Role.SPONSOR_VIEWER, Terms(), NOW)
    assert refused.value.code == "organisation_closed"
    with pytest.raises(NotPossible):
        invitations.invite(world.admin, guest(world), NOW)
    with pytest.raises(Invalid):
        parties.foresee_joining(world.programme, world.admin, key, NOW)
    held = db.session.scalars(db.select(Membership.id).filter_by(user_id=world.jusan.id)).one()
    with pytest.raises(Invalid) as refused:
        memberships.change(world.jusan.id, held, world.admin, Terms(position="Chair"), NOW)
    assert (refused.value.field, refused.value.code) == ("valid_until", "organisation_closed")


@pytest.mark.postgres
def test_links_into_it_are_dead(world, key):
    invitations.invite(world.coordinator, guest(world), NOW)
    (letter,) = deliver()
    token = text(letter).split("/invitation/")[1].split()[0]

    close(world, key)

    with pytest.raises(LinkDead):
        invitations.load_invitation(token, NOW)
    assert db.session.scalars(db.select(OneTimeLink.revoked_at)).one() is not None


def test_an_artist_who_registered_into_a_studio_meanwhile_finds_a_dead_link(world):
    studio = world.organisations["studio"]
    registration.request_registration(
        name="New",
        email="new@example.org",
        password="correct horse battery",
        language="kk",
        organisation_id=studio,
        now=NOW,
    )
    (letter,) = deliver()
    token = text(letter).split("/register/")[1].split()[0]

    close(world, studio)

    with pytest.raises(LinkDead):
        registration.confirm_registration(token, "correct horse battery", "tests", NOW)


def test_the_works_of_a_studios_artists_are_told(world):
    walks.drafted(world)

    assert foreseen(world, world.organisations["studio"]).own_works == 1
    assert foreseen(world, world.organisations["sponsor-1"]).own_works == 0


def test_a_part_that_nobody_would_take_is_told_and_needs_a_reason(world):
    department = world.organisations["department"]

    (left,) = foreseen(world, department).programmes
    assert left.missing == (Part.ARCHITECTURE,)
    with pytest.raises(Invalid) as refused:
        close(world, department, reason="")
    assert (refused.value.field, refused.value.code) == ("reason", "reason_needed")
    assert is_open(department)


@pytest.mark.postgres
def test_what_changed_since_it_was_shown_is_shown_anew(world, key):
    seen = foreseen(world, key).digest
    add_person(world, "second", "sponsor-1", Role.SPONSOR_SIGNATORY)

    with pytest.raises(Stale):
        close(world, key, seen=seen)

    assert is_open(key)


def test_roles_end_by_their_date_and_the_accounts_keep_what_they_were(world, key):
    with writing() as connection:
        connection.execute(
            db.update(Membership)
            .where(Membership.user_id == world.jusan.id)
            .values(valid_until=date(2027, 1, 31))
        )
        connection.execute(
            db.update(Membership)
            .where(Membership.user_id == world.viewer.id)
            .values(valid_from=TODAY + timedelta(30))
        )

    close(world, key)

    ends = dict(
        map(tuple, db.session.execute(db.select(Membership.user_id, Membership.valid_until)))
    )
    assert ends[world.jusan.id] == TODAY
    assert world.viewer.id not in ends, "it has never counted"
    for person, old in ((world.jusan, "2027-01-31"), (world.viewer, "")):
        (event,) = account_log.list_events(person.id)
        assert (event.type, event.actor, event.data["old"]) == (
            "role_ended",
            "Admin",
            {"valid_until": old},
        )


def test_the_history_tells_since_when_and_why_and_pressing_twice_is_once(world, key):
    seen = foreseen(world, key).digest
    close(world, key, day=date(2026, 8, 20), seen=seen)
    close(world, key, day=date(2026, 8, 20), seen=seen)

    (event,) = admin_log.list_events(admin_log.organisation_subject(key))
    assert (event.type, event.data["day"], event.data["reason"]) == (
        "organisation_closed",
        "2026-08-20",
        "Liquidated",
    )
    (left,) = admin_log.list_events(admin_log.programme_subject(world.programme))
    assert (left.type, left.data["organisation"]) == ("party_removed", key)


def test_a_day_that_has_not_come_closes_nothing(world, key):
    with pytest.raises(Invalid) as refused:
        close(world, key, day=TODAY + timedelta(1))

    assert (refused.value.field, refused.value.code) == ("day", "not_come")
    assert is_open(key)


@pytest.mark.postgres
def test_opened_again_it_is_offered_but_its_roles_are_given_anew(world, key):
    close(world, key)

    closings.reopen(key, world.admin, NOW)
    closings.reopen(key, world.admin, NOW)

    world.read_people()
    assert is_open(key)
    assert not any(m.is_current for m in world.jusan.memberships)
    assert key in [one.id for one in parties.list_candidates([], NOW)]
    held = db.session.scalars(db.select(Membership.id).filter_by(user_id=world.jusan.id)).one()
    memberships.change(world.jusan.id, held, world.admin, Terms(), NOW)
    history = admin_log.list_events(admin_log.organisation_subject(key))
    assert [event.type for event in history] == ["organisation_opened", "organisation_closed"]


def test_nobody_closes_what_their_own_right_rests_on(world):
    platform = world.organisations["platform"]

    assert foreseen(world, platform).is_own
    with pytest.raises(NotPossible) as refused:
        close(world, platform)
    assert [reason.code for reason in refused.value.reasons] == ["organisation_own"]
    assert may(persons.load_person(db.session.connection(), world.admin.id, ""), Can.SEE_MAIL)


def test_only_an_administrator_closes(world, key):
    with pytest.raises(NotAllowed):
        foreseen(world, key, by=world.coordinator)
    with pytest.raises(NotVisible):
        foreseen(world, 999)


def test_a_studio_without_anybody_is_closed_without_a_reason(world):
    key = organisations.add(
        world.admin, Part.SPONSOR, trilingual("Қор", "Фонд", "Fund"), {}, now=NOW
    )

    close(world, key, reason="")

    assert not is_open(key)
