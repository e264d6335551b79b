"""Who gets which notice: as a turn, as news, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Notice, User
from artflow.services.database.transactions import writing
from artflow.services.people import people
from tests.fixtures import walks
from tests.services.queries import recipients_of


def notified(story, person, action, **data) -> dict[str, str]:
    return recipients_of(story.act(person, action, **data))


def test_nobody_hears_of_a_draft(world):
    world.story()

    assert db.session.scalar(db.select(db.func.count(Notice.id))) == 0


def test_a_draft_withdrawn_is_told_to_nobody_who_never_saw_it(world):
    story = world.story()

    assert notified(story, world.artist, "withdraw", text=".") == {}


def test_the_way_to_the_sponsors_is_told_to_those_it_concerns(world):
    story = world.story()

    assert notified(story, world.artist, "submit") == {"coordinator": "turn", "specialist": "news"}
    assert notified(story, world.specialist, "accept") == {
        "artist": "news",
        "coordinator": "turn",
        "jusan": "news",
        "tourism": "news",
    }
    assert notified(story, world.artist, "propose_wall", wall=world.walls[0]) == {}
    assert notified(story, world.coordinator, "choose_wall", wall=world.walls[0]) == {
        "specialist": "turn"
    }
    assert notified(story, world.specialist, "confirm_site") == {
        "artist": "news",
        "coordinator": "news",
        "head": "news",
    }
    assert notified(story, world.specialist, "recommend", decision="approve", text=".") == {
        "head": "turn"
    }


def test_a_sponsors_signature_is_news_to_the_other_and_a_turn_to_the_coordinator(world):
    story = walks.at_sponsors(world)

    assert notified(story, world.jusan, "sign", amount=6_000_000) == {
        "artist": "news",
        "coordinator": "news",
        "tourism": "news",
    }
    assert notified(story, world.tourism, "sign", amount=4_000_000) == {
        "artist": "news",
        "coordinator": "turn",
        "jusan": "news",
    }


def test_a_return_is_the_artists_turn_and_told_once(world):
    story = walks.submitted(world)
    assert notified(story, world.coordinator, "remark", severity="must", text=".") == {}

    assert notified(story, world.coordinator, "return") == {"artist": "turn"}


def test_of_a_department_only_the_assigned_specialist_has_the_turn(world):
    with writing() as connection:
        people.give_role(
            connection,
            world.third.id,
            world.organisations["department"],
            Role.ARCHITECTURE_SPECIALIST,
        )
    story = walks.in_review(world)

    assert notified(story, world.head, "assign", user=world.third.id) == {
        "third": "turn",
        "specialist": "news",
    }
    story.act(world.head, "remark", severity="must", text=".")
    story.act(world.head, "return")
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text=".")
    assert notified(story, world.artist, "resubmit", text="Сол") == {
        "coordinator": "news",
        "third": "turn",
        "specialist": "news",
    }


def test_resuming_is_news_and_no_new_turn(world):
    story = walks.submitted(world)
    everybody = {"artist": "news", "coordinator": "news", "specialist": "news"}

    assert notified(story, world.head, "hold", review_on=date(2026, 10, 1)) == everybody
    assert notified(story, world.head, "resume") == everybody


@pytest.mark.parametrize("username", ["coordinator", "specialist"])
def test_who_has_left_hears_nothing(world, username):
    with writing() as connection:
        gone = User.id == getattr(world, username).id
        connection.execute(db.update(User).where(gone).values(active=False))

    assert username not in notified(world.story(), world.artist, "submit")
