"""What may this person do here, in which acting role, and if not, why not?"""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import NotPossible, Reason
from artflow.domain.people.roles import ActingRole, Role
from artflow.domain.process.case import Remark
from artflow.domain.process.engine import Option, acting_role_for, explain, objections, require
from artflow.domain.process.joins import SignoffState
from tests.domain.cases import (
    ARTIST,
    BANK,
    COMPANY,
    COORDINATOR,
    DEPARTMENT,
    HEAD,
    JUSAN,
    OFFICE,
    PROGRAMME,
    acting_role,
    case,
    guard_context,
    member,
    person,
    signoff,
)

pytestmark = pytest.mark.pure

TODAY = date(2026, 11, 23)
PENDING, SIGNED = SignoffState.PENDING, SignoffState.SIGNED
ON_HOLD = Reason("on_hold", {}, (Role.COORDINATOR,), "resume")


def acting_role_of(subject, who, action: str) -> ActingRole | None:
    return acting_role_for(subject, who, subject.current_stage.actions[action], TODAY)


def test_the_artist_acts_as_the_artist_on_the_own_work_only():
    assert acting_role_of(case("draft"), person(ARTIST), "submit") == ActingRole(
        ARTIST, Role.ARTIST
    )
    assert acting_role_of(case("draft"), person(99, member(Role.ARTIST, 50)), "submit") is None


def test_a_role_counts_in_the_programme_of_the_work():
    head = person(HEAD, member(Role.ARCHITECTURE_HEAD, DEPARTMENT))

    assert acting_role_of(case("architecture"), head, "approve") == ActingRole(
        HEAD, Role.ARCHITECTURE_HEAD, DEPARTMENT, "order 10", is_valid=True
    )
    assert acting_role_of(case("architecture", programme=0), person(HEAD), "approve") is None
    elsewhere = case("architecture")
    elsewhere.programme_id = PROGRAMME + 1
    assert acting_role_of(elsewhere, head, "approve") is None


def test_of_two_organisations_the_one_still_asked_comes_first():
    both = person(
        JUSAN, member(Role.SPONSOR_SIGNATORY, BANK), member(Role.SPONSOR_SIGNATORY, COMPANY)
    )
    rows = [signoff("sponsors", BANK, SIGNED), signoff("sponsors", COMPANY, PENDING)]

    assert acting_role_of(case("sponsors", signoffs=rows), both, "sign").organisation_id == COMPANY
    assert acting_role_of(case("sponsors", signoffs=rows[:1]), both, "sign").organisation_id == BANK


def test_of_two_organisations_the_one_in_date_comes_first():
    over = member(Role.COORDINATOR, OFFICE, valid_until=date(2026, 11, 22))
    both = person(COORDINATOR, over, member(Role.COORDINATOR, BANK))

    assert acting_role_of(case("submitted"), both, "accept").organisation_id == BANK
    assert acting_role_of(case("submitted"), person(COORDINATOR, over), "accept") == ActingRole(
        COORDINATOR, Role.COORDINATOR, OFFICE, "order 20", is_valid=False
    )


def test_being_asked_counts_more_than_being_in_date():
    over = member(Role.SPONSOR_SIGNATORY, BANK, valid_until=date(2026, 11, 22))
    both = person(JUSAN, member(Role.SPONSOR_SIGNATORY, COMPANY), over)
    rows = [signoff("sponsors", BANK, PENDING), signoff("sponsors", COMPANY, SIGNED)]

    assert acting_role_of(case("sponsors", signoffs=rows), both, "sign").organisation_id == BANK


def test_an_artist_with_another_role_acts_as_the_artist_on_the_own_work():
    both = person(ARTIST, member(Role.ARCHITECTURE_HEAD, DEPARTMENT))
    rows = [signoff("acceptance", DEPARTMENT, PENDING)]

    assert acting_role_of(case("acceptance", signoffs=rows), both, "sign") == ActingRole(
        ARTIST, Role.ARTIST
    )
    assert acting_role_of(case("architecture"), both, "approve").role is Role.ARCHITECTURE_HEAD


def objections_to(subject, used_role: ActingRole | None, action: str) -> list[Reason]:
    return objections(guard_context(subject, used_role), subject.current_stage.actions[action])


