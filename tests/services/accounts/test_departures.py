"""Nobody is taken away blindly: who is left, which works wait for nobody, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Stale
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import AccountEvent, Membership, Turn, User
from artflow.services.accounts import departures
from artflow.services.database.transactions import writing
from artflow.services.people import account_log, invitations, people, roster
from tests.fixtures import walks
from tests.fixtures.world import NOW, PASSWORD
from tests.services.people.test_roster import guest
from tests.services.queries import create_another
from tests.web.support.statements import recorded_statements


def membership(person) -> int:
    db.session.rollback()
    query = db.select(Membership.id).where(Membership.user_id == person.id)
    return db.session.scalars(query.order_by(Membership.id)).first()


def foreseen(world, person, by=None, role=True):
    key = membership(person) if role else None
    return departures.foresee(person.id, by or world.coordinator, NOW, key)


def add_person(world, name, place, role) -> int:
    with writing() as connection:
        user = people.add_user(
            connection, email=f"{name}@example.org", name=name, password=PASSWORD, now=NOW
        )
        people.give_role(connection, user, world.organisations[place], role)
    world.read_people()
    return user


@pytest.mark.postgres
def test_the_last_signatory_leaves_works_that_nobody_may_sign(world):
    story = walks.at_sponsors(world)
    walks.drafted(world)

    (lost,) = foreseen(world, world.jusan).roles

    assert (lost.role, lost.others, lost.leaves_nobody) == (Role.SPONSOR_SIGNATORY, 0, True)
    assert [work.id for work in lost.works] == [story.id]


@pytest.mark.postgres
def test_the_last_signatory_is_taken_only_with_a_reason(world):
    walks.at_sponsors(world)
    key, seen = membership(world.jusan), foreseen(world, world.jusan).digest

    with pytest.raises(Invalid) as caught:
        departures.take_role(world.jusan.id, key, world.coordinator, NOW, seen=seen)
    assert (caught.value.field, caught.value.code) == ("reason", "reason_needed")
    departures.take_role(world.jusan.id, key, world.coordinator, NOW, seen=seen, reason="Left")

    assert membership(world.jusan) is None
    (event,) = account_log.list_events(world.jusan.id)
    assert (event.type, event.data["reason"]) == ("role_taken", "Left")


def test_somebody_who_is_not_alone_goes_without_a_word(world):
    add_person(world, "second", "sponsor-1", Role.SPONSOR_SIGNATORY)
    walks.at_sponsors(world)

    found = foreseen(world, world.jusan)

    assert (found.roles[0].others, found.roles[0].works, found.needs_reason) == (1, (), False)
    departures.take_role(
        world.jusan.id, membership(world.jusan), world.coordinator, NOW, seen=found.digest
    )


@pytest.mark.parametrize("how", ["suspended", "ended"])
def test_who_may_not_sign_today_is_not_counted_as_left(world, how):
    second = add_person(world, "second", "sponsor-1", Role.SPONSOR_SIGNATORY)
    if how == "suspended":
        departures.suspend(second, world.coordinator, NOW)
    else:
        with writing() as connection:
            connection.execute(
                db.update(Membership)
                .where(Membership.user_id == second)
                .values(valid_until=date(2026, 8, 31))
            )

    assert foreseen(world, world.jusan).roles[0].others == 0


def test_a_work_given_to_one_specialist_is_named_though_others_are_left(world):
    add_person(world, "second", "department", Role.ARCHITECTURE_SPECIALIST)
    story = walks.in_review(world)
    story.act(world.head, "assign", user=world.specialist.id)

    (lost,) = foreseen(world, world.specialist).roles

    assert lost.others == 1
    assert [work.id for work in lost.works] == [story.id]
    assert not lost.leaves_nobody


def test_the_last_specialist_with_open_turns_needs_a_reason(world):
    assert not foreseen(world, world.specialist).needs_reason
    walks.in_review(world)

    assert foreseen(world, world.specialist).needs_reason


def test_what_changed_since_it_was_shown_is_shown_anew(world):
    seen = foreseen(world, world.jusan).digest
    walks.at_sponsors(world)

    with pytest.raises(Stale):
        departures.suspend(world.jusan.id, world.coordinator, NOW, seen=seen, reason="Left")

    db.session.rollback()
    assert db.session.get(User, world.jusan.id).active
    assert db.session.scalars(db.select(AccountEvent)).all() == []


def test_the_last_administrator_stays(world):
    second = add_person(world, "second", "platform", Role.ADMINISTRATOR)
    with writing() as connection:
        connection.execute(
            db.update(Membership)
            .where(Membership.user_id == world.admin.id)
            .values(valid_from=date(2026, 9, 2))
        )

    assert departures.foresee(second, world.admin, NOW).leaves_no_administrator
    for leave in (
        lambda: departures.suspend(second, world.admin, NOW, reason="x"),
        lambda: departures.take_role(
            second, membership(world.people["second"]), world.admin, NOW, reason="x"
        ),
    ):
        with pytest.raises(NotPossible) as caught:
            leave()
        assert [reason.code for reason in caught.value.reasons] == ["last_administrator"]


def test_works_invitations_and_sessions_are_told(world):
    walks.drafted(world)
    with writing() as connection:
        people.open_session(connection, world.artist.id, "tests", NOW)
    invitations.invite(world.coordinator, guest(world), NOW)

    artist = foreseen(world, world.artist, world.admin, role=False)
    coordinator = foreseen(world, world.coordinator, world.admin, role=False)

    assert (artist.own_works, artist.sessions, artist.invitations) == (1, 1, 0)
    assert coordinator.invitations == 1


def test_only_who_manages_the_account_is_told(world):
    with pytest.raises(NotVisible):
        foreseen(world, world.third)
    with pytest.raises(NotAllowed):
        foreseen(world, world.coordinator)
    with pytest.raises(NotVisible):
        departures.foresee(world.jusan.id, world.coordinator, NOW, 999)


def test_it_asks_as_much_for_many_works_as_for_one(app, world):
    def asked() -> int:
        with recorded_statements(app) as found:
            foreseen(world, world.jusan)
        return len(found)

    walks.at_sponsors(world)
    asked()  # the calendars are read once a minute
    first = asked()
    for colour in ("olive", "navy"):
        create_another(world, colour)
    with writing() as connection:
        connection.execute(
            db.update(Turn)
            .where(Turn.role == "coordinator")
            .values(role="sponsor_signatory", organisation_id=world.organisations["sponsor-1"])
        )

    assert len(foreseen(world, world.jusan).roles[0].works) == 3
    assert asked() == first


@pytest.mark.postgres
def test_an_account_is_suspended_once_and_an_old_page_suspends_nobody_anew(world):
    seen = foreseen(world, world.viewer, role=False).digest

    for _ in range(2):
        departures.suspend(world.viewer.id, world.coordinator, NOW, seen=seen)
    query = db.select(AccountEvent.type).filter_by(user_id=world.viewer.id)
    assert db.session.scalars(query.order_by(AccountEvent.id)).all() == ["suspended"]

    roster.reactivate(world.viewer.id, world.coordinator, NOW)
    with pytest.raises(Stale):
        departures.suspend(world.viewer.id, world.coordinator, NOW, seen=seen)
    assert db.session.get_one(User, world.viewer.id).active
