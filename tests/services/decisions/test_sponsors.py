"""Two sponsors decide side by side: T14 to T18."""

from __future__ import annotations

import itertools

import pytest

from artflow.domain.errors import NotAllowed, Reason
from artflow.domain.people.roles import Role
from tests.fixtures import walks
from tests.services.queries import (
    last_event,
    list_signoffs,
    reason_codes,
    reasons_of,
    refusal_of,
    whose_turn,
)


def org(world, username: str) -> str:
    return f"org:{world.organisations[username]}"


def states(story) -> list[str]:
    return [signoff.state for signoff in list_signoffs(story, "sponsors")]


@pytest.mark.parametrize("order", list(itertools.permutations(["jusan", "tourism"])))
def test_the_order_of_signatures_does_not_matter(world, order):
    story = walks.at_sponsors(world)
    assert [s.party for s in list_signoffs(story, "sponsors")] == [
        org(world, "sponsor-1"),
        org(world, "sponsor-2"),
    ]
    first, second = (getattr(world, username) for username in order)

    assert story.act(first, "sign", amount=6_000_000).stage == "sponsors"
    assert story.act(second, "sign_with_conditions", amount=4_000_000, text="Логосыз.").stage == (
        "approved"
    )


def test_a_sponsor_signs_once_and_for_its_own_organisation_only(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=6_000_000, party=org(world, "sponsor-2"))

    assert states(story) == ["signed", "pending"]
    for action in ("sign", "sign_with_conditions", "request_changes", "decline"):
        assert reasons_of(story, world.jusan, action, amount=1, text=".")[0] == Reason(
            "already_decided", {"state": "signed", "party": org(world, "sponsor-1")}
        )
    assert type(refusal_of(story, world.coordinator, "sign", amount=1)) is NotAllowed


def test_too_little_money_waits_for_the_coordinator(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=6_000_000)

    assert story.act(world.tourism, "sign", amount=3_000_000).stage == "sponsors"
    assert whose_turn(story) == [("coordinator", org(world, "office"))]

    assert story.act(world.coordinator, "record_gap_accepted", text="Қала.").stage == "approved"


def test_a_gap_accepted_beforehand_counts_when_the_last_one_signs(world):
    story = walks.at_sponsors(world)
    assert story.act(world.coordinator, "record_gap_accepted", text="Қала.").stage == "sponsors"
    story.act(world.jusan, "sign", amount=1)

    assert story.act(world.tourism, "sign", amount=1).stage == "approved"


def test_a_gap_accepted_for_another_version_does_not_count(world):
    story = walks.at_sponsors(world)
    story.act(world.coordinator, "record_gap_accepted", text="Қала.")
    story.act(world.jusan, "request_changes", text="Қымбат.")
    story.edit(budget_kzt=9_000_000)
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")
    story.act(world.jusan, "sign", amount=1)

    assert story.act(world.tourism, "sign", amount=1).stage == "sponsors"


def test_a_request_for_changes_is_a_remark_that_must_be_answered(world):
    story = walks.at_sponsors(world)

    assert story.act(world.jusan, "request_changes", text="Логотип тым үлкен.").stage == "revision"

    (remark,) = story.case.remarks
    assert (remark.severity, remark.state, remark.stage) == ("must", "open", "sponsors")
    (asked, _other) = list_signoffs(story, "sponsors")
    assert (asked.reason, asked.conditions, asked.amount) == ("Логотип тым үлкен.", "", 0)


def test_after_a_sponsor_has_declined_the_coordinator_decides(world):
    story = walks.at_sponsors(world)
    for action in ("revise", "refuse"):
        assert reason_codes(story, world.coordinator, action, text=".") == ["nobody_declined"]

    assert story.act(world.jusan, "decline", text="Бюджет жоқ.").stage == "sponsors"

    assert whose_turn(story) == [
        ("sponsor_signatory", org(world, "sponsor-2")),
        ("coordinator", org(world, "office")),
    ]
    assert story.act(world.tourism, "sign", amount=10_000_000).stage == "sponsors"
    assert story.act(world.coordinator, "refuse", code="other", text="Демеуші жоқ.").stage == (
        "refused"
    )


