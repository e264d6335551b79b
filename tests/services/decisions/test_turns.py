"""Whose turn it is and until when, as rows: opened, passed on, stopped, resumed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Turn
from artflow.services.database.transactions import writing
from artflow.services.people import people
from tests.fixtures import walks
from tests.services.queries import list_open_turns, whose_turn


def terms(story) -> list[tuple]:
    return [(t.opened_on, t.days, t.due_on, t.stopped_days) for t in list_open_turns(story)]


def again(world, story):
    """Send a work back, answer and resubmit it without a change."""
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Сол нұсқа")
    return story


TURNS = {
    "draft": [("artist", "studio")],
    "submitted": [("coordinator", "office")],
    "site": [("coordinator", "office")],
    "architecture": [("architecture_specialist", "department")],
    "sponsors": [("sponsor_signatory", "sponsor-1"), ("sponsor_signatory", "sponsor-2")],
    "approved": [("coordinator", "office")],
    "execution": [("artist", "studio")],
    "acceptance": [
        ("architecture_head", "department"),
        ("sponsor_signatory", "sponsor-1"),
        ("sponsor_signatory", "sponsor-2"),
        ("artist", "studio"),
    ],
    "completed": [("coordinator", "office")],  # nothing is paid yet
}


@pytest.mark.parametrize("stage", list(walks.STAGES))
def test_at_every_stage_it_is_somebodys_turn(world, stage):
    story = walks.STAGES[stage](world)

    assert whose_turn(story) == [
        (role, "applicant" if name == "studio" else f"org:{world.organisations[name]}")
        for role, name in TURNS[stage]
    ]
    assert {turn.stage for turn in list_open_turns(story)} <= {stage}


def test_a_due_date_is_kept_with_what_it_was_computed_from(world):
    story = world.story()
    story.now = datetime(2026, 10, 23, 5, 0, tzinfo=UTC)
    story.act(world.artist, "submit")

    (turn,) = list_open_turns(story)

    assert (turn.opened_on, turn.days, turn.due_on) == (date(2026, 10, 23), 2, date(2026, 10, 28))
    assert turn.basis == {
        "rule": "limit",
        "from": "2026-10-23",
        "days": 2,
        "skipped": ["2026-10-26"],
    }
    assert (turn.organisation_id, turn.user_id) == (world.organisations["office"], None)


def test_what_comes_after_six_in_the_evening_is_registered_the_next_day(world):
    story = world.story()
    story.now = datetime(2026, 9, 1, 13, 0, tzinfo=UTC)
    story.act(world.artist, "submit")

    assert terms(story) == [(date(2026, 9, 2), 2, date(2026, 9, 4), None)]


@pytest.mark.parametrize("stage", ["draft", "approved", "execution"])
def test_a_stage_without_a_limit_has_no_due_date(world, stage):
    story = walks.STAGES[stage](world)

    assert [(days, due) for _on, days, due, _stopped in terms(story)] == [(None, None)]
    assert list_open_turns(story)[0].basis == {}


def test_a_hold_stops_the_clock_and_resuming_gives_the_days_that_were_left(world):
    story = walks.in_review(world)
    assert terms(story) == [(date(2026, 9, 1), 15, date(2026, 9, 22), None)]

    story.later(days=2).act(world.head, "hold", text=".", review_on=date(2026, 10, 1))
    assert terms(story) == [(date(2026, 9, 1), 15, date(2026, 10, 1), 13)]

    story.later(days=18).act(world.head, "resume")
    assert terms(story) == [(date(2026, 9, 21), 13, date(2026, 10, 8), None)]
    assert list_open_turns(story)[0].basis["rule"] == "resumed"


@pytest.mark.parametrize("span", [{"days": 4}, {"days": 3, "hours": 9}, {"hours": 9}])
def test_a_hold_lifted_at_once_changes_no_deadline_be_it_in_the_evening_or_on_a_saturday(
    world, span
):
    story = walks.in_review(world).later(**span)
    due = list_open_turns(story)[0].due_on

    story.act(world.head, "hold", review_on=date(2026, 10, 1))
    story.act(world.head, "resume")

    assert list_open_turns(story)[0].due_on == due == date(2026, 9, 22)


def test_what_was_overdue_before_a_hold_is_overdue_by_as_many_days_after_it(world):
    story = walks.submitted(world).later(days=13)
    story.act(world.coordinator, "hold", review_on=date(2026, 10, 1))
    assert [stopped for *_rest, stopped in terms(story)] == [-7]

    story.later(days=2).act(world.coordinator, "resume")

    assert terms(story) == [(date(2026, 9, 16), -7, date(2026, 9, 7), None)]
    (turn,) = list_open_turns(story)
    assert (turn.used_days, turn.paused_days, turn.late_days) == (9, 2, 7)


def test_a_hold_of_what_has_no_limit_gives_it_none(world):
    story = walks.approved(world)
    story.act(world.coordinator, "hold", review_on=date(2026, 10, 1))
    story.act(world.coordinator, "resume")

    assert [(days, due, stopped) for _on, days, due, stopped in terms(story)] == [(None,) * 3]


def test_a_turn_that_passes_from_specialist_to_head_keeps_its_period(world):
    story = walks.in_review(world)
    before = terms(story)

    story.later(days=3).act(world.specialist, "recommend", decision="approve", text="Жақсы.")

    assert whose_turn(story) == [("architecture_head", f"org:{world.organisations['department']}")]
    assert terms(story) == before


def in_round(world, **span):
    """Bring a work to the department; after a while it goes back and comes again.

    It comes in the evening: one working day is the artist's.
    """
    return again(world, walks.in_review(world).later(**span))


def closed_turns(stage: str) -> list[tuple[int, int]]:
    """Return the days that the turns of a stage have used and been late, those that are over."""
    query = db.select(Turn.used_days, Turn.late_days).where(Turn.closed_at.is_not(None))
    return [
        tuple(row) for row in db.session.execute(query.filter_by(stage=stage).order_by(Turn.id))
    ]


@pytest.mark.parametrize(
    ("away", "used", "late", "days", "due"),
    [
        (2, 2, 0, 13, date(2026, 9, 23)),
        (13, 9, 0, 6, date(2026, 9, 23)),
        (20, 14, 0, 5, date(2026, 9, 29)),
        (42, 30, 15, 5, date(2026, 10, 21)),
    ],
)
def test_a_resubmitted_work_gives_its_reviewers_what_was_left_and_never_a_full_period(
    world, away, used, late, days, due
):
    story = in_round(world, days=away)

    assert [(left, until) for _on, left, until, _stopped in terms(story)] == [(days, due)]
    assert closed_turns("architecture") == [(used, late)]
    basis = list_open_turns(story)[0].basis
    assert (basis["rule"], basis["used"], basis["limit"]) == ("remaining", used, 15)


def test_every_round_is_counted_and_the_artist_gets_the_whole_limit_each_time(world):
    story = in_round(world, days=6)
    again(world, story.later(days=7))
    story.later(days=1).act(world.head, "remark", severity="must", text="Тағы.")
    story.act(world.head, "return")

    assert closed_turns("architecture") == [(4, 0), (5, 0), (1, 0)]
    assert [days for _on, days, _due, _stopped in terms(story)] == [20]


def test_a_signature_that_is_taken_back_gives_no_day_more(world):
    story = walks.at_sponsors(world).later(days=9)
    story.act(world.jusan, "sign", amount=1)
    story.act(world.jusan, "retract", text="Қателік.")

    days = {turn.party: (turn.days, turn.due_on) for turn in list_open_turns(story)}

    late = date(2026, 9, 8)
    assert set(days.values()) == {(5, late), (-3, late)}


def test_a_hold_is_no_time_of_anybody(world):
    story = walks.in_review(world).later(days=2)
    story.act(world.head, "hold", review_on=date(2026, 10, 1))
    story.later(days=14).act(world.artist, "withdraw", text="Басқа жоспар.")

    row = db.session.scalars(db.select(Turn).filter_by(stage="architecture")).one()
    assert (row.used_days, row.paused_days, row.late_days) == (2, 10, 0)


def test_an_assignment_passes_the_turn_to_the_person_and_keeps_its_period(world):
    with writing() as connection:
        people.give_role(
            connection,
            world.third.id,
            world.organisations["department"],
            Role.ARCHITECTURE_SPECIALIST,
        )
    story = walks.in_review(world)
    before = terms(story)
    named = []

    for person in (world.specialist, world.third, world.third):
        story.later(days=1).act(world.head, "assign", user=person.id)
        named += [turn.user_id for turn in list_open_turns(story)]

    assert named == [world.specialist.id, world.third.id, world.third.id]
    assert terms(story) == before
    again(world, story)
    assert [turn.user_id for turn in list_open_turns(story)] == [world.third.id]


def test_a_signature_ends_the_turn_of_its_party_only(world):
    story = walks.at_sponsors(world)

    story.act(world.jusan, "sign", amount=1)

    assert whose_turn(story) == [("sponsor_signatory", f"org:{world.organisations['sponsor-2']}")]
