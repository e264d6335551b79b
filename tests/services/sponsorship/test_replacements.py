"""A sponsor steps down and another takes its place in one work: T28."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.demo.story import Story
from artflow.domain.access.policy import sees
from artflow.domain.errors import Invalid, NotPossible
from artflow.extensions import db
from artflow.models import ProgrammeParty
from artflow.services.lists import listing
from artflow.services.programmes import parties
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import CONSENT, FACTS, NOW
from tests.services.queries import (
    create_another,
    last_event,
    list_signoffs,
    recipients_of,
    refusal_of,
    whose_turn,
)

FIRST, SECOND, THIRD = "sponsor-1", "sponsor-2", "sponsor-3"


def replace(world, story, leaving=FIRST, joining=THIRD, by=None):
    done = story.act(
        by or world.coordinator,
        "replace_sponsor",
        leaving=world.organisations[leaving],
        joining=world.organisations[joining],
        text="Бюджеті қысқарды.",
    )
    world.read_people()
    return done


def asked(world, story) -> dict[str, str]:
    """Return the decisions of those who are asked, by organisation."""
    names = {f"org:{key}": name for name, key in world.organisations.items()}
    return {names[signoff.party]: signoff.state for signoff in story.case.signoffs_in("sponsors")}


def test_after_a_refusal_another_sponsor_signs_and_the_first_signature_stays(world):
    story = walks.at_sponsors(world)
    story.act(world.tourism, "sign", amount=4_000_000)
    story.act(world.jusan, "decline", text="Биыл мүмкін емес.")

    assert replace(world, story).stage == "sponsors"

    assert asked(world, story) == {SECOND: "signed", THIRD: "pending"}
    assert whose_turn(story) == [("sponsor_signatory", f"org:{world.organisations[THIRD]}")]
    assert f'"joining":{world.organisations[THIRD]},"leaving"' in last_event(story).data
    assert story.act(world.third, "sign", amount=6_000_000).stage == "approved"
    assert [s.state for s in list_signoffs(story, "sponsors")] == ["declined", "signed", "signed"]


def test_an_approved_work_goes_back_to_its_sponsors(world):
    story = walks.approved(world)

    assert replace(world, story, SECOND).stage == "sponsors"

    assert asked(world, story) == {FIRST: "signed", THIRD: "pending"}
    assert story.act(world.third, "sign", amount=4_000_000).stage == "approved"


def test_who_is_replaced_before_the_signatures_is_not_asked(world):
    story = walks.submitted(world)
    replace(world, story)
    story.act(world.coordinator, "accept")
    story.act(world.coordinator, "propose_wall", wall=world.walls[0])
    story.act(world.coordinator, "choose_wall", wall=world.walls[0])
    story.act(world.specialist, "confirm_site")
    story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[])
    story.act(world.specialist, "recommend", decision="approve", **ASSESSMENT_DATA, text="Жақсы.")
    story.act(world.head, "approve", text="Келісемін.")

    assert asked(world, story) == {SECOND: "pending", THIRD: "pending"}


def test_only_this_work_is_asked_of_the_one_that_stands_in(world):
    story, other = walks.at_sponsors(world), create_another(world)
    replace(world, story)
    walked = other.act(world.coordinator, "propose_wall", wall=world.walls[1])

    assert {p.organisation_id for p in other.case.parties if p.organisation_id} >= {
        world.organisations[FIRST],
        world.organisations[SECOND],
    }
    assert world.organisations[THIRD] not in {p.organisation_id for p in other.case.parties}
    assert "third" not in recipients_of(walked)


def test_the_one_that_stands_in_sees_the_work_and_hears_of_its_turn(world):
    story = walks.at_sponsors(world)
    assert not sees(world.third, story.case)

    done = replace(world, story)

    assert sees(world.third, story.case)
    assert [line.id for line in listing.list_proposals(world.third).load_page()] == [story.id]
    assert recipients_of(done) == {
        "artist": "news",
        "head": "news",
        "third": "turn",
        "jusan": "news",
        "tourism": "news",
    }


def test_a_new_version_is_asked_of_the_one_that_stands_in(world):
    story = walks.at_sponsors(world)
    replace(world, story)
    story.act(world.third, "request_changes", text="Бюджеті көп.")
    remark = story.case.remarks[-1].id
    story.edit(budget_kzt=8_000_000)
    story.act(world.artist, "answer", remark=remark, fixed=True, text="Азайттым.")
    story.act(world.artist, "resubmit", text="Дайын.")

    assert asked(world, story) == {SECOND: "pending", THIRD: "pending"}


def test_the_one_that_stands_in_goes_on_to_the_acceptance(world):
    story = walks.at_sponsors(world)
    replace(world, story)
    story.act(world.third, "sign", amount=6_000_000)
    story.act(world.tourism, "sign", amount=4_000_000)
    walks.started(world, story)
    walks.painted(world, story)

    parties = {signoff.organisation_id for signoff in story.case.signoffs_in("acceptance")}
    assert world.organisations[THIRD] in parties
    assert world.organisations[FIRST] not in parties


def test_a_place_can_pass_on_and_who_left_a_version_does_not_come_back_to_it(world):
    story = walks.at_sponsors(world)
    replace(world, story)

    with pytest.raises(Invalid) as error:
        replace(world, story, THIRD, FIRST)

    assert (error.value.field, error.value.code) == ("joining", "choice")
    assert story.case.stand_ins == {world.organisations[FIRST]: world.organisations[THIRD]}


@pytest.mark.parametrize(
    ("leaving", "joining", "field"),
    [
        (THIRD, FIRST, "leaving"),
        ("department", THIRD, "leaving"),
        (FIRST, SECOND, "joining"),
        (FIRST, "department", "joining"),
        (FIRST, FIRST, "joining"),
    ],
)
def test_only_sponsors_take_the_places_of_sponsors(world, leaving, joining, field):
    story = walks.at_sponsors(world)

    with pytest.raises(Invalid) as error:
        replace(world, story, leaving, joining)

    assert error.value.field == field
    assert asked(world, story) == {FIRST: "pending", SECOND: "pending"}


def test_nobody_but_the_coordinator_replaces_and_nobody_once_the_painting_has_begun(world):
    story = walks.at_sponsors(world)
    for person in (world.artist, world.head, world.jusan, world.third):
        error = refusal_of(story, person, "replace_sponsor")
        assert type(error).__name__ in ("NotAllowed", "NotVisible")
    walks.started(world, walks.signed(world, story))

    assert isinstance(refusal_of(story, world.coordinator, "replace_sponsor"), NotPossible)


def test_a_stand_in_can_become_a_sponsor_of_the_programme(world):
    story = walks.at_sponsors(world)
    replace(world, story)
    key = world.organisations[THIRD]
    terms = parties.list_terms(world.programme)
    assert key in [organisation.id for organisation in parties.list_candidates(terms, NOW)]

    told = parties.foresee_joining(world.programme, world.admin, key, story.now)
    parties.add(world.programme, world.admin, key, story.now, seen=told.seen)

    parts = db.select(ProgrammeParty.part).filter_by(organisation_id=key)
    assert db.session.scalars(parts).all() == ["sponsor"]


@pytest.mark.postgres
def test_one_that_has_left_the_programme_sees_what_it_stands_in_for(world):
    third = world.organisations[THIRD]
    then = NOW - timedelta(days=9)
    db.session.rollback()
    seen = parties.foresee_joining(world.programme, world.admin, third, then).seen
    parties.add(world.programme, world.admin, third, then, seen=seen)
    walks.at_sponsors(world, title="Бұрынғы")
    left = NOW + timedelta(days=1)
    seen = parties.foresee_leaving(world.programme, world.admin, third, left).seen
    parties.remove(world.programme, world.admin, third, left.date(), left, seen=seen)
    story = Story(world.artist, world.programme, left + timedelta(hours=1)).draft(FACTS)
    story.attach(world.file("navy"), "sketch").act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    world.read_people()
    assert not sees(world.third, story.case)

    replace(world, story)

    assert sees(world.third, story.case)
    assert third in [party.organisation_id for party in story.case.parties]
