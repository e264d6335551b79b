"""Rights that are taken while a press waits for the lock count, on both databases."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from artflow.domain.errors import LinkDead, NotAllowed, NotVisible, Refusal, SignedOut, Stale
from artflow.domain.people.roles import Part, Person
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import LoginSession, Membership, Organisation, ProgrammeParty, User
from artflow.services.accounts import closings, corrections, departures, memberships
from artflow.services.accounts.memberships import Terms
from artflow.services.database.transactions import writing
from artflow.services.decisions import case_loader, decisions
from artflow.services.identity import persons
from artflow.services.people import invitations, organisations, people, roster
from artflow.services.programmes import calendar, creation, parties, processes, settings
from artflow.services.proposals import attachments, proposals
from artflow.services.walls import candidates, walls
from artflow.services.walls import photos as wall_photos
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition
from tests.services.mail.mailbox import deliver, token
from tests.services.queries import dump_tables

PAUSE = 0.3
"""Seconds that a press is given to come to the lock."""


def signed_in(person: Person) -> Person:
    """Return the person in a session of their own."""
    with writing() as connection:
        people.open_session(connection, person.id, "tests", NOW)
        newest = connection.scalar(db.select(db.func.max(LoginSession.id)))
    return replace(person, session_id=newest)


def waiting(context, verb, meanwhile, proposal=None):
    """Call a verb that waits while `meanwhile` writes; return what the verb came to."""
    outcome = []

    def call():
        with context.app_context():
            try:
                outcome.append(verb())
            except Refusal as refusal:
                outcome.append(refusal)

    with writing() as connection:
        if proposal is not None:
            case_loader.lock(connection, proposal)
        slower = threading.Thread(target=call)
        slower.start()
        time.sleep(PAUSE)
        meanwhile(connection)
    slower.join()
    return outcome[0]


def take_roles(person):
    return lambda connection: connection.execute(
        db.delete(Membership).where(Membership.user_id == person.id)
    )


def suspend(person):
    return lambda connection: connection.execute(
        db.update(User).where(User.id == person.id).values(active=False)
    )


def end_sessions(person):
    return lambda connection: people.end_sessions(connection, person.id, NOW)


def leave_programme(world):
    return lambda connection: connection.execute(
        db.delete(ProgrammeParty).where(
            ProgrammeParty.organisation_id == world.organisations["department"]
        )
    )


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [(take_roles, NotVisible), (suspend, SignedOut), (end_sessions, SignedOut)],
)
def test_what_is_taken_while_a_signature_waits_counts(context, world, meanwhile, refusal):
    story = walks.at_sponsors(world)
    jusan, seen = signed_in(world.jusan), story.seen

    outcome = waiting(
        context,
        lambda: decisions.take_action(
            story.id, jusan, "sign", seen=seen, key="waiting", data={"amount": 1}
        ),
        meanwhile(jusan),
        story.id,
    )

    assert type(outcome) is refusal
    assert {signoff.state for signoff in story.case.signoffs_in("sponsors")} == {"pending"}


def test_a_department_that_leaves_the_programme_decides_nothing_any_more(context, world):
    story = walks.ready_to_decide(world)
    seen = story.seen

    outcome = waiting(
        context,
        lambda: decisions.take_action(
            story.id, world.head, "approve", seen=seen, key="waiting", data={"text": "."}
        ),
        leave_programme(world),
        story.id,
    )

    assert type(outcome) is NotVisible
    assert story.case.stage == "architecture"


def test_a_role_that_is_given_while_a_press_waits_counts_too(context, world):
    story = walks.at_sponsors(world)
    seen = story.seen

    outcome = waiting(
        context,
        lambda: decisions.take_action(
            story.id, world.viewer, "sign", seen=seen, key="waiting", data={"amount": 1}
        ),
        lambda connection: people.give_role(
            connection,
            world.viewer.id,
            world.organisations["sponsor-1"],
            world.jusan.memberships[0].role,
        ),
        story.id,
    )

    assert outcome.stage == "sponsors"


def test_somebody_whose_press_is_being_judged_is_suspended_after_it(context, world):
    story = walks.at_sponsors(world)
    press = decisions.Press(story.id, world.jusan, "sign", story.seen, "first", story.now)
    done = []

    def close():
        with context.app_context():
            departures.suspend(world.jusan.id, world.admin, NOW, reason="left")
            done.append("suspended")

    with decisions.deciding(press) as decision:
        slower = threading.Thread(target=close)
        slower.start()
        time.sleep(PAUSE)
        assert done == []
        decision.carry_out({"amount": 1})
        done.append("signed")
    slower.join()

    assert done == ["signed", "suspended"]


def test_two_who_suspend_each_other_do_not_wait_for_ever(context, world):
    with writing() as connection:
        people.give_role(
            connection,
            world.coordinator.id,
            world.organisations["platform"],
            world.admin.memberships[0].role,
        )
    world.read_people()
    start = threading.Barrier(2)

    def press(pair):
        by, other = pair
        with context.app_context():
            start.wait()
            try:
                departures.suspend(other.id, by, NOW)
            except SignedOut:
                return "was suspended"
            return "has suspended"

    pairs = [(world.admin, world.coordinator), (world.coordinator, world.admin)]
    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(press, pairs)) == ["has suspended", "was suspended"]
        with writing() as connection:
            connection.execute(db.update(User).values(active=True))


def test_no_role_is_given_in_an_organisation_that_is_being_closed(context, world):
    house, outcome = world.organisations["sponsor-1"], []

    def give():
        with context.app_context():
            try:
                role = world.viewer.memberships[0].role
                memberships.give(world.artist.id, world.admin, house, role, Terms(), NOW)
            except Refusal as refusal:
                outcome.append(refusal.code)

    with writing() as connection:
        mine = Organisation.id == house
        connection.execute(db.select(Organisation.id).where(mine).with_for_update())
        slower = threading.Thread(target=give)
        slower.start()
        time.sleep(PAUSE)
        connection.execute(db.update(Organisation).where(mine).values(active=False))
    slower.join()

    assert outcome == ["organisation_closed"]
    assert db.session.scalars(db.select(Membership).filter_by(user_id=world.artist.id)).one()


def test_a_decision_that_waits_for_a_closing_is_not_taken(context, world):
    story = walks.at_sponsors(world)
    house, seen = world.organisations["sponsor-1"], story.seen
    told = closings.foresee(house, world.admin, story.now).digest
    db.session.rollback()
    day = story.now.date()
    closings.close(house, world.admin, day, story.now, seen=told, reason="Liquidated")

    with pytest.raises(Refusal):
        decisions.take_action(
            story.id,
            world.jusan,  # as the request found them before
            "sign",
            seen=seen,
            key="waiting",
            data={"amount": 1},
            now=story.now,
        )


def test_closing_and_accepting_at_once_end_both(context, world):
    house = world.organisations["sponsor-1"]
    start = threading.Barrier(2)

    def accept(key):
        with context.app_context():
            start.wait()
            try:
                invitations.accept(key, NOW)
            except LinkDead:
                return "dead"
            return "accepted"

    def close(told):
        with context.app_context():
            start.wait()
            try:
                closings.close(house, world.admin, NOW.date(), NOW, seen=told, reason="x")
            except Stale:
                return "stale"
            return "closed"

    for _ in range(5):
        role = world.viewer.memberships[0].role
        guest = invitations.Invitee("artist@example.org", "A", "kk", house, role)
        invitations.invite(world.admin, guest, NOW)
        (letter,) = deliver()
        told = closings.foresee(house, world.admin, NOW).digest
        db.session.rollback()
        with ThreadPoolExecutor(2) as pool:
            came = pool.submit(accept, token(letter)), pool.submit(close, told)
            assert [one.result() for one in came] in (["accepted", "stale"], ["dead", "closed"])
        db.session.rollback()
        with writing() as connection:
            connection.execute(db.update(Organisation).values(active=True))
            connection.execute(db.update(Membership).values(valid_until=None))
            connection.execute(
                db.delete(Membership).where(
                    Membership.user_id == world.artist.id, Membership.organisation_id == house
                )
            )


def test_whoever_may_do_nothing_any_more_writes_nothing_by_any_verb(world):
    story = walks.drafted(world)
    verbs = list_verbs(world, story)
    for person in (world.artist, world.coordinator, world.admin):
        with writing() as connection:
            suspend(person)(connection)
    before = dump_tables()

    for name, verb in verbs.items():
        with pytest.raises(SignedOut):
            verb()
        assert dump_tables() == before, name


def list_verbs(world, story):
    """Return every verb of a person that is no decision, called by somebody who has the right."""
    artist, coordinator, admin = world.artist, world.coordinator, world.admin
    wall, file, day = world.walls[0], world.file("navy"), NOW.date()
    name = "X"
    house = world.organisations["sponsor-1"]
    text = trilingual(name, name, name)
    facts = {"code": "N-1", "city": "", "district": "", "address": "", "width_m": Decimal(1)}
    given = {"name": text, "city": text, "number_form": "prefix-year-number", "calendar_id": 1}
    another = creation.NewProgramme("NEW", "prefix-year-number", text, text, 1, 1)
    guest = invitations.Invitee(
        "new@example.org", "N", "kk", house, world.viewer.memberships[0].role
    )
    return {
        "start": lambda: proposals.start(artist, world.programme, {"title": "T"}, NOW),
        "edit": lambda: proposals.edit(story.id, artist, {"title": "T"}),
        "copy": lambda: proposals.copy(story.id, artist, NOW),
        "attach": lambda: attachments.attach(story.id, artist, file, kind="sketch"),
        "describe": lambda: attachments.describe(
            story.id, artist, 1, kind="sketch", caption="", alt=""
        ),
        "detach": lambda: attachments.detach(story.id, artist, 1),
        "move file": lambda: attachments.move(story.id, artist, 1, 0),
        "wish": lambda: candidates.add_wish(story.id, artist, wall),
        "add wall": lambda: walls.add_wall(coordinator, facts, NOW),
        "edit wall": lambda: walls.edit_wall(wall, coordinator, facts),
        "add photo": lambda: wall_photos.add(wall, coordinator, file, alt=""),
        "remove photo": lambda: wall_photos.remove(wall, coordinator, 1),
        "invite": lambda: invitations.invite(coordinator, guest, NOW),
        "suspend": lambda: departures.suspend(artist.id, admin, NOW),
        "reactivate": lambda: roster.reactivate(artist.id, admin, NOW),
        "end sessions": lambda: roster.end_sessions(artist.id, admin, NOW),
        "take role": lambda: departures.take_role(artist.id, 1, admin, NOW),
        "impersonate": lambda: roster.impersonate(artist.id, 1, admin, "", NOW),
        "add house": lambda: organisations.add(admin, Part.SPONSOR, text, {}, NOW),
        "edit house": lambda: organisations.edit(house, admin, {}, NOW),
        "rename house": lambda: organisations.rename(house, admin, text, day, NOW),
        "correct kind": lambda: corrections.correct_kind(house, admin, Part.ARTIST, NOW),
        "delete house": lambda: corrections.delete_organisation(house, admin, NOW),
        "close house": lambda: closings.close(house, admin, day, NOW, seen=""),
        "open house": lambda: closings.reopen(house, admin, NOW),
        "programme": lambda: settings.edit(
            world.programme,
            admin,
            given | {"open": True, "opens_on": None, "closes_on": None},
            NOW,
        ),
        "add party": lambda: parties.add(world.programme, admin, house, NOW, seen=""),
        "remove party": lambda: parties.remove(
            world.programme, admin, house, NOW.date(), NOW, seen=""
        ),
        "keep party": lambda: parties.keep(world.programme, admin, house, NOW),
        "day": lambda: calendar.edit(admin, 1, day, "off", "", NOW),
        "restore day": lambda: calendar.restore(admin, 1, day, NOW),
        "year": lambda: calendar.fill(admin, 1, 2030, NOW),
        "calendar": lambda: calendar.add(admin, text, "KZ", "Asia/Almaty", NOW),
        "new programme": lambda: creation.add(admin, another, NOW),
        "publish": lambda: processes.publish(admin, definition("sculpture").encode(), NOW),
        "in force": lambda: processes.put_in_force(admin, world.programme, 1, NOW),
    }


def test_an_account_that_is_gone_is_signed_out(world):
    with pytest.raises(SignedOut), persons.writing_as(Person(10**6, "nobody")):
        pytest.fail("nobody may write")


def test_a_role_that_is_taken_leaves_the_session_of_another_alone(world):
    artist = signed_in(world.artist)
    with writing() as connection:
        take_roles(artist)(connection)

    with pytest.raises(NotAllowed):
        proposals.start(artist, world.programme, {"title": "T"}, NOW)
