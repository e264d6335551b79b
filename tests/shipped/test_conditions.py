"""Conditions and defects of the shipped process: what they hold up, whose turn they are, their end.

A sponsor agrees under conditions, the artist proves, the sponsor closes; a wall comes back with
defects and is handed over again with an answer to each.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from artflow.domain.errors import Invalid, NotPossible
from artflow.domain.process.case import (
    ANSWERED,
    CLOSED,
    CONDITION,
    DEFECT,
    LAPSED,
    OPEN,
    ConditionFact,
)
from artflow.domain.process.guards import refusals
from artflow.extensions import db
from artflow.models import Condition, ConditionFile, Record
from artflow.web.summaries.contexts import guard_context
from tests.services.queries import (
    list_open_turns,
    reason_codes,
    recipients_of,
    refusal_of,
    whose_turn,
)
from tests.services.tampering import verify

from .steps import MAIN_STEPS, TEXT, take

PROVED = {"fixed": True, "text": "Орындалды."}
later = pytest.mark.exhaustive


def conditional(reach, world, *conditions):
    """Return a story that Jusan has signed under conditions, ready to start but for them."""
    story = reach("sponsors")
    story.act(
        world.jusan,
        "sign_with_conditions",
        amount=story.case.budget // 2,
        text="Шарттар",
        conditions=list(conditions),
    )
    for step in MAIN_STEPS[9:16]:
        take(world, story, step)
    return story


def states(story) -> list[str]:
    return [fact.state for fact in story.case.conditions]


@pytest.mark.postgres
def test_a_condition_holds_up_the_start_until_its_party_closes_it(world, reach):
    due = world.story().now.date() + timedelta(days=60)
    story = conditional(
        reach,
        world,
        {"text": "Логотип сол жақта", "holds": "start", "due_on": due},
        {"text": "Тақтайша ілінсін", "holds": "acceptance"},
    )
    first, second = story.case.conditions
    assert (first.due_on, first.kind, first.role) == (due, CONDITION, "sponsor_signatory")
    assert second.due_on is not None
    assert reason_codes(story, world.coordinator, "start") == ["conditions_left"]

    turns = {turn.role: turn for turn in list_open_turns(story)}
    assert set(turns) == {"coordinator", "artist"}
    assert (turns["artist"].due_on, turns["artist"].basis["rule"]) == (due, "condition")

    proof = [world.file("gold")]
    done = story.act(world.artist, "fulfil_condition", condition=first.id, files=proof, **PROVED)
    assert recipients_of(done)["jusan"] == "turn"
    assert whose_turn(story) == [
        ("coordinator", turns["coordinator"].party),
        ("sponsor_signatory", first.party),
    ]
    assert reason_codes(story, world.coordinator, "start") == ["conditions_left"]
    story.act(world.jusan, "return_condition", condition=first.id, text="Оң жақта тұр.")
    again = next(t for t in list_open_turns(story) if t.role == "artist")
    assert again.due_on == due

    story.act(world.artist, "fulfil_condition", condition=first.id, files=proof, **PROVED)
    story.act(world.jusan, "close_condition", condition=first.id)
    assert states(story) == [CLOSED, OPEN]
    assert whose_turn(story) == [("coordinator", turns["coordinator"].party)]
    assert story.act(world.coordinator, "start").stage == "execution"
    row = db.session.get(Condition, first.id)
    assert (row.fulfilled, row.answer, row.note) == (True, "Орындалды.", "")
    assert row.closed_by.name == "Jusan"
    assert db.session.query(ConditionFile).count() == 2
    assert verify().fault is None


def test_only_the_party_that_set_it_closes_it_and_only_what_was_reported(world, reach):
    story = conditional(reach, world, {"text": "Логотип", "holds": "start"})
    (fact,) = story.case.conditions
    assert reason_codes(story, world.jusan, "close_condition", condition=fact.id) == [
        "no_condition_answered"
    ]
    assert refusal_of(story, world.artist, "fulfil_condition", condition=fact.id, fixed=True).code
    without_proof = refusal_of(story, world.artist, "fulfil_condition", condition=fact.id, **PROVED)
    assert (without_proof.field, without_proof.code) == ("files", "proof_needed")
    story.act(world.artist, "fulfil_condition", condition=fact.id, fixed=False, text="Орын жоқ.")

    for other in (world.tourism, world.head, world.coordinator):
        assert reason_codes(story, other, "close_condition", condition=fact.id) == [
            "no_condition_answered"
        ]
    assert isinstance(refusal_of(story, world.jusan, "close_condition", condition=0), Invalid)
    assert story.act(world.jusan, "close_condition", condition=fact.id).stage == "approved"


@later
def test_a_condition_names_what_waits_for_it_and_a_day_ahead(world, reach):
    story = reach("sponsors")
    half = {"amount": story.case.budget // 2, "text": "Ш"}
    for wrong, field in (
        ({"text": "Ш", "holds": "nothing"}, "holds_2"),
        ({"text": "Ш", "due_on": story.now.date()}, "due_on_2"),
    ):
        given = [{"text": "Жақсы", "holds": "start"}, wrong]
        refused = refusal_of(story, world.jusan, "sign_with_conditions", conditions=given, **half)
        assert (type(refused), refused.field) == (Invalid, field)


def test_what_a_party_takes_back_holds_up_nothing_any_more(world, reach):
    story = conditional(reach, world, {"text": "Логотип", "holds": "start"})

    story.act(world.jusan, "retract", text="Қайта қараймыз.")

    assert states(story) == [LAPSED]
    story.act(world.jusan, "sign", amount=story.case.budget // 2)
    assert story.act(world.coordinator, "start").stage == "execution"


@later
def test_conditions_stated_anew_take_the_place_of_those_before(world, reach):
    story = conditional(reach, world, {"text": "Логотип", "holds": "start"})
    story.act(world.jusan, "retract", text="Қайта қараймыз.")
    story.act(
        world.jusan,
        "sign_with_conditions",
        amount=story.case.budget // 2,
        text="Ш",
        conditions=[{"text": "Екінші", "holds": "start"}],
    )

    assert states(story) == [LAPSED, OPEN]
    assert reason_codes(story, world.coordinator, "start") == ["conditions_left"]


@later
def test_a_text_alone_is_one_condition_that_holds_up_nothing(world, reach):
    story = reach("sponsors")
    story.act(
        world.jusan, "sign_with_conditions", amount=story.case.budget // 2, text="Түнде емес."
    )

    (fact,) = story.case.conditions
    assert (fact.holds, fact.state) == ("", OPEN)


@pytest.mark.postgres
def test_the_wall_is_handed_over_again_when_every_defect_was_answered(world, reach):
    story = reach("acceptance")
    found = [{"text": "Жарық", "place": "Сол жақ төменгі бұрыш"}, {"text": "Дақ"}]
    done = story.act(world.tourism, "report_defects", text="1. Жарық\n2. Дақ", conditions=found)
    assert done.stage == "execution"
    first, second = story.case.conditions
    assert {first.kind, second.kind, first.holds} == {DEFECT, "acceptance"}
    calendar = guard_context(story.case).calendar
    (turn,) = list_open_turns(story)
    assert (turn.role, turn.due_on) == ("artist", first.due_on)
    assert calendar.between(turn.opened_on, turn.due_on) == 10

    assert reason_codes(story, world.artist, "finish") == ["conditions_unanswered"]
    story.act(
        world.artist, "fulfil_condition", condition=first.id, files=[world.file("gold")], **PROVED
    )
    assert reason_codes(story, world.artist, "finish") == ["conditions_unanswered"]
    story.act(world.artist, "fulfil_condition", condition=second.id, fixed=False, text="Көлеңке.")
    assert story.act(world.artist, "finish").stage == "acceptance"

    assert reason_codes(story, world.head, "sign") == ["conditions_left"]
    story.act(world.tourism, "close_condition", condition=first.id)
    story.act(world.tourism, "return_condition", condition=second.id, text="Көлеңке емес.")
    assert ("artist", "applicant") in whose_turn(story)
    story.act(
        world.artist, "fulfil_condition", condition=second.id, files=[world.file("gold")], **PROVED
    )
    assert reason_codes(story, world.jusan, "sign") == ["conditions_left"]
    story.act(world.tourism, "close_condition", condition=second.id)
    for person in (world.head, world.jusan, world.tourism, world.artist):
        story.act(person, "sign")
    assert story.act(world.coordinator, "record_owner_act", files=[]).stage == "completed"


@pytest.mark.parametrize(
    "who",
    ["jusan", *(pytest.param(who, marks=later) for who in ("head", "tourism", "coordinator"))],
)
def test_every_party_of_the_acceptance_may_refuse_with_defects(world, who, reach):
    story = reach("acceptance")

    done = story.act(getattr(world, who), "report_defects", conditions=[{"text": "Дақ"}], text="Д")

    assert done.stage == "execution"
    assert states(story) == [OPEN]


@later
def test_a_hold_stops_the_clock_of_conditions_too(world, reach):
    story = conditional(reach, world, {"text": "Логотип", "holds": "start"})
    calendar = guard_context(story.case).calendar
    (fact,) = story.case.conditions
    left = calendar.between(calendar.registered(story.now), fact.due_on)
    story.act(world.coordinator, "hold", review_on=story.now.date() + timedelta(days=60), **TEXT)

    story.later(days=30).act(world.coordinator, "resume", **TEXT)

    (later,) = story.case.conditions
    resumed = story.now - timedelta(hours=1)
    assert calendar.between(calendar.registered(resumed), later.due_on) == left
    turn = next(turn for turn in list_open_turns(story) if turn.role == "artist")
    assert turn.due_on == later.due_on == db.session.get(Condition, fact.id).due_on
    assert later.due_on > fact.due_on


def test_defects_are_stated_and_not_only_felt(world, reach):
    story = reach("acceptance")

    for nothing in ([], [{"text": ""}]):
        refused = refusal_of(story, world.head, "report_defects", conditions=nothing, text="")
        assert (refused.field, refused.code) == ("text", "required")


@pytest.mark.postgres
def test_an_insurance_that_has_run_out_closes_the_start(world, reach):
    story = reach("approved")
    for step in MAIN_STEPS[10:16]:
        take(world, story, step)
    until = story.now.date() + timedelta(days=3)
    story.act(world.artist, "record_insurance", document="7", insurer="Халық", until=until)
    assert db.session.query(Record).filter(Record.until == until).count() == 1

    story.later(days=5)
    assert reason_codes(story, world.coordinator, "start") == ["paper_ran_out"]
    late = refusal_of(story, world.artist, "record_insurance", insurer="Халық", until=until)
    assert (late.field, late.code) == ("until", "day_passed")
    longer = story.now.date() + timedelta(days=90)
    story.act(world.artist, "record_insurance", document="8", insurer="Халық", until=longer)
    assert story.act(world.coordinator, "start").stage == "execution"


def test_no_work_starts_or_is_accepted_while_something_holds_it_up(world):
    """Whatever stands on record: each action that leads on asks for what holds it up."""
    case = world.story().case
    context = guard_context(case)
    leading = [
        case.workflow.stages[s].actions[a]
        for s, a in (("approved", "start"), ("acceptance", "sign"))
    ]
    asked = [[n for n in action.needs if n.name == "no_open_conditions"] for action in leading]
    assert [[need.arg for need in needs] for needs in asked] == [["start"], ["acceptance"]]

    for kind, state, holds in product(
        (CONDITION, DEFECT), (OPEN, ANSWERED, CLOSED, LAPSED), ("start", "acceptance", "")
    ):
        fact = ConditionFact(1, kind, state, holds, None, "sponsors", "sponsor_signatory", "org:1")
        case.conditions = [fact]
        refused = [bool(refusals(needs, context)) for needs in asked]
        live = state in (OPEN, ANSWERED)
        assert refused == [live and holds == "start", live and holds == "acceptance"]


@later
def test_a_press_on_a_page_from_before_the_defects_is_refused(world, reach):
    story = reach("acceptance")
    seen = story.seen
    story.act(world.head, "report_defects", conditions=[{"text": "Дақ"}], text="Д")

    assert seen.stage != story.case.stage
    with pytest.raises(NotPossible):
        story.act(world.jusan, "sign", **TEXT)
