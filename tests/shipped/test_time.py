"""What time does in the shipped process, and what goes on after an end: with a moving clock.

Hearing, lapse and expiry, extension, appeal, change request, a sponsor asked again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from artflow.domain.errors import Invalid
from artflow.domain.process.turns import TurnOutcome
from artflow.extensions import db
from artflow.models import Event, Record, Turn, Wall
from artflow.services.decisions import decisions, endings
from tests.fixtures import walks
from tests.services.queries import (
    create_another,
    dump_tables,
    last_event,
    list_open_turns,
    list_signoffs,
    reason_codes,
    recipients_of,
    refusal_of,
    whose_turn,
)
from tests.services.tampering import verify

from .steps import CONSENT, DATA, TEXT, Step, take, walk_to

HEARD_UNTIL = date(2026, 9, 4)
"""Three working days after the Tuesday on which the stories begin."""
MIDNIGHT = datetime(2026, 9, 4, 19, tzinfo=UTC)
"""The end of that day in the city."""
REFUSAL = {"code": "context", "text": "Көшеге келмейді."}


@pytest.fixture
def heard(world):
    """Announce a refusal on the first day of the story."""
    story = walk_to(world, "architecture")
    story.act(world.head, "announce_refusal", **REFUSAL)
    return story


@pytest.fixture
def refused(world):
    """Let the head refuse a work after its artist has answered."""
    story = walk_to(world, "architecture")
    story.act(world.head, "announce_refusal", **REFUSAL)
    story.act(world.artist, "answer_refusal", **TEXT)
    story.act(world.head, "refuse", **REFUSAL)
    return story


def department(world) -> str:
    return f"org:{world.organisations['department']}"


def wall_of(story) -> tuple[int | None, date | None]:
    db.session.rollback()
    wall = db.session.get_one(Wall, story.case.wall_id)
    return wall.held_by_id, wall.held_until


def test_while_a_hearing_runs_it_is_the_artists_turn_until_its_day(world, heard):
    (turn,) = list_open_turns(heard)

    assert (turn.role, turn.user_id, turn.due_on) == ("artist", world.artist.id, HEARD_UNTIL)
    assert heard.case.expires_on == HEARD_UNTIL
    before = dump_tables()
    assert endings.end_due(MIDNIGHT - timedelta(minutes=1)) == 0
    assert dump_tables() == before


@pytest.mark.parametrize("late", [timedelta(minutes=1), timedelta(days=5)])
def test_when_it_ends_the_turn_passes_to_the_head_however_late_the_worker_is(world, heard, late):
    assert endings.end_due(MIDNIGHT + late) == 1

    (turn,) = list_open_turns(heard)
    assert (turn.role, turn.party) == ("architecture_head", department(world))
    assert (turn.opened_on, turn.days) == (HEARD_UNTIL, 15)
    assert (last_event(heard).type, last_event(heard).actor_id) == ("close_hearing", None)
    done = type("Done", (), {"proposal_id": heard.id, "n": last_event(heard).n})
    assert recipients_of(done) == {"head": "turn", "coordinator": "news", "artist": "news"}
    closed = db.session.scalars(db.select(Turn).where(Turn.stage == "hearing")).one()
    assert (closed.used_days, closed.late_days) == (3, 0)
    assert endings.end_due(MIDNIGHT + late + timedelta(days=1)) == 0


def test_what_a_head_presses_after_the_hearing_ends_it_in_the_same_transaction(world, heard):
    heard.now = MIDNIGHT + timedelta(hours=9)
    seen = heard.seen._replace(stage="architecture", events=heard.case.events)

    decisions.take_action(
        heard.id, world.head, "refuse", seen=seen, key="k" * 12, data=REFUSAL, now=heard.now
    )

    assert heard.case.stage == "refused"
    assert verify().fault is None


def test_a_head_cannot_decide_before_the_artist_was_heard(world, heard):
    assert reason_codes(heard, world.head, "refuse", **REFUSAL) == ["not_in_this_stage"]

    heard.act(world.artist, "answer_refusal", **TEXT)

    assert whose_turn(heard) == [("architecture_head", department(world))]
    assert reason_codes(heard, world.head, "announce_refusal", **REFUSAL) == ["paper_known"]
    assert heard.act(world.head, "refuse", **REFUSAL).stage == "refused"


def test_a_hold_takes_no_day_of_the_hearing_away(world, heard):
    heard.later(days=1).act(world.head, "hold", review_on=date(2026, 9, 14), **TEXT)
    assert endings.end_due(datetime(2026, 9, 10, tzinfo=UTC)) == 0

    assert endings.end_due(datetime(2026, 9, 14, 6, tzinfo=UTC)) == 1

    (turn,) = list_open_turns(heard)
    assert (turn.role, turn.due_on) == ("artist", heard.case.expires_on)
    assert heard.case.expires_on == date(2026, 9, 16)
    heard.now = datetime(2026, 9, 16, 6, tzinfo=UTC)
    heard.act(world.artist, "answer_refusal", **TEXT)


@pytest.fixture
def lapsed(world):
    """Return a work for revision in which nothing happens for sixty days."""
    story = walk_to(world, "architecture")
    story.act(world.specialist, "remark", severity="must", **TEXT)
    story.act(world.specialist, "return", **TEXT)
    last = story.case.expires_on
    assert last == story.now.date() + timedelta(days=60)
    assert wall_of(story)[0] == story.id
    assert endings.end_due(story.later(days=61).now) == 1
    return story


def test_a_work_that_nobody_revises_lapses_and_its_wall_is_free(world, lapsed):
    assert (lapsed.case.stage, lapsed.case.current_stage.outcome) == ("lapsed", "lapsed")
    assert wall_of(lapsed) == (None, None)
    assert whose_turn(lapsed) == []
    ended = db.session.scalars(db.select(Turn).where(Turn.stage == "revision")).one()
    assert (ended.outcome, ended.ended_by) == (TurnOutcome.OVERTAKEN, "lapse")
    assert verify().fault is None


def test_a_press_after_the_last_day_is_told_that_the_work_has_lapsed(world):
    story = walk_to(world, "approved")
    story.later(days=366)

    assert reason_codes(story, world.artist, "withdraw", **TEXT) == ["stage_moved"]


def test_a_lapsed_work_goes_on_where_it_stood_with_a_new_period(world, lapsed):
    lapsed.later(days=30).act(world.coordinator, "revive", **TEXT)

    assert (lapsed.case.stage, lapsed.case.came_from) == ("revision", "architecture")
    assert lapsed.case.expires_on == (lapsed.now.date() + timedelta(days=60))
    assert last_event(lapsed).data.count(lapsed.case.expires_on.isoformat()) == 1
    assert wall_of(lapsed)[0] == lapsed.id
    assert whose_turn(lapsed) == [("artist", "applicant")]
    (remark,) = lapsed.case.remarks
    lapsed.act(world.artist, "answer", remark=remark.id, fixed=True, **TEXT)
    assert lapsed.act(world.artist, "resubmit", **TEXT).stage == "architecture"


def test_a_lapsed_work_does_not_go_on_without_its_wall_or_after_six_months(world, lapsed):
    other = create_another(world)
    other.now = lapsed.now
    for action in ("propose_wall", "choose_wall"):
        other.act(world.coordinator, action, wall=lapsed.case.wall_id)
    other.act(world.specialist, "confirm_site")
    assert reason_codes(lapsed, world.head, "revive", **TEXT) == ["wall_taken"]

    other.act(world.artist, "withdraw", **TEXT)
    lapsed.later(days=185)
    assert reason_codes(lapsed, world.head, "revive", **TEXT) == ["time_over"]


def test_the_time_to_start_is_extended_once_by_six_months_at_most(world):
    story = walk_to(world, "approved")
    last = story.case.expires_on
    assert last == date(2027, 9, 1)
    wrong = {date(2027, 9, 1): "not_later", date(2028, 3, 2): "too_far"}
    for day, code in wrong.items():
        found = refusal_of(story, world.head, "extend", until=day, **TEXT)
        assert isinstance(found, Invalid)
        assert (found.field, found.code) == ("until", code)

    story.act(world.head, "extend", until=date(2028, 3, 1), **TEXT)

    assert reason_codes(story, world.head, "extend", until=date(2028, 3, 1), **TEXT) == [
        "paper_known"
    ]
    assert endings.end_due(datetime(2027, 9, 5, tzinfo=UTC)) == 0
    assert endings.end_due(datetime(2028, 3, 2, 6, tzinfo=UTC)) == 1
    assert story.case.stage == "lapsed"


def test_nobody_gains_time_by_leading_a_work_out_and_in(world):
    story = walk_to(world, "approved")
    story.later(days=30).act(world.coordinator, "hold", review_on=date(2026, 12, 1), **TEXT)
    story.later(days=10).act(world.coordinator, "resume", **TEXT)
    last = story.case.expires_on
    assert date(2027, 9, 10) <= last <= date(2027, 9, 13)  # what arrives on a Saturday is Monday's

    story.later(days=30).act(world.artist, "request_change", files=[], **TEXT)
    assert story.act(world.artist, "cancel_change", **TEXT).stage == "approved"
    assert story.case.expires_on == last
    story.later(days=30).act(world.jusan, "retract", **TEXT)
    assert story.act(world.jusan, "sign", amount=story.case.budget // 2).stage == "approved"
    assert story.case.expires_on == last

    story.act(world.artist, "request_change", files=[], **TEXT)
    story.replace("sketch", world.file("olive"), alt="эскиз")
    assert story.act(world.artist, "resubmit", **TEXT).stage == "architecture"
    assert story.case.expires_on is None


def test_an_appeal_is_decided_by_another_person_and_takes_the_refusal_back(world, refused):
    assert wall_of(refused) == (None, None)
    refused.later(days=20).act(world.artist, "appeal", files=[world.file("gold")], **TEXT)
    (turn,) = list_open_turns(refused)
    assert (turn.role, turn.days) == ("coordinator", 15)
    assert reason_codes(refused, world.head, "uphold", **TEXT) == ["own_paper"]

    refused.act(world.coordinator, "uphold", **TEXT)

    case = refused.case
    assert (case.stage, case.current_stage.final) == ("architecture", False)
    assert not {"refusal", "preliminary_refusal", "appeal"} & set(case.papers)
    assert whose_turn(refused) == [("architecture_specialist", department(world))]
    kept = db.session.scalars(db.select(Record.kind).where(Record.void_at.is_not(None)))
    assert sorted(kept) == ["appeal", "hearing_answer", "preliminary_refusal", "refusal"]
    refused.act(world.coordinator, "record_owner_consent", **CONSENT, files=[])
    refused.act(world.specialist, "recommend", **DATA["recommend"](world, refused))
    assert refused.act(world.head, "approve", text="").stage == "sponsors"
    assert wall_of(refused)[0] == refused.id
    assert verify().fault is None


def test_an_appeal_is_dismissed_for_good_and_comes_too_late_after_three_months(world, refused):
    refused.later(days=93)
    assert reason_codes(refused, world.artist, "appeal", files=[], **TEXT) == ["time_over"]

    refused.later(days=-60).act(world.artist, "appeal", files=[], **TEXT)
    assert refused.act(world.coordinator, "dismiss", **TEXT).stage == "refused"
    assert whose_turn(refused) == []
    assert reason_codes(refused, world.artist, "appeal", files=[], **TEXT) == ["paper_known"]


def test_what_a_coordinator_refused_is_the_heads_to_decide(world):
    story = walk_to(world, "submitted")
    story.act(world.coordinator, "refuse", **REFUSAL)
    story.act(world.artist, "appeal", files=[], **TEXT)

    assert whose_turn(story) == [("architecture_head", department(world))]


def test_a_major_change_is_judged_anew_and_keeps_what_was_painted(world):
    story = walk_to(world, "execution")
    for who, action in (("artist", "submit_milestone"), ("coordinator", "confirm_milestone")):
        take(world, story, _step(who, action))
    sponsor, today = world.organisations["sponsor-1"], story.now.date()
    paid = {"sponsor": sponsor, "amount": 1_500_000, "paid_on": today, "document": "1"}
    story.act(world.coordinator, "record_payment", **paid)
    milestones = [(m.code, m.state) for m in story.case.milestones]
    version = story.case.version
    story.act(world.artist, "request_change", files=[], **TEXT)
    assert reason_codes(story, world.artist, "submit_milestone") == ["not_in_this_stage"]
    assert list_open_turns(story)[0].days == 20

    story.replace("sketch", world.file("olive"), alt="эскиз")
    story.act(world.artist, "resubmit", **TEXT)

    assert (story.case.stage, story.case.version_no) == ("architecture", 2)
    assert story.case.signed_parties("sponsors") == set()
    kept = [s for s in list_signoffs(story, "sponsors") if s.version_sha256 == version]
    assert [s.state for s in kept] == ["signed", "signed"]
    assert all(s.superseded_at for s in kept)
    assert "consent_other_image" in reason_codes(story, world.head, "approve", text="")
    consent = CONSENT | {"held_on": walks.city_day(story)}
    story.act(world.coordinator, "record_owner_consent", **consent, files=[])
    story.act(world.specialist, "recommend", **DATA["recommend"](world, story))
    story.act(world.head, "approve", text="")
    less = refusal_of(story, world.jusan, "sign", amount=1_499_999)
    assert (less.field, less.code) == ("amount", "less_than_paid")
    for person in (world.jusan, world.tourism):
        story.act(person, "sign", amount=story.case.budget // 2)
    assert story.case.stage == "approved"
    assert story.act(world.coordinator, "start").stage == "execution"
    assert [(m.code, m.state) for m in story.case.milestones] == milestones
    assert verify().fault is None


def test_a_sponsor_that_is_asked_again_has_its_days_and_the_history_its_decline(world):
    story = walk_to(world, "sponsors")
    story.later(days=6).act(world.tourism, "decline", text="Бюджетте жоқ.")
    assert whose_turn(story)[-1][0] == "coordinator"
    sponsor = world.organisations["sponsor-2"]
    wrong = refusal_of(
        story, world.coordinator, "ask_again", party=world.organisations["sponsor-1"], **TEXT
    )
    assert (wrong.field, wrong.code) == ("party", "choice")

    story.act(world.coordinator, "ask_again", party=sponsor, **TEXT)

    (signoff,) = [s for s in list_signoffs(story, "sponsors") if s.organisation_id == sponsor]
    assert (signoff.state, signoff.reason, signoff.decided_by_id) == ("pending", "", None)
    (turn,) = [t for t in list_open_turns(story) if t.organisation_id == sponsor]
    assert turn.days == 5
    types = [event.type for event in _events(story)]
    assert types[-2:] == ["decline", "ask_again"]
    assert "Бюджетте жоқ" in _events(story)[-2].data
    story.act(world.tourism, "sign", amount=story.case.budget // 2)
    story.act(world.jusan, "sign", amount=story.case.budget // 2)
    assert story.case.stage == "approved"


def _events(story):
    return list(
        db.session.scalars(db.select(Event).where(Event.proposal_id == story.id).order_by(Event.n))
    )


def _step(who: str, action: str) -> Step:
    return Step(who, action, "execution")
