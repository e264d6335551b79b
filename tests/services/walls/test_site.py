"""Choosing a wall: T6, T7 and T8, and whose wall it is then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from artflow.domain.errors import Invalid, NotAllowed, Reason
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import CandidateWall, Programme, Wall
from artflow.services.database.transactions import writing
from artflow.services.decisions import endings
from artflow.services.programmes import definitions
from artflow.services.walls import walls
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition
from tests.services.queries import (
    create_another,
    last_event,
    reason_codes,
    reasons_of,
    refusal_of,
    whose_turn,
)

WHO = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)


def holder(wall: int) -> tuple[int | None, date | None]:
    db.session.rollback()
    row = db.session.get_one(Wall, wall)
    return row.held_by_id, row.held_until


def chosen(world, wall=None, story=None):
    story = story or walks.at_site(world)
    story.act(world.coordinator, "propose_wall", wall=wall or world.walls[0])
    story.act(world.specialist, "choose_wall", wall=wall or world.walls[0])
    return story


def test_a_wall_is_proposed_before_it_is_chosen_and_chosen_before_it_is_confirmed(world):
    story = walks.at_site(world)

    assert reasons_of(story, world.coordinator, "choose_wall", wall=world.walls[0]) == (
        Reason("no_wall_proposed", {}, WHO, "propose_wall"),
    )
    assert reasons_of(story, world.specialist, "confirm_site") == (
        Reason("wall_not_chosen", {}, WHO, "choose_wall"),
    )


def test_up_to_five_walls_are_compared_each_once(world):
    story = walks.at_site(world)
    five = [*world.walls, *(world.wall(f"X-{n}") for n in range(3))]
    sixth = world.wall("X-6")

    story.act(world.artist, "propose_wall", wall=five[0], score=80, text="Көрінеді.")
    twice = refusal_of(story, world.coordinator, "propose_wall", wall=five[0])
    unknown = refusal_of(story, world.coordinator, "propose_wall", wall=404)
    for wall in five[1:]:
        story.act(world.specialist, "propose_wall", wall=wall)
    too_many = refusal_of(story, world.specialist, "propose_wall", wall=sixth)

    assert [(r.field, r.code) for r in (twice, unknown, too_many)] == [
        ("wall", "already_proposed"),
        ("wall", "choice"),
        ("wall", "too_many"),
    ]
    assert too_many.params == {"n": 5}
    first = db.session.scalars(db.select(CandidateWall).order_by(CandidateWall.id)).first()
    assert (first.score, first.note, first.proposed_by_id) == (80, "Көрінеді.", world.artist.id)
    assert story.case.candidates == 5


def test_only_a_proposed_wall_is_chosen_and_not_by_the_artist(world):
    story = walks.at_site(world)
    story.act(world.artist, "propose_wall", wall=world.walls[0])

    refusal = refusal_of(story, world.coordinator, "choose_wall", wall=world.walls[1])

    assert isinstance(refusal, Invalid)
    assert (refusal.field, refusal.code) == ("wall", "choice")
    assert type(refusal_of(story, world.artist, "choose_wall", wall=world.walls[0])) is NotAllowed


def test_an_unknown_heritage_and_an_unknown_owner_are_found_out_first(world):
    wall = world.wall("W-9", heritage="unknown", contact="")
    story = chosen(world, wall)

    assert reasons_of(story, world.specialist, "confirm_site") == (
        Reason("heritage_unknown", {}, WHO),
        Reason("owner_unknown", {}, WHO),
    )

    walls.edit_wall(
        wall, world.specialist, {"code": "W-9", "heritage": "none", "owner_contact": "+7"}
    )
    assert story.act(world.specialist, "confirm_site").stage == "architecture"


def test_a_confirmed_wall_is_kept_for_ninety_days(world):
    story = chosen(world)
    assert holder(world.walls[0]) == (None, None)
    assert whose_turn(story) == [
        ("architecture_specialist", f"org:{world.organisations['department']}")
    ]

    story.act(world.specialist, "confirm_site")

    assert holder(world.walls[0]) == (story.id, date(2026, 11, 30))


def test_a_wall_that_another_work_has_taken_meanwhile_is_not_confirmed(world):
    story, rival = chosen(world), chosen(world, story=create_another(world))
    story.act(world.specialist, "confirm_site")

    assert reasons_of(rival, world.specialist, "confirm_site") == (
        Reason("wall_taken", {}, WHO, "choose_wall"),
    )

    rival.act(world.coordinator, "propose_wall", wall=world.walls[1])
    rival.act(world.coordinator, "choose_wall", wall=world.walls[1])
    assert rival.act(world.specialist, "confirm_site").stage == "architecture"
    assert holder(world.walls[1])[0] == rival.id


def test_two_works_never_hold_one_wall_even_where_a_city_forgets_to_ask(world):
    """The guard asks before, the reservation itself asks again: in between somebody was faster."""
    careless = definition("mural").replace('"wall_free", ', "").replace(', "wall_free"', "")
    with writing() as connection:
        published = definitions.publish(connection, careless, NOW)
        connection.execute(db.update(Programme).values(definition_id=published))
    story, rival = chosen(world), chosen(world, story=create_another(world))
    story.act(world.specialist, "confirm_site")

    assert reasons_of(rival, world.specialist, "confirm_site") == (
        Reason("wall_taken", {}, (), "choose_wall"),
    )
    assert holder(world.walls[0])[0] == story.id


def test_choosing_another_wall_sets_the_first_one_free(world):
    story = walks.in_review(world)
    story.act(world.specialist, "remark", severity="must", text="Бұл жерге келмейді.")
    story.act(world.specialist, "return")
    story.edit(wished_place="Саябақ")
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")
    assert (story.case.stage, holder(world.walls[0])[0]) == ("site", story.id)

    story.act(world.coordinator, "propose_wall", wall=world.walls[1])
    story.act(world.coordinator, "choose_wall", wall=world.walls[1])

    assert (holder(world.walls[0]), holder(world.walls[1])) == ((None, None), (None, None))
    story.act(world.specialist, "confirm_site")
    assert holder(world.walls[1])[0] == story.id


@pytest.mark.parametrize("ending", ["withdraw", "refuse"])
def test_an_end_sets_the_wall_free(world, ending):
    story = walks.in_review(world)
    if ending == "refuse":
        story.act(world.head, "announce_refusal", code="quality", text="Нашар.")
        story.later(days=7).act(world.head, "refuse", code="quality", text="Нашар.")
    else:
        story.act(world.artist, "withdraw", text="Басқа жоспар.")

    assert holder(world.walls[0]) == (None, None)
    assert story.case.wall_id == world.walls[0]


def test_from_the_choice_of_a_wall_a_work_is_returned_with_remarks_only(world):
    story = walks.at_site(world)
    assert reason_codes(story, world.specialist, "return") == ["no_must_remark"]

    story.act(world.coordinator, "remark", severity="must", text="Қабырға тым кіші.")

    assert story.act(world.coordinator, "return").stage == "revision"
    assert story.case.came_from == "site"


RESERVED_UNTIL = date(2026, 11, 30)
OVER = datetime(2026, 12, 1, 6, tzinfo=UTC)


def test_a_reservation_ends_with_its_days_while_somebody_is_still_to_agree(world):
    story = walks.in_review(world)
    wall = story.case.wall_id
    assert holder(wall) == (story.id, RESERVED_UNTIL)

    assert endings.end_due(OVER - timedelta(days=1)) == 0
    assert endings.end_due(OVER) == 1

    assert holder(wall) == (None, None)
    assert (last_event(story).type, story.case.wall_id) == ("reservation_ended", wall)
    assert endings.end_due(OVER) == 0


def test_who_agrees_to_a_work_whose_wall_is_free_again_gets_it_kept_anew(world):
    story = walks.ready_to_decide(world)
    endings.end_due(OVER)
    story.now = OVER

    story.act(world.head, "approve", text="Келісемін.")

    assert holder(story.case.wall_id) == (story.id, date(2027, 3, 1))


def test_a_wall_that_another_work_has_taken_meanwhile_is_not_agreed_to(world):
    story, other = walks.ready_to_decide(world), create_another(world)
    story.now = other.now = OVER
    endings.end_due(OVER)
    walks.placed(world, other, story.case.wall_id)

    assert "wall_taken" in reason_codes(story, world.head, "approve", text=".")
    assert holder(story.case.wall_id)[0] == other.id


@pytest.mark.parametrize("walk", [walks.at_sponsors, walks.in_execution, walks.completed])
def test_the_wall_of_a_work_that_was_agreed_to_stays_its_own(world, walk):
    story = walk(world)

    assert endings.end_due(OVER + timedelta(days=300)) == 0
    assert holder(story.case.wall_id)[0] == story.id


def test_a_press_ends_a_reservation_in_its_own_transaction(world):
    story = walks.in_review(world)
    story.now = OVER

    story.act(world.specialist, "remark", severity="note", text="Қабырға?")

    assert holder(story.case.wall_id) == (None, None)
