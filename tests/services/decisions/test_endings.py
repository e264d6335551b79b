"""Ends and new beginnings: T26 and T30, and that what has ended does not move."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import Programme, Proposal
from artflow.services.database.transactions import writing
from artflow.services.decisions import versions
from artflow.services.proposals import proposals
from tests.fixtures import walks
from tests.services.queries import dump_tables, last_facts, refusal_of, whose_turn


@pytest.mark.parametrize(
    "stage", ["draft", "submitted", "site", "architecture", "sponsors", "approved"]
)
def test_until_the_contract_the_artist_withdraws(world, stage):
    story = walks.STAGES[stage](world)

    story.act(world.artist, "withdraw", text="Басқа жоспар.")

    assert (story.case.stage, story.case.current_stage.outcome) == ("withdrawn", "withdrawn")
    assert whose_turn(story) == []


@pytest.mark.parametrize("stage", ["execution", "acceptance"])
def test_after_the_contract_only_the_coordinator_does(world, stage):
    story = walks.STAGES[stage](world)
    assert type(refusal_of(story, world.artist, "withdraw", text=".")) is NotAllowed

    assert story.act(world.coordinator, "withdraw", text="Келісім бойынша.").stage == "withdrawn"


def test_what_has_ended_does_not_move(world):
    story = walks.submitted(world)
    story.act(world.artist, "withdraw", text=".")
    names = {action.name for _stage, action in story.case.workflow.actions()}

    for name in sorted(names):
        assert [r.code for r in refusal_of(story, world.artist, name).reasons] == [
            "not_in_this_stage"
        ]


def test_a_withdrawn_proposal_begins_again_as_a_copy(world):
    story = walks.in_review(world)
    story.act(world.artist, "withdraw", text=".")

    copy = db.session.get_one(Proposal, proposals.copy(story.id, world.artist, story.now))

    old = db.session.get_one(Proposal, story.id)
    assert (copy.stage, copy.number, copy.version_id, copy.wall_id) == ("draft", None, None, None)
    assert (copy.derived_from_id, copy.facts, copy.title) == (old.id, old.facts, old.title)
    assert (copy.events, copy.openness, copy.created_at) == (1, 0, story.now)
    kept = [
        [(f.kind, f.sha256, f.alt) for f in versions.list_attachments(db.session.connection(), key)]
        for key in (old.id, copy.id)
    ]
    assert kept[0] == kept[1] != []
    assert copy.cover_id is not None
    story.id = copy.id
    assert last_facts(story) == {"derived_from": old.id}
    assert story.act(world.artist, "submit").stage == "submitted"
    assert story.act(world.coordinator, "accept").stage == "site"  # what has ended is no twin
    assert story.case.number == "SHY-2026-0002"


def test_only_its_artist_copies_and_only_what_ended_without_acceptance(world):
    story = walks.submitted(world)
    before = dump_tables()
    for person, refusal in [(world.artist, NotAllowed), (world.other_artist, NotVisible)]:
        with pytest.raises(refusal):
            proposals.copy(story.id, person)
    assert dump_tables() == before

    story.act(world.coordinator, "refuse", code="content", text="Жарнама.")
    with pytest.raises(NotAllowed):
        proposals.copy(story.id, world.coordinator)
    assert proposals.copy(story.id, world.artist) > story.id


def test_no_copy_begins_in_a_closed_programme(world):
    story = walks.submitted(world)
    story.act(world.artist, "withdraw", text=".")
    with writing() as connection:
        connection.execute(db.update(Programme).values(open=False))

    with pytest.raises(Invalid) as caught:
        proposals.copy(story.id, world.artist)

    assert (caught.value.field, caught.value.code) == ("programme", "choice")
