"""Another process, the same code: a sculpture, a council, no wall, two of three sponsors."""

from __future__ import annotations

import pytest

from artflow.domain.errors import NotAllowed, NotPossible
from tests.fixtures.world import World
from tests.services.tampering import verify

from .support import sculpture


@pytest.fixture
def world(context, states) -> World:
    return states.begin("sculpture", lambda: World.create("sculpture"))


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def said(story) -> list[str]:
    """Return the sponsors' decisions on the current version, in the programme's order."""
    return [str(signoff.state) for signoff in story.case.signoffs_in("sponsors")]


def test_a_sculpture_is_walked_from_draft_to_completed(world):
    story = sculpture.completed(world)
    case = story.case

    assert (case.stage, case.current_stage.outcome) == ("completed", "accepted")
    assert case.reached == {
        "draft",
        "check",
        "council",
        "sponsors",
        "approved",
        "making",
        "acceptance",
        "completed",
    }
    assert case.wall_id is None
    assert [(m.code, m.state) for m in case.milestones] == [
        (milestone.code, "confirmed") for milestone in case.workflow.milestones
    ]
    assert said(story) == ["signed", "pending", "signed"]
    report = verify()
    assert (report.proposals, report.events, report.fault) == (1, case.events, None)


def test_two_of_three_move_it_and_the_third_cannot_move_it_again(world):
    story = sculpture.at_sponsors(world)

    assert story.act(world.tourism, "sign", amount=6_000_000).stage == "sponsors"
    assert story.act(world.third, "sign", amount=4_000_000).stage == "approved"
    events = story.case.events
    with pytest.raises(NotPossible) as refusal:
        story.act(world.jusan, "sign", amount=1)

    assert codes(refusal) == ["not_in_this_stage"]
    assert (story.case.stage, story.case.events) == ("approved", events)
    assert said(story) == ["pending", "signed", "signed"]


def test_two_signatures_without_the_money_wait_for_the_coordinator(world):
    story = sculpture.at_sponsors(world)
    story.act(world.jusan, "sign", amount=1_000_000)

    assert story.act(world.third, "sign", amount=1_000_000).stage == "sponsors"
    with pytest.raises(NotPossible) as refusal:
        story.act(world.coordinator, "conclude")
    assert codes(refusal) == ["not_funded"]
    story.act(world.coordinator, "record_gap_accepted", text="Қала өтейді", files=[])
    assert story.act(world.coordinator, "conclude").stage == "approved"


def test_one_who_declines_does_not_stop_the_two_others(world):
    story = sculpture.at_sponsors(world)

    assert story.act(world.jusan, "decline", text="Қаражат жоқ").stage == "sponsors"
    assert story.act(world.tourism, "sign", amount=6_000_000).stage == "sponsors"
    assert story.act(world.third, "sign", amount=4_000_000).stage == "approved"
    assert said(story) == ["declined", "signed", "signed"]


def test_after_two_have_declined_the_coordinator_decides(world):
    story = sculpture.at_sponsors(world)
    with pytest.raises(NotPossible) as refusal:
        story.act(world.coordinator, "refuse", code="other", text="Демеуші жоқ")
    assert codes(refusal) == ["still_open"]
    story.act(world.jusan, "decline", text="Қаражат жоқ")
    assert story.act(world.third, "decline", text="Біз де").stage == "sponsors"

    assert story.act(world.coordinator, "revise", text="Арзандатыңыз").stage == "revision"
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Болды")
    story.edit(budget_kzt=4_000_000)
    assert story.act(world.artist, "resubmit").stage == "sponsors"
    assert said(story) == ["pending", "pending", "pending"]


def test_one_who_wants_changes_is_outvoted_or_sends_it_back_with_another(world):
    story = sculpture.at_sponsors(world)

    assert story.act(world.jusan, "request_changes", text="Биіктеу").stage == "sponsors"
    assert story.act(world.tourism, "decline", text="Жоқ").stage == "revision"
    assert story.case.came_from == "sponsors"


def test_one_objection_of_the_council_is_enough(world):
    story = sculpture.in_council(world)
    story.act(world.coordinator, "record_heritage_opinion", ok=True, text="Қорғалмайды", files=[])

    assert story.act(world.head, "object", text="Алаңға сыймайды").stage == "council"
    with pytest.raises(NotPossible) as refusal:
        story.act(world.head, "agree", text="Ойланып көрдік")
    assert codes(refusal) == ["already_decided"]
    story.act(world.coordinator, "announce_refusal", code="context", text="Кеңес қарсы")
    with pytest.raises(NotPossible) as refusal:
        story.act(world.coordinator, "refuse", code="context", text="Кеңес қарсы")
    assert codes(refusal) == ["hearing_running"]
    story.later(days=10)
    assert (
        story.act(world.coordinator, "refuse", code="context", text="Бас тарту").stage == "refused"
    )


def test_taking_back_one_of_three_signatures_leaves_the_approval_and_two_do_not(world):
    story = sculpture.at_sponsors(world)
    story.act(world.jusan, "sign", amount=1_000_000)
    story.act(world.tourism, "sign", amount=1_000_000)
    story.act(world.third, "sign", amount=1_000_000)
    story.act(world.coordinator, "record_gap_accepted", text="Қала өтейді", files=[])
    story.act(world.coordinator, "conclude")

    assert story.act(world.third, "retract", text="Ойымыз өзгерді").stage == "approved"
    assert story.act(world.jusan, "retract", text="Біз де").stage == "sponsors"
    assert said(story) == ["pending", "signed", "pending"]


def test_what_is_the_coordinator_s_in_one_process_need_not_be_the_specialist_s(world):
    """The mural lets the specialist accept the documents; here only the coordinator may."""
    story = world.story()
    story.act(world.artist, "submit")

    with pytest.raises(NotAllowed):
        story.act(world.specialist, "accept")
    assert story.act(world.coordinator, "accept").stage == "council"
