"""In which role somebody acts: own work, two roles, an authority out of date, a hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from artflow.demo.story import Story
from artflow.domain.errors import NotAllowed, NotVisible, Reason
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Membership
from artflow.services.database.transactions import writing
from artflow.services.people import people
from tests.fixtures import walks
from tests.fixtures.world import FACTS, World
from tests.services.queries import (
    last_event,
    list_open_turns,
    list_signoffs,
    reason_codes,
    reasons_of,
    refusal_of,
)


def give(world: World, username: str, organisation: str, role: Role, **paper: Any) -> None:
    """Give one of the world's people one more role."""
    with writing() as connection:
        person, place = getattr(world, username), world.organisations[organisation]
        people.give_role(connection, person.id, place, role, **paper)
    world.read_people()


def change(world: World, username: str, **paper: Any) -> None:
    with writing() as connection:
        mine = Membership.user_id == getattr(world, username).id
        connection.execute(db.update(Membership).where(mine).values(**paper))
    world.read_people()


def test_an_artist_who_is_a_specialist_too_may_not_judge_the_own_work(world):
    give(world, "artist", "department", Role.ARCHITECTURE_SPECIALIST)
    story = walks.submitted(world)
    other = Story(world.other_artist, world.programme, story.now).draft(FACTS)
    other.attach(world.file("red", world.other_artist), "sketch")
    other.act(world.other_artist, "submit")

    assert reason_codes(story, world.artist, "accept") == ["own_work"]
    assert other.act(world.artist, "accept").stage == "site"


def test_what_the_artist_may_do_is_done_as_the_artist(world):
    give(world, "artist", "department", Role.ARCHITECTURE_SPECIALIST)
    story = walks.at_site(world)

    story.act(world.artist, "propose_wall", wall=world.walls[0])

    assert (last_event(story).role, last_event(story).organisation_id) == ("artist", None)


def test_an_authority_out_of_date_cannot_sign(world):
    story = walks.at_sponsors(world)
    change(world, "jusan", valid_until=date(2026, 8, 31))

    assert reasons_of(story, world.jusan, "sign", amount=1) == (
        Reason("authority_out_of_date", {}, (Role.ADMINISTRATOR,)),
    )

    change(world, "jusan", valid_until=date(2026, 9, 1))
    assert story.act(world.jusan, "sign", amount=1).stage == "sponsors"


def test_an_authority_that_has_not_begun_cannot_sign(world):
    story = walks.at_sponsors(world)
    change(world, "jusan", valid_from=date(2026, 9, 2))

    assert reason_codes(story, world.jusan, "sign", amount=1) == ["authority_out_of_date"]


def test_the_signature_names_the_paper_it_rests_on(world):
    change(world, "jusan", basis="Бұйрық № 5")
    story = walks.at_sponsors(world)

    story.act(world.jusan, "sign", amount=1)

    assert [s.basis for s in list_signoffs(story, "sponsors")] == ["Бұйрық № 5", ""]
    assert [s.decided_by_id for s in list_signoffs(story, "sponsors")] == [world.jusan.id, None]


def test_one_person_signs_for_one_sponsor_only(world):
    give(world, "jusan", "sponsor-2", Role.SPONSOR_SIGNATORY)
    story = walks.at_sponsors(world)
    first = f"org:{world.organisations['sponsor-1']}"

    story.act(world.jusan, "sign", amount=6_000_000)

    assert reasons_of(story, world.jusan, "sign", amount=4_000_000) == (
        Reason("signed_for_another", {"party": first}),
    )
    assert story.act(world.tourism, "sign", amount=4_000_000).stage == "approved"


def test_the_head_who_signs_for_a_sponsor_gives_one_voice_at_acceptance(world):
    give(world, "head", "sponsor-1", Role.SPONSOR_SIGNATORY)
    story = walks.in_acceptance(world)

    story.act(world.head, "sign")

    assert reason_codes(story, world.head, "sign") == ["signed_for_another"]


@pytest.mark.parametrize(
    "stage",
    ["submitted", "site", "architecture", "sponsors", "approved", "execution", "acceptance"],
)
def test_on_hold_everything_is_closed_but_to_resume_and_to_withdraw(world, stage):
    story = walks.STAGES[stage](world)
    story.act(world.coordinator, "hold", text="Күтеміз.", review_on=date(2026, 10, 1))
    usernames = [world.coordinator, world.head, world.specialist, world.jusan, world.artist]

    closed = {}
    for action in story.case.current_stage.actions.values():
        for username in usernames:
            refusal = refusal_of(story, username, action.name) if not action.while_held else None
            if refusal is not None and not isinstance(refusal, NotAllowed | NotVisible):
                closed[action.name] = next(r.code for r in refusal.reasons)

    open_ones = {a.name for a in story.case.current_stage.actions.values() if a.while_held}
    assert set(closed.values()) == {"on_hold"}
    assert open_ones | set(closed) == set(story.case.current_stage.actions)
    assert story.act(world.head, "resume").stage == stage


def test_to_resume_what_is_not_on_hold_is_not_possible(world):
    story = walks.submitted(world)

    assert reasons_of(story, world.coordinator, "resume") == (Reason("not_on_hold"),)


def test_on_hold_the_dossier_is_closed_too(world):
    story = walks.submitted(world)
    story.act(world.coordinator, "remark", severity="must", text="Анық емес.")
    story.act(world.coordinator, "return")
    story.edit(title="Бір")
    story.act(world.head, "hold", review_on=date(2026, 10, 1))

    with pytest.raises(NotAllowed):
        story.edit(title="Екі")

    story.act(world.head, "resume")
    assert story.edit(title="Екі").case.dossier["facts"]["title"] == "Екі"


def test_withdrawing_ends_a_hold(world):
    story = walks.in_review(world)
    story.act(world.coordinator, "hold", review_on=date(2026, 10, 1))

    story.act(world.artist, "withdraw", text="Басқа жоспар.")

    assert (story.case.stage, story.case.held) == ("withdrawn", False)
    assert list_open_turns(story) == []
