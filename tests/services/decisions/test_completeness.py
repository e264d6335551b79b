"""The completeness check: an itemised list, from the same source as the guard of sending."""

from __future__ import annotations

import json

import pytest

from artflow.domain.dossier import completeness as rules
from artflow.domain.dossier.fields import FIELDS
from artflow.domain.errors import Invalid
from artflow.extensions import db
from artflow.models import Event
from tests.fixtures import walks

UNCLEAR = {"field:concept": rules.UNCLEAR}


def states(story, **other):
    return dict.fromkeys(rules.required_items(story.case.workflow), rules.PRESENT) | other


def decision(story) -> dict:
    db.session.rollback()
    query = db.select(Event.data).filter_by(proposal_id=story.id).order_by(Event.n.desc()).limit(1)
    return json.loads(db.session.scalar(query))


def test_the_items_are_those_that_sending_asks_for(world):
    items = rules.required_items(walks.submitted(world).case.workflow)

    assert items == [*(f"field:{f.key}" for f in FIELDS if f.required), "file:sketch", "place"]


def test_the_list_with_its_notes_is_part_of_the_decision(world):
    story = walks.submitted(world)
    found = states(story, **UNCLEAR, place=rules.MISSING)
    story.act(
        world.coordinator,
        "return_incomplete",
        text="Soon",
        items=found,
        notes={"place": "Which street?", "field:title": ""},
    )

    assert story.case.stage == "revision"
    kept = decision(story)
    assert kept["items"] == found
    assert kept["notes"] == {"place": "Which street?"}
    assert kept["text"] == "Soon"


def test_after_it_was_completed_the_work_goes_back_to_the_check(world):
    story = walks.submitted(world)
    story.act(world.coordinator, "return_incomplete", items=states(story, **UNCLEAR))
    story.edit(concept="Анық айтылды.")
    story.act(world.artist, "resubmit")

    assert story.case.stage == "submitted"
    story.act(world.coordinator, "accept")
    assert story.case.stage == "site"


def test_who_finds_it_whole_says_that_every_item_is_there(world):
    story = walks.submitted(world)
    story.act(world.coordinator, "accept")

    assert decision(story)["items"] == states(story)


@pytest.mark.parametrize(
    ("action", "other", "code"),
    [
        ("accept", UNCLEAR, "not_whole"),
        ("return_incomplete", {}, "nothing_missing"),
        ("return_incomplete", {"field:nonsense": rules.MISSING}, "choice"),
        ("return_incomplete", {"place": "lost"}, "choice"),
        ("accept", {"place": "lost"}, "choice"),
    ],
)
def test_a_list_that_does_not_fit_the_decision_is_refused(world, action, other, code):
    story = walks.submitted(world)
    with pytest.raises(Invalid) as refused:
        story.act(world.coordinator, action, items=states(story, **other))

    assert refused.value.code == code
    assert story.case.stage == "submitted"


def test_a_return_without_any_list_is_refused(world):
    story = walks.submitted(world)
    with pytest.raises(Invalid):
        story.act(world.coordinator, "return_incomplete", text="Incomplete")
