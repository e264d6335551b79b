"""A work does not wait for a specialist who can act no longer: it is the office's again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Event, Membership, Notice, Proposal, User
from artflow.services import audit
from artflow.services.accounts import closings, departures, memberships
from artflow.services.accounts.memberships import Terms
from artflow.services.assignments import releases
from artflow.services.database.transactions import reading, writing
from artflow.services.lists import desk, queues
from artflow.services.lists.queues import Queue
from artflow.services.worker import sweeps
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.accounts.test_departures import add_person, membership
from tests.services.queries import list_open_turns

TODAY = date(2026, 9, 1)


@pytest.fixture
def story(world):
    """A work in review that was assigned to one of two specialists."""
    add_person(world, "colleague", "department", Role.ARCHITECTURE_SPECIALIST)
    story = walks.in_review(world)
    story.act(world.head, "assign", user=world.specialist.id)
    return story


def taken(world) -> None:
    departures.take_role(world.specialist.id, membership(world.specialist), world.coordinator, NOW)


def ended(world) -> None:
    """Let the last day of the role be yesterday's, and the worker come."""
    terms = Terms(valid_until=TODAY)
    memberships.change(
        world.specialist.id, membership(world.specialist), world.coordinator, terms, NOW
    )
    assert releases.release_due(NOW) == 0, "on the last day it is still theirs"
    releases.release_due(NOW + timedelta(days=1))


WAYS = {
    "suspended": lambda world: departures.suspend(world.specialist.id, world.coordinator, NOW),
    "taken": taken,
    "ended": ended,
}


def assignee(story) -> int | None:
    db.session.rollback()
    return db.session.get_one(Proposal, story.id, populate_existing=True).assignee_id


def holders(story) -> list[tuple[str, int | None]]:
    return [(turn.role, turn.user_id) for turn in list_open_turns(story)]


def news_of_last_event(story) -> dict[str, str]:
    """Return who got which notice of the latest event."""
    db.session.rollback()
    last = db.select(db.func.max(Event.id)).where(Event.proposal_id == story.id)
    query = (
        db.select(User.email, Notice.kind)
        .join(Notice, Notice.user_id == User.id)
        .where(Notice.event_id == last.scalar_subquery())
    )
    return {email.partition("@")[0]: kind for email, kind in db.session.execute(query)}


def last_event(story) -> Event:
    db.session.rollback()
    query = db.select(Event).filter_by(proposal_id=story.id).order_by(Event.n.desc())
    return db.session.scalars(query).first()


def untaken(person) -> list[int]:
    db.session.rollback()
    queue = queues.build_queues(person, TODAY)[Queue.UNASSIGNED]
    return [row.id for row in desk.list_waiting(queue)]


@pytest.mark.postgres
@pytest.mark.parametrize("way", WAYS)
def test_the_work_of_somebody_who_goes_is_the_offices_and_the_office_is_told(world, story, way):
    (before,) = list_open_turns(story)
    due = before.due_on

    WAYS[way](world)

    assert assignee(story) is None
    (turn,) = list_open_turns(story)
    assert (turn.role, turn.user_id, turn.due_on) == ("architecture_specialist", None, due)
    assert news_of_last_event(story) == {"head": "news", "colleague": "turn"}
    assert untaken(world.head) == untaken(world.people["colleague"]) == [story.id]
    with reading() as connection:
        assert audit.verify(connection).fault is None


def test_history_names_who_has_gone_and_says_that_nobody_did_it(world, story):
    departures.suspend(world.specialist.id, world.coordinator, NOW)

    event = last_event(story)

    assert (event.type, event.actor_id, event.from_stage) == (
        releases.LEFT,
        None,
        event.to_stage,
    )
    assert '"left_name":"Specialist"' in event.data


def test_it_is_given_back_once(world, story):
    departures.suspend(world.specialist.id, world.coordinator, NOW)
    n = story.case.events

    assert releases.release_due(NOW) == 0
    assert story.case.events == n


def test_the_worker_comes_for_it(app, world, story):
    """Roles end by a date that passes, and nobody presses anything then."""
    with writing() as connection:
        gone = db.update(Membership).where(Membership.user_id == world.specialist.id)
        connection.execute(gone.values(valid_until=date(2026, 9, 2)))

    sweeps.sweep_due(lambda: NOW + timedelta(days=3))

    assert assignee(story) is None


def test_others_keep_theirs(world, story):
    colleague = world.people["colleague"]
    story.act(world.head, "assign", user=colleague.id)
    departures.suspend(world.specialist.id, world.coordinator, NOW)

    assert assignee(story) == colleague.id
    assert holders(story) == [("architecture_specialist", colleague.id)]


def test_who_works_for_another_office_now_looks_after_it_no_more(world, story):
    with writing() as connection:
        mine = db.update(Membership).where(Membership.user_id == world.specialist.id)
        connection.execute(mine.values(organisation_id=world.organisations["sponsor-3"]))

    assert releases.release_due(NOW) == 1
    assert assignee(story) is None


@pytest.mark.postgres
def test_closing_the_office_leaves_nobody_in_charge(world, story):
    key = world.organisations["department"]
    seen = closings.foresee(key, world.admin, NOW).digest

    closings.close(key, world.admin, TODAY, NOW, seen=seen, reason="Merged")

    assert assignee(story) is None
    assert news_of_last_event(story) == {}, "nobody of a closed office is called"


@pytest.mark.postgres
def test_a_resubmitted_work_never_waits_for_somebody_who_cannot_act(world, story):
    """The role ends while the artist has the work, and the artist is quicker than the worker."""
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    with writing() as connection:
        gone = db.update(Membership).where(Membership.user_id == world.specialist.id)
        connection.execute(gone.values(valid_until=date(2026, 9, 2)))
    story.later(days=5)

    story.act(world.artist, "resubmit", text="Шеті анықталды.")

    assert holders(story) == [("architecture_specialist", None)]
    assert assignee(story) is None
    assert f'"left":{world.specialist.id}' in last_event(story).data
    told = news_of_last_event(story)
    assert (told["head"], told["colleague"]) == ("news", "turn")
    assert "specialist" not in told, "whose role has ended is not called"


def test_a_work_on_hold_is_the_offices_when_it_goes_on(world, story):
    story.act(world.head, "hold", text=".", review_on=date(2026, 9, 20))
    departures.suspend(world.specialist.id, world.coordinator, NOW)
    assert assignee(story) is None

    story.act(world.head, "resume")

    assert holders(story) == [("architecture_specialist", None)]


def test_what_has_ended_stays_as_it_was(world, story):
    story.act(world.artist, "withdraw", text=".")

    departures.suspend(world.specialist.id, world.coordinator, NOW)

    assert assignee(story) == world.specialist.id


def test_a_fault_undoes_no_suspension_and_is_made_good(world, story, monkeypatch, caplog):
    def fail(*given):
        raise RuntimeError("no luck")

    with monkeypatch.context() as patched:
        patched.setattr(releases, "_release", fail)
        departures.suspend(world.specialist.id, world.coordinator, NOW)
    assert not db.session.get_one(User, world.specialist.id, populate_existing=True).active
    assert "could not be given back" in caplog.text

    assert releases.release_due(NOW) == 1
