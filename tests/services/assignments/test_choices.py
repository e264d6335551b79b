"""Who is offered can act: today, with an open account, in an organisation that is not closed."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import Invalid
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Membership, Organisation, User
from artflow.services.assignments import specialists
from artflow.services.database.transactions import writing
from artflow.services.sponsorship import replacements
from tests.fixtures import walks
from tests.services.accounts.test_departures import add_person

TODAY = date(2026, 9, 1)


def change(model, key, **values) -> None:
    with writing() as connection:
        column = Membership.user_id if model is Membership else model.id
        connection.execute(db.update(model).where(column == key).values(**values))


CANNOT_ACT = {
    "suspended": lambda world, user, place: change(User, user, active=False),
    "role is over": lambda world, user, place: change(
        Membership, user, valid_until=date(2026, 8, 31)
    ),
    "role has not begun": lambda world, user, place: change(
        Membership, user, valid_from=date(2026, 9, 2)
    ),
    "organisation closed": lambda world, user, place: change(
        Organisation, world.organisations[place], active=False
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("why", CANNOT_ACT)
def test_only_a_specialist_who_can_act_is_offered_and_taken(world, why):
    story = walks.in_review(world)
    case = story.case
    offered = specialists.list_assignable(db.session.connection(), case, TODAY)
    assert offered == [(world.specialist.id, "Specialist")]

    CANNOT_ACT[why](world, world.specialist.id, "department")

    db.session.rollback()
    assert specialists.list_assignable(db.session.connection(), case, TODAY) == []
    if why != "organisation closed":  # or the head cannot act either
        with pytest.raises(Invalid) as caught:
            story.act(world.head, "assign", user=world.specialist.id)
        assert (caught.value.field, caught.value.code) == ("user", "not_a_specialist")


@pytest.mark.postgres
@pytest.mark.parametrize("why", CANNOT_ACT)
def test_only_a_sponsor_for_whom_somebody_may_sign_takes_a_place(world, why):
    story, third = walks.at_sponsors(world), world.organisations["sponsor-3"]
    case, connection = story.case, db.session.connection()
    assert replacements.possible_replacements(connection, case, TODAY) == [third]

    CANNOT_ACT[why](world, world.third.id, "sponsor-3")

    db.session.rollback()
    connection = db.session.connection()
    assert replacements.possible_replacements(connection, case, TODAY) == []
    with pytest.raises(Invalid) as caught:
        story.act(
            world.coordinator,
            "replace_sponsor",
            leaving=world.organisations["sponsor-1"],
            joining=third,
            text=".",
        )
    assert caught.value.field == "joining"


def test_who_looks_after_how_many_works_is_counted(world):
    add_person(world, "colleague", "department", Role.ARCHITECTURE_SPECIALIST)
    colleague = world.people["colleague"].id
    story = walks.in_review(world)
    story.act(world.head, "assign", user=world.specialist.id)

    users = [world.specialist.id, colleague]
    counted = specialists.count_entrusted(db.session.connection(), users)
    assert counted == {world.specialist.id: 1, colleague: 0}

    story.act(world.artist, "withdraw", text=".")
    db.session.rollback()
    assert specialists.count_entrusted(db.session.connection(), users)[world.specialist.id] == 0