def test_nobody_judges_the_own_work():
    own = acting_role(Role.COORDINATOR, OFFICE, ARTIST)

    assert objections_to(case("submitted"), own, "refuse") == [Reason("own_work")]
    assert objections_to(case("submitted"), ActingRole(ARTIST, Role.ARTIST), "withdraw") == []
    assert objections_to(case("submitted"), None, "refuse") == []


def test_an_authority_out_of_date_is_an_objection():
    late = ActingRole(COORDINATOR, Role.COORDINATOR, OFFICE, is_valid=False)

    assert objections_to(case("submitted"), late, "refuse") == [
        Reason("authority_out_of_date", {}, (Role.ADMINISTRATOR,))
    ]


def test_on_hold_only_what_is_meant_for_it_goes_on():
    held = case("submitted", held=True)

    assert objections_to(held, acting_role(Role.COORDINATOR, OFFICE), "refuse") == [ON_HOLD]
    assert objections_to(held, acting_role(Role.COORDINATOR, OFFICE), "resume") == []
    assert objections_to(held, ActingRole(ARTIST, Role.ARTIST), "withdraw") == []


def test_all_objections_are_given_at_once_and_those_of_the_definition_last():
    late = ActingRole(ARTIST, Role.COORDINATOR, OFFICE, is_valid=False)

    found = objections_to(case("submitted", held=True, twins=["SHY-2026-0001"]), late, "accept")

    assert [reason.code for reason in found] == [
        "own_work",
        "authority_out_of_date",
        "on_hold",
        "duplicate",
    ]


def test_require_raises_them_all():
    held = case("submitted", held=True, twins=["SHY-2026-0001"])
    now = guard_context(held, acting_role(Role.COORDINATOR, OFFICE))

    with pytest.raises(NotPossible) as refused:
        require(now, held.current_stage.actions["accept"])

    assert [reason.code for reason in refused.value.reasons] == ["on_hold", "duplicate"]
    assert require(now, held.current_stage.actions["resume"]) is None


def test_explain_lists_what_is_mine_open_or_closed_in_the_definition_s_order():
    must = Remark(1, "must", "open", HEAD)
    one = case("submitted", remarks=[must])
    coordinator = person(COORDINATOR, member(Role.COORDINATOR, OFFICE))

    options = explain(guard_context(one), coordinator)

    assert {option.action.name: [r.code for r in option.reasons] for option in options} == {
        "accept": ["must_remarks_left"],
        "return_incomplete": [],
        "return": [],
        "refuse": [],
        "assign": [],
        "remark": [],
        "close_remark": [],
        "reopen_remark": ["no_settled_remark"],
        "replace_sponsor": [],
        "hold": [],
        "resume": ["not_on_hold"],
    }
    assert [option.action.name for option in options] == [
        "accept",
        "return_incomplete",
        "return",
        "refuse",
        "assign",
        "remark",
        "close_remark",
        "reopen_remark",
        "replace_sponsor",
        "hold",
        "resume",
    ]
    assert [option.open for option in options] == [not option.reasons for option in options]
    worn_by = ActingRole(COORDINATOR, Role.COORDINATOR, OFFICE, "order 20")
    assert options[2] == Option(one.current_stage.actions["return"], worn_by, ())


def test_explain_asks_each_action_in_its_own_acting_role():
    rows = [signoff("sponsors", BANK, SIGNED, decided_by=JUSAN)]
    signer = person(JUSAN, member(Role.SPONSOR_SIGNATORY, BANK))

    options = explain(guard_context(case("sponsors", signoffs=rows)), signer)

    assert {o.action.name: o.open for o in options} == {
        "sign": False,
        "sign_with_conditions": False,
        "request_changes": False,
        "decline": False,
        "retract": True,
    }


def test_explain_looks_at_the_dates_of_an_authority():
    over = member(Role.COORDINATOR, OFFICE, valid_until=date(2026, 11, 22))

    (_, _, _, refuse, *_) = explain(guard_context(case("submitted")), person(COORDINATOR, over))

    assert refuse.reasons == (Reason("authority_out_of_date", {}, (Role.ADMINISTRATOR,)),)


def test_explain_has_nothing_for_strangers_and_for_ended_works():
    assert explain(guard_context(case("submitted")), person(99)) == []
    assert explain(guard_context(case("refused")), person(ARTIST)) == []