def test_or_has_the_artist_revise_and_the_sponsor_is_asked_again(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "decline", text="Қымбат.")
    assert story.act(world.coordinator, "revise", text="Арзандатыңыз.").stage == "revision"
    story.edit(budget_kzt=5_000_000)
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")

    assert states(story) == ["declined", "pending", "pending", "pending"]
    story.act(world.jusan, "sign", amount=4_000_000)
    assert story.act(world.tourism, "sign", amount=1_000_000).stage == "approved"


def test_a_signature_is_taken_back_while_the_others_still_think(world):
    story = walks.at_sponsors(world)
    assert reasons_of(story, world.jusan, "retract", text=".") == (Reason("nothing_to_retract"),)
    story.act(world.jusan, "sign", amount=6_000_000)

    assert story.act(world.jusan, "retract", text="Қате.").stage == "sponsors"

    (mine, _other) = list_signoffs(story, "sponsors")
    assert (mine.state, mine.amount, mine.reason) == ("retracted", 0, "Қате.")
    assert '"decision":"retracted"' in last_event(story).data
    story.act(world.tourism, "sign", amount=4_000_000)
    assert story.act(world.jusan, "sign", amount=6_000_000).stage == "approved"


def test_a_signature_taken_back_after_approval_opens_the_sign_off_again(world):
    story = walks.approved(world)

    assert story.act(world.tourism, "retract", text="Қате.").stage == "sponsors"

    assert states(story) == ["signed", "pending"]
    assert whose_turn(story) == [("sponsor_signatory", org(world, "sponsor-2"))]
    assert reason_codes(story, world.coordinator, "start") == ["not_in_this_stage"]
    assert story.act(world.tourism, "sign", amount=4_000_000).stage == "approved"


def test_no_sponsor_signs_what_the_department_has_not(world):
    """The department's agreement is to a version: without it on this one the stage is closed."""
    from tests.services.tampering import tamper

    story = walks.at_sponsors(world)
    tamper("UPDATE signoff SET state = 'pending' WHERE stage = 'architecture'")

    assert reasons_of(story, world.jusan, "sign", amount=1) == (
        Reason("version_not_signed", {"stage": "architecture", "version": 1}),
    )


def test_a_gap_is_the_coordinators_to_accept(world):
    story = walks.at_sponsors(world)

    assert type(refusal_of(story, world.jusan, "record_gap_accepted", text=".")) is NotAllowed
    assert Role.COORDINATOR in story.case.current_stage.actions["record_gap_accepted"].by


def test_more_than_is_left_is_never_signed(world):
    """99 999 999 999 on a budget of 10 million, with 4 million left."""
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=6_000_000)

    for amount in (99_999_999_999, 4_000_001):
        answer = refusal_of(story, world.tourism, "sign", amount=amount, grounds="Себебі бар.")
        assert (answer.field, answer.code) == ("amount", "more_than_left")
        assert answer.params == {"sum": 4_000_000, "currency": "KZT"}
    assert story.act(world.tourism, "sign", amount=4_000_000).stage == "approved"


def test_who_gives_nothing_says_why_and_the_grounds_are_kept(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=10_000_000)

    answer = refusal_of(story, world.tourism, "sign", amount=0)
    assert (answer.field, answer.code) == ("grounds", "grounds_of_sum")
    assert story.act(world.tourism, "sign", amount=0, grounds="Бәрі жабылған.").stage == "approved"

    assert list_signoffs(story, "sponsors")[1].reason == "Бәрі жабылған."
    assert '"grounds":"Бәрі жабылған."' in last_event(story).data


def test_a_cover_has_an_owner_and_a_sum_and_no_longer_fits_when_a_signature_goes(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=6_000_000)
    story.act(world.tourism, "sign", amount=3_000_000)
    cover = {"covered_by": "Қала", "text": "Резервтен."}

    answer = refusal_of(story, world.coordinator, "record_gap_accepted", amount=1_000_001, **cover)
    assert (answer.field, answer.code) == ("amount", "not_the_gap")
    done = story.act(world.coordinator, "record_gap_accepted", amount=1_000_000, **cover)
    assert done.stage == "approved"

    story.act(world.tourism, "retract", text="Қате.")
    assert story.act(world.tourism, "sign", amount=2_000_000).stage == "sponsors"


def test_no_sum_is_promised_where_no_money_is_counted(world):
    story = walks.in_acceptance(world)
    story.act(world.jusan, "sign", amount=5)

    assert {s.amount for s in list_signoffs(story, "acceptance")} == {0}
