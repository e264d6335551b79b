"""A decision rests on what its page showed, on advice, on votes: each is held against it."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Invalid, Reason, Stale
from artflow.services.decisions import decisions
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import CONSENT
from tests.services.queries import (
    dump_tables,
    last_facts,
    list_signoffs,
    reason_codes,
    reasons_of,
)


def seen(story):
    case = story.case
    return decisions.SeenState(case.stage, case.version, case.events)


def press(story, person, action, page, key="k", **data):
    return decisions.take_action(
        story.id, person, action, seen=page, key=key, data=data, now=story.now
    )


def test_a_changed_recommendation_stops_the_head_who_has_not_read_it(world):
    story = walks.ready_to_decide(world)
    page = seen(story)
    story.act(world.specialist, "recommend", decision="refuse", **ASSESSMENT_DATA, text="Жарық.")
    before = dump_tables()

    with pytest.raises(Stale) as refused:
        press(story, world.head, "approve", page)

    assert refused.value.reasons == (
        Reason("happened_since", {"action": "architecture.recommend"}),
    )
    assert dump_tables() == before
    press(story, world.head, "approve", seen(story), text="Бәрібір лайық.")
    assert story.case.stage == "sponsors"


def test_another_sponsors_sum_is_something_a_signature_rests_on(world):
    story = walks.at_sponsors(world)
    page = seen(story)
    story.act(world.tourism, "sign", amount=4_000_000)

    with pytest.raises(Stale) as refused:
        press(story, world.jusan, "sign", page, amount=6_000_000)

    assert refused.value.reasons == (Reason("happened_since", {"action": "sponsors.sign"}),)


def test_what_an_office_keeps_to_itself_is_not_named_to_others(world):
    story = walks.in_review(world)
    page = seen(story)
    story.act(world.specialist, "recommend", decision="refuse", **ASSESSMENT_DATA, text="Жарық.")

    with pytest.raises(Stale) as refused:
        press(story, world.artist, "withdraw", page, text="Кейін.")

    assert refused.value.reasons == (Reason("grounds_changed"),)


def test_neither_own_acts_nor_a_new_assignee_make_a_page_old(world):
    story = walks.ready_to_decide(world)
    page = seen(story)
    story.act(world.head, "remark", severity="note", text="Жақсы түс.")
    story.act(world.coordinator, "assign", user=world.specialist.id)

    assert press(story, world.head, "approve", page).stage == "sponsors"


def test_a_press_that_was_carried_out_is_answered_whatever_happened_since(world):
    story = walks.at_sponsors(world)
    page = seen(story)
    first = press(story, world.jusan, "sign", page, key="one-press", amount=6_000_000)
    story.act(world.tourism, "request_changes", text="Түсі.")

    again = press(story, world.jusan, "sign", page, key="one-press", amount=6_000_000)

    assert (again.n, again.repeated) == (first.n, True)


@pytest.mark.parametrize("action", ["approve", "approve_with_conditions"])
def test_who_decides_otherwise_than_recommended_says_why(world, action):
    story = walks.ready_to_decide(world)
    story.act(world.specialist, "recommend", decision="refuse", **ASSESSMENT_DATA, text="Жарық.")

    with pytest.raises(Invalid) as refused:
        story.act(world.head, action)
    assert (refused.value.field, refused.value.code) == ("text", "against_advice")

    story.act(world.head, action, text="Жарық жөнделді.")
    assert last_facts(story)["against"] == "refuse"


def test_an_obligatory_remark_is_grounds_enough_to_send_back(world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "remark", severity="must", text="Түсі.")

    story.act(world.head, "return")

    assert last_facts(story)["against"] == "approve"


def test_what_was_recommended_needs_no_grounds(world):
    story = walks.ready_to_decide(world)

    story.act(world.head, "approve")

    assert "against" not in last_facts(story)


def test_a_hard_requirement_that_is_not_met_blocks_the_head(world):
    story = walks.ready_to_decide(world)
    gates = ASSESSMENT_DATA["gates"] | {"content": "no", "upkeep": "no"}
    given = ASSESSMENT_DATA | {"gates": gates}
    story.act(world.specialist, "recommend", decision="refuse", **given, text="Болмайды.")

    assert reasons_of(story, world.head, "approve", text="Бәрібір.") == (
        Reason("requirement_not_met", {"requirement": "content"}),
    )


def test_a_vote_that_is_not_enough_is_the_heads_to_set_aside(world):
    story = walks.in_review(world)
    assert reason_codes(story, world.head, "record_consent_override", text="…") == ["paper_missing"]
    story.act(world.coordinator, "record_owner_consent", **CONSENT | {"votes_for": 30})
    story.act(world.specialist, "recommend", decision="approve", **ASSESSMENT_DATA, text="Жақсы.")
    assert reason_codes(story, world.head, "approve") == ["consent_refused"]

    story.act(world.head, "record_consent_override", text="Үй қаланың меншігінде.")

    assert story.act(world.head, "approve").stage == "sponsors"


def test_nobody_records_what_is_still_to_come(world):
    story = walks.in_review(world)
    later = story.now.date().replace(year=2031)

    with pytest.raises(Invalid) as refused:
        story.act(world.coordinator, "record_owner_consent", **CONSENT | {"held_on": later})

    assert (refused.value.field, refused.value.code) == ("held_on", "not_come")


def test_a_comment_on_a_signature_is_no_condition(world):
    story = walks.at_sponsors(world)

    story.act(world.jusan, "sign", amount=6_000_000, text="Құсы әдемі.")

    (signed, _waiting) = list_signoffs(story, "sponsors")
    assert (signed.conditions, signed.reason) == ("", "Құсы әдемі.")
