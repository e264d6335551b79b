"""The board: how much stands in each stage, and what has stood there longest."""

from __future__ import annotations

from artflow.demo.story import Story
from artflow.domain.access.policy import sees
from artflow.domain.people.roles import Part, Person, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Proposal
from artflow.services.database.transactions import writing
from artflow.services.identity import persons
from artflow.services.lists import board
from artflow.services.people import people
from artflow.services.programmes import setup
from artflow.services.proposals import proposals
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW, definition


def read(world, by="coordinator", **more):
    db.session.rollback()
    return board.load_board(getattr(world, by) if isinstance(by, str) else by, **more)


def submitted(world, colour="teal"):
    """Submit a work with a sketch of its own: the same one twice would be a duplicate."""
    story = Story(world.artist, world.programme, NOW).draft(FACTS | {"title": colour})
    story.attach(world.file(colour), "sketch", alt="эскиз").act(world.artist, "submit")
    return story


def counts(found) -> dict[str, int]:
    return {c.stage.key: c.count for c in (*found.live, *found.ended) if c.count}


def test_every_stage_has_its_works_and_drafts_are_nobodys_business(world):
    submitted(world)
    submitted(world, "red").act(world.artist, "withdraw", text="No")
    submitted(world, "navy").act(world.coordinator, "accept")
    world.story()

    for by in ("coordinator", "admin"):
        found = read(world, by)
        assert counts(found) == {"submitted": 1, "site": 1, "withdrawn": 1}
        assert "draft" not in [c.stage.key for c in found.live]
        assert all(not c.oldest for c in found.ended)


def test_those_longest_in_their_stage_come_first(world):
    first, second, third, late = (submitted(world, c) for c in ("red", "navy", "gold", "teal"))
    late.act(world.coordinator, "accept")
    first.later(hours=1).act(world.coordinator, "accept")

    check, site = read(world, size=2).live[:2]

    assert [p.id for p in check.oldest] == [second.id, third.id]
    assert [p.id for p in site.oldest] == [late.id, first.id]


def test_the_age_is_counted_from_the_last_move_not_from_the_last_word(world):
    story = submitted(world)
    story.act(world.coordinator, "assign", user=world.specialist.id)

    row = db.session.get_one(Proposal, story.id)
    before = row.entered_at
    assert before < row.moved_at
    story.act(world.coordinator, "accept")
    db.session.refresh(row)
    assert before < row.entered_at == row.moved_at


def test_what_the_board_shows_the_policy_allows(world):
    walks.at_sponsors(world)
    walks.submitted(world, title="Екінші")

    for column in read(world).live:
        assert all(sees(world.coordinator, p) for p in column.oldest)


def test_a_programme_of_others_is_not_on_the_board(world):
    with writing() as connection:
        words = trilingual("A", "A", "A")
        other = setup.create_programme(
            connection,
            prefix="ALM",
            name=words,
            city=words,
            now=NOW,
            definition=definition("sculpture"),
            parties=[(Part.COORDINATOR, world.organisations["studio"])],
        )
        people.give_role(
            connection, world.viewer.id, world.organisations["studio"], Role.COORDINATOR
        )
    walks.submitted(world)
    proposals.start(world.other_artist, other, FACTS, NOW)
    db.session.rollback()
    theirs = persons.load_person(db.session.connection(), world.viewer.id, "Viewer")

    assert counts(read(world, theirs)) == {}
    assert [p.id for p in read(world).programmes] == [world.programme]
    assert counts(read(world, programme=other)) == {"submitted": 1}  # not theirs: all of their own
    everything = read(world, "admin")
    assert [p.id for p in everything.programmes] == [world.programme, other]
    assert {"submitted", "check"} <= {c.stage.key for c in everything.live}
    assert counts(read(world, "admin", programme=other)) == {}


def test_nobody_without_a_programme_has_columns(world):
    found = read(world, Person(99, "Nobody"))

    assert (found.live, found.ended) == ([], [])
