"""Questions that tests of the services ask again and again: what changed, what was refused, why."""

from __future__ import annotations

from typing import Any

import pytest

from artflow.demo.story import Story
from artflow.domain.errors import NotPossible, Reason, Refusal
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Event, Notice, Signoff, Turn, User
from tests.world import FACTS, NOW, World


def dump() -> dict[str, list[tuple]]:
    """Every row of every table."""
    db.session.rollback()
    return {
        table.name: sorted(map(tuple, db.session.execute(db.select(table))), key=repr)
        for table in db.metadata.sorted_tables
    }


def refused(story: Story, person: Person, action: str, **data: Any) -> Refusal:
    """The refusal that the person gets; nothing at all has changed by it."""
    before = dump()
    with pytest.raises(Refusal) as caught:
        story.act(person, action, **data)
    assert dump() == before
    return caught.value


def reasons(story: Story, person: Person, action: str, **data: Any) -> tuple[Reason, ...]:
    """Why nobody may do this now."""
    refusal = refused(story, person, action, **data)
    assert isinstance(refusal, NotPossible)
    return refusal.reasons


def codes(story: Story, person: Person, action: str, **data: Any) -> list[str]:
    return [reason.code for reason in reasons(story, person, action, **data)]


def another(world: World, colour: str = "olive", **facts: Any) -> Story:
    """One more proposal at the choice of walls, with a sketch of its own."""
    story = Story(world.artist, world.programme, NOW).draft(FACTS | facts)
    story.attach(world.file(colour), "sketch").act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    return story


def signoffs(story: Story, stage: str) -> list[Signoff]:
    """The sign-offs of a stage on every version, in the order in which they were asked."""
    return list(db.session.scalars(
        db.select(Signoff)
        .where(Signoff.proposal_id == story.id, Signoff.stage == stage)
        .order_by(Signoff.id)
    ))  # fmt: skip


def open_turns(story: Story) -> list[Turn]:
    db.session.rollback()
    return list(db.session.scalars(
        db.select(Turn)
        .where(Turn.proposal_id == story.id, Turn.closed_at.is_(None))
        .order_by(Turn.id)
    ))  # fmt: skip


def whose_turn(story: Story) -> list[tuple[str, str]]:
    return [(turn.role, turn.party) for turn in open_turns(story)]


def heard(done: Any) -> dict[str, str]:
    """Who heard of an event, by seat, and how."""
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
