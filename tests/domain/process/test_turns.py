"""Whose turn it is, in every stage of three processes."""

from __future__ import annotations

import pytest

from artflow.domain.people.roles import APPLICANT, Part, Party, Role
from artflow.domain.process.case import MilestoneFact, WallFact
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.turns import Turn, current_turns
from tests.domain.cases import (
    ARTIST,
    BANK,
    COMPANY,
    DEPARTMENT,
    MURAL,
    OFFICE,
    PARTIES,
    SCULPTURE,
    SPECIALIST,
    case,
    guard_context,
    paper,
    signoff,
)

pytestmark = pytest.mark.pure

PENDING, SIGNED = SignoffState.PENDING, SignoffState.SIGNED
DECLINED, RETRACTED = SignoffState.DECLINED, SignoffState.RETRACTED

THE_ARTIST = Turn(Role.ARTIST, APPLICANT, None, ARTIST)
THE_OFFICE = Turn(Role.COORDINATOR, "org:20", OFFICE)
THE_SPECIALIST = Turn(Role.ARCHITECTURE_SPECIALIST, "org:10", DEPARTMENT)
THE_HEAD = Turn(Role.ARCHITECTURE_HEAD, "org:10", DEPARTMENT)
THE_BANK = Turn(Role.SPONSOR_SIGNATORY, "org:30", BANK)
THE_COMPANY = Turn(Role.SPONSOR_SIGNATORY, "org:40", COMPANY)


@pytest.mark.parametrize(
    ("stage", "whose"),
    [
        ("draft", [THE_ARTIST]),
        ("submitted", [THE_OFFICE]),
        ("site", [THE_OFFICE]),
        ("architecture", [THE_SPECIALIST]),
        ("revision", [THE_ARTIST]),
        ("approved", [THE_OFFICE]),
        ("execution", [THE_ARTIST]),
        ("completed", []),
        ("refused", []),
        ("withdrawn", []),
    ],
)
def test_the_turn_in_each_stage_of_a_mural(stage, whose):
    assert current_turns(guard_context(case(stage))) == whose
    assert current_turns(guard_context(case(stage, held=True))) == []


def test_the_first_holder_whose_condition_holds_is_meant():
    wall = WallFact(1, "none", "owner")
    handed_in = MilestoneFact(1, "primer", 1, gate=True, state="submitted")
    recommended = case("architecture", papers=[paper("recommendation", version="v1")], version="v1")

    assert current_turns(guard_context(case("site", wall=wall))) == [THE_SPECIALIST]
    assert current_turns(guard_context(recommended)) == [THE_HEAD]
    assert current_turns(guard_context(case("execution", milestones=[handed_in]))) == [THE_OFFICE]


def test_an_assigned_specialist_is_named():
    (turn,) = current_turns(guard_context(case("architecture", assignee_id=SPECIALIST)))

    assert turn == Turn(Role.ARCHITECTURE_SPECIALIST, "org:10", DEPARTMENT, SPECIALIST)
    assert current_turns(guard_context(case("submitted", assignee_id=SPECIALIST))) == [THE_OFFICE]


def test_a_stage_led_by_its_holders_does_not_wait_for_signers_as_well():
    rows = [signoff("architecture", DEPARTMENT, PENDING)]

    assert current_turns(guard_context(case("architecture", signoffs=rows))) == [THE_SPECIALIST]


@pytest.mark.parametrize(
    ("bank", "company", "whose"),
    [
        (PENDING, PENDING, [THE_BANK, THE_COMPANY]),
        (SIGNED, PENDING, [THE_COMPANY]),
        (RETRACTED, SIGNED, [THE_BANK]),
        (DECLINED, PENDING, [THE_COMPANY, THE_OFFICE]),
        (SIGNED, SIGNED, [THE_OFFICE]),  # signed by all and not funded
        (DECLINED, SIGNED, [THE_OFFICE]),
    ],
)
def test_parallel_signers_wait_side_by_side(bank, company, whose):
    rows = [signoff("sponsors", BANK, bank), signoff("sponsors", COMPANY, company)]

    assert current_turns(guard_context(case("sponsors", MURAL, signoffs=rows))) == whose


def test_who_has_not_been_asked_has_no_turn():
    rows = [signoff("sponsors", BANK, PENDING), signoff("architecture", COMPANY, PENDING)]

    assert current_turns(guard_context(case("sponsors", signoffs=rows))) == [THE_BANK]


def test_each_party_signs_in_the_role_that_may_sign_for_it():
    rows = [signoff("acceptance", n, PENDING) for n in (DEPARTMENT, BANK, COMPANY)]
    rows.append(signoff("acceptance", 0, PENDING))
    rows[-1].party = APPLICANT

    assert current_turns(guard_context(case("acceptance", signoffs=rows))) == [
        THE_HEAD,
        THE_BANK,
        THE_COMPANY,
        THE_ARTIST,
    ]


def test_a_sculpture_s_sponsors_go_on_without_one_of_them():
    third = Party("org:50", Part.SPONSOR, 50)

    def whose(*states: SignoffState) -> list[Turn]:
        rows = [signoff("sponsors", n, s) for n, s in zip((BANK, COMPANY, 50), states, strict=True)]
        return current_turns(
            guard_context(case("sponsors", SCULPTURE, signoffs=rows, parties=[*PARTIES, third]))
        )

    assert whose(DECLINED, SIGNED, PENDING) == [Turn(Role.SPONSOR_SIGNATORY, "org:50", 50)]
    assert whose(DECLINED, PENDING, DECLINED) == [THE_COMPANY, THE_OFFICE]
    assert whose(SIGNED, SIGNED, DECLINED) == [THE_OFFICE]


def test_a_council_that_objected_leaves_the_turn_to_the_coordinator():
    rows = [signoff("council", DEPARTMENT, PENDING)]
    objected = [signoff("council", DEPARTMENT, DECLINED)]

    assert current_turns(guard_context(case("council", SCULPTURE, signoffs=rows))) == [THE_HEAD]
    assert current_turns(guard_context(case("council", SCULPTURE, signoffs=objected))) == [
        THE_OFFICE
    ]


def test_a_party_without_the_part_of_the_holder_has_no_turn():
    alone = [party for party in PARTIES if party.part is not Part.COORDINATOR]

    assert current_turns(guard_context(case("submitted", parties=alone))) == []
