"""Questions that tests of the services ask again and again: what changed, what was refused, why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from artflow.demo.story import Story
from artflow.domain.errors import NotPossible, Reason, Refusal
from artflow.domain.history.chain import SEAL
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Event, Notice, Signoff, Turn, User
from artflow.services.sponsorship import portfolio
from artflow.services.sponsorship.portfolio import Portfolio
from tests.fixtures.world import FACTS, NOW, World


def dump_tables() -> dict[str, list[tuple]]:
    """Return every row of every table."""
    db.session.rollback()
    return {
        table.name: sorted(map(tuple, db.session.execute(db.select(table))), key=repr)
        for table in db.metadata.sorted_tables
    }


def load_portfolio(person: Person) -> Portfolio:
    """Return all works that the person may see, and what their organisations are called."""
    whole = Portfolio([], {})
    for piece in portfolio.load_pieces(db.session.connection(), person):
        whole.works.extend(piece.works)
        whole.organisations.update(piece.organisations)
    return whole


def refusal_of(story: Story, person: Person, action: str, **data: Any) -> Refusal:
    """Return the refusal that the person gets; check that nothing has changed by it."""
    before = dump_tables()
    with pytest.raises(Refusal) as caught:
        story.act(person, action, **data)
    assert dump_tables() == before
    return caught.value


def reasons_of(story: Story, person: Person, action: str, **data: Any) -> tuple[Reason, ...]:
    """Return why nobody may do this now."""
    refusal = refusal_of(story, person, action, **data)
    assert isinstance(refusal, NotPossible)
    return refusal.reasons


def reason_codes(story: Story, person: Person, action: str, **data: Any) -> list[str]:
    return [reason.code for reason in reasons_of(story, person, action, **data)]


def create_another(world: World, colour: str = "olive", **facts: Any) -> Story:
    """Create one more proposal at the choice of walls, with a sketch of its own."""
    story = Story(world.artist, world.programme, NOW).draft(FACTS | facts)
    story.attach(world.file(colour), "sketch").act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    return story


def list_signoffs(story: Story, stage: str) -> list[Signoff]:
    """Return the sign-offs of a stage on every version, in the order in which they were asked."""
    return list(
        db.session.scalars(
            db.select(Signoff)
            .where(Signoff.proposal_id == story.id, Signoff.stage == stage)
            .order_by(Signoff.id)
        )
    )


def list_open_turns(story: Story) -> list[Turn]:
    db.session.rollback()
    return list(
        db.session.scalars(
            db.select(Turn)
            .where(Turn.proposal_id == story.id, Turn.closed_at.is_(None))
            .order_by(Turn.id)
        )
    )


def whose_turn(story: Story) -> list[tuple[str, str]]:
    return [(turn.role, turn.party) for turn in list_open_turns(story)]


def recipients_of(done: Any) -> dict[str, str]:
    """Return who got a notice of an event, by username, and its kind."""
    rows = db.session.execute(
        db.select(User.email, Notice.kind)
        .join(Notice, Notice.user_id == User.id)
        .join(Event, Event.id == Notice.event_id)
        .where(Event.proposal_id == done.proposal_id, Event.n == done.n)
    )
    return {email.partition("@")[0]: kind for email, kind in rows}


def last_event(story: Story) -> Event:
    return db.session.scalars(
        db.select(Event).where(Event.proposal_id == story.id).order_by(Event.n.desc())
    ).first()


def last_facts(story: Story) -> dict[str, Any]:
    """Return what the last event says besides, without the hash of the rows that it seals."""
    facts = json.loads(last_event(story).data)
    assert len(facts.pop(SEAL)) == 64
    return dict(facts)
