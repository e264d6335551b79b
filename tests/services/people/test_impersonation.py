"""Impersonation: of whom, how long, and what the history keeps of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.errors import NotAllowed, NotVisible
from artflow.domain.people.roles import Part, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import LoginSession, Membership
from artflow.services.accounts import departures
from artflow.services.database.transactions import writing
from artflow.services.people import account_log, impersonation, people, roster
from artflow.services.programmes import setup
from artflow.services.proposals import proposals
from tests.fixtures.world import NOW, definition

from .test_roster import signed_in

SOON, LATE = NOW + timedelta(minutes=29), NOW + timedelta(minutes=31)


def start_impersonation(world, by="coordinator", whom="jusan") -> str:
    """Sign in and start to impersonate; return the session's token."""
    token = signed_in(getattr(world, by))
    begin(world, token, by, whom)
    return token


def begin(world, token, by, whom, now=NOW):
    db.session.rollback()
    session = db.session.scalars(
        db.select(LoginSession.id).filter_by(token_sha256=people.hash_token(token))
    ).one()
    roster.impersonate(getattr(world, whom).id, session, getattr(world, by), "asked for help", now)


def impersonated_name(token, now=SOON):
    """Return as whom the session looks; None if it is over."""
    db.session.rollback()
    row = people.find_session(db.session.connection(), token, now)
    return row and row.impersonated_name


def account_events(person):
    db.session.rollback()
    return [(row.type, row.actor, row.data) for row in account_log.list_events(person.id)]


def test_beginning_and_end_are_in_the_history_with_the_reason(world):
    token = start_impersonation(world)
    assert impersonated_name(token) == "Jusan"

    row = people.find_session(db.session.connection(), token, NOW)
    impersonation.stop(row.id, SOON)

    assert impersonated_name(token) is None
    ended, began = account_events(world.jusan)
    assert ended == ("see_as_ended", "Coordinator", {"why": "ended"})
    assert began[:2] == ("see_as_began", "Coordinator")
    assert began[2]["reason"] == "asked for help"
    assert account_events(world.coordinator) == []


def test_it_ends_by_itself_and_that_too_is_written_down_once(world):
    token = start_impersonation(world)
    assert impersonation.stop_expired(SOON) == 0

    assert impersonated_name(token, LATE) is None
    assert impersonation.stop_expired(LATE) == 1
    assert impersonation.stop_expired(LATE) == 0

    assert account_events(world.jusan)[0] == ("see_as_ended", "Coordinator", {"why": "time"})


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        (lambda world, token: people.sign_out(token, SOON), "signed_out"),
        (lambda world, token: people.sign_out_everywhere(world.coordinator.id, SOON), "revoked"),
        (
            lambda world, token: departures.suspend(
                world.jusan.id, world.admin, SOON, reason="left"
            ),
            "revoked",
        ),
        (
            lambda world, token: departures.suspend(
                world.coordinator.id, world.admin, SOON, reason="left"
            ),
            "revoked",
        ),
        (lambda world, token: roster.end_sessions(world.jusan.id, world.admin, SOON), "revoked"),
    ],
)
def test_it_ends_with_the_sessions_of_either(world, ending, why):
    token = start_impersonation(world)

    ending(world, token)

    assert impersonated_name(token) is None
    assert ("see_as_ended", "Coordinator", {"why": why}) in account_events(world.jusan)


def test_another_look_ends_the_one_before(world):
    token = start_impersonation(world)

    begin(world, token, "coordinator", "viewer", SOON)

    assert impersonated_name(token) == "Viewer"
    assert account_events(world.jusan)[0][0] == "see_as_ended"


@pytest.mark.parametrize(
    ("by", "whom", "refusal"),
    [
        ("coordinator", "coordinator", NotAllowed),
        ("coordinator", "admin", NotVisible),
        ("coordinator", "third", NotVisible),
        ("coordinator", "artist", NotVisible),  # the studio takes part in no programme of theirs
        ("admin", "admin", NotAllowed),
        ("head", "specialist", NotVisible),
        ("artist", "other_artist", NotVisible),
    ],
)
def test_nobody_impersonates_somebody_who_sees_more(world, by, whom, refusal):
    with pytest.raises(refusal):
        start_impersonation(world, by, whom)

    assert account_events(getattr(world, whom)) == []


@pytest.mark.parametrize("whom", ["artist", "head", "coordinator", "viewer"])
def test_an_administrator_looks_through_all_others(world, whom):
    assert impersonated_name(start_impersonation(world, "admin", whom)) == getattr(world, whom).name


def test_a_suspended_person_is_not_impersonated(world):
    departures.suspend(world.jusan.id, world.admin, NOW, reason="left")
    with pytest.raises(NotAllowed):
        start_impersonation(world)


def test_a_session_that_has_ended_begins_nothing(world):
    token = signed_in(world.coordinator)
    people.sign_out(token, NOW)
    with pytest.raises(NotAllowed):
        begin(world, token, "coordinator", "jusan")


def start_as_artist(world, programme):
    """Let the observer send a work while they are an artist, which they are no longer after it."""
    role = (Membership.user_id == world.viewer.id, Membership.role == Role.ARTIST.value)
    with writing() as connection:
        people.give_role(connection, world.viewer.id, world.organisations["studio"], Role.ARTIST)
    proposals.start(world.viewer, programme, {"title": "Title"}, NOW)
    with writing() as connection:
        connection.execute(db.delete(Membership).where(*role))


def test_a_work_in_another_programme_prevents_impersonation(world):
    """A sponsor's observer once sent a work to another city, as an artist."""
    with writing() as connection:
        words = trilingual("A", "A", "A")
        elsewhere = setup.create_programme(
            connection,
            prefix="ALM",
            name=words,
            city=words,
            now=NOW,
            definition=definition("mural"),
            parties=[(Part.SPONSOR, world.organisations["sponsor-3"])],
        )
    start_as_artist(world, world.programme)
    assert impersonated_name(start_impersonation(world, whom="viewer")) == "Viewer"

    start_as_artist(world, elsewhere)

    with pytest.raises(NotAllowed):
        start_impersonation(world, whom="viewer")
    assert impersonated_name(start_impersonation(world, "admin", "viewer")) == "Viewer"
