"""Through somebody else's eyes: whose, how long, and what the history keeps of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.errors import NotAllowed, NotVisible
from artflow.domain.roles import Part, Person
from artflow.domain.words import Words
from artflow.extensions import db
from artflow.models import LoginSession
from artflow.services import account_log, people, proposals, roster, seeing, setup
from artflow.services.database import writing
from tests.world import NOW, definition

from .test_roster import signed_in

SOON, LATE = NOW + timedelta(minutes=29), NOW + timedelta(minutes=31)


def looks(world, by="coordinator", whom="jusan") -> str:
    """Somebody signs in and begins to look; their token."""
    token = signed_in(getattr(world, by))
    begin(world, token, by, whom)
    return token


def begin(world, token, by, whom, now=NOW):
    db.session.rollback()
    session = db.session.scalars(
        db.select(LoginSession.c.id).filter_by(token_sha256=people.digest(token))
    ).one()
    roster.see_as(getattr(world, whom).id, session, getattr(world, by), "asked for help", now)


def eyes(token, now=SOON):
    """Through whose eyes the session looks."""
    db.session.rollback()
    row = people.session(db.session.connection(), token, now)
    return row and row.eyes_name


def told(person):
    db.session.rollback()
    return [(row.type, row.actor, row.data) for row in account_log.of(person.id)]


def test_beginning_and_end_are_in_the_history_with_the_reason(world):
    token = looks(world)
    assert eyes(token) == "Jusan"

    row = people.session(db.session.connection(), token, NOW)
    seeing.end(row.id, SOON)

    assert eyes(token) is None
    ended, began = told(world.jusan)
    assert ended == ("see_as_ended", "Coordinator", {"why": "ended"})
    assert began[:2] == ("see_as_began", "Coordinator")
    assert began[2]["reason"] == "asked for help"
    assert told(world.coordinator) == []


def test_it_ends_by_itself_and_that_too_is_written_down_once(world):
    token = looks(world)
    assert seeing.sweep(SOON) == 0

    assert eyes(token, LATE) is None
    assert seeing.sweep(LATE) == 1
    assert seeing.sweep(LATE) == 0

    assert told(world.jusan)[0] == ("see_as_ended", "Coordinator", {"why": "time"})


@pytest.mark.parametrize(("ending", "why"), [
    (lambda world, token: people.sign_out(token, SOON), "signed_out"),
    (lambda world, token: people.sign_out_everywhere(world.coordinator.id, SOON), "revoked"),
    (lambda world, token: roster.suspend(world.jusan.id, world.admin, SOON), "revoked"),
    (lambda world, token: roster.suspend(world.coordinator.id, world.admin, SOON), "revoked"),
    (lambda world, token: roster.end_sessions(world.jusan.id, world.admin, SOON), "revoked"),
])  # fmt: skip
def test_it_ends_with_the_sessions_of_either(world, ending, why):
    token = looks(world)

    ending(world, token)

    assert eyes(token) is None
    assert ("see_as_ended", "Coordinator", {"why": why}) in told(world.jusan)


def test_another_look_ends_the_one_before(world):
    token = looks(world)

    begin(world, token, "coordinator", "viewer", SOON)

    assert eyes(token) == "Viewer"
    assert told(world.jusan)[0][0] == "see_as_ended"


@pytest.mark.parametrize(("by", "whom", "refusal"), [
    ("coordinator", "coordinator", NotAllowed),
    ("coordinator", "admin", NotVisible),
    ("coordinator", "third", NotVisible),
    ("coordinator", "artist", NotVisible),  # the studio takes part in no programme of theirs
    ("admin", "admin", NotAllowed),
    ("head", "specialist", NotVisible),
    ("artist", "other_artist", NotVisible),
])  # fmt: skip
def test_nobody_looks_through_eyes_that_see_more(world, by, whom, refusal):
    with pytest.raises(refusal):
        looks(world, by, whom)

    assert told(getattr(world, whom)) == []


@pytest.mark.parametrize("whom", ["artist", "head", "coordinator", "viewer"])
def test_an_administrator_looks_through_all_others(world, whom):
    assert eyes(looks(world, "admin", whom)) == getattr(world, whom).name


def test_a_suspended_person_has_no_eyes(world):
    roster.suspend(world.jusan.id, world.admin, NOW)
    with pytest.raises(NotAllowed):
        looks(world)


def test_a_session_that_has_ended_begins_nothing(world):
    token = signed_in(world.coordinator)
    people.sign_out(token, NOW)
    with pytest.raises(NotAllowed):
        begin(world, token, "coordinator", "jusan")


def test_a_work_in_a_programme_of_others_closes_the_eyes(world):
    """A sponsor's observer once sent a work to another city, as an artist."""
    with writing() as connection:
        words = Words("A", "A", "A")
        elsewhere = setup.programme(connection, prefix="ALM", name=words, city=words, now=NOW,
                                    definition=definition("creative-art"), parties=[
            (Part.SPONSOR, world.organisations["sponsor-3"])])  # fmt: skip
    artist = Person(world.viewer.id, "Viewer", world.artist.memberships)
    proposals.start(artist, world.programme, {"title": "Here"}, NOW)
    assert eyes(looks(world, whom="viewer")) == "Viewer"

    proposals.start(artist, elsewhere, {"title": "There"}, NOW)

    with pytest.raises(NotAllowed):
        looks(world, whom="viewer")
    assert eyes(looks(world, "admin", "viewer")) == "Viewer"
