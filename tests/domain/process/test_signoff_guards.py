"""Guards on parallel sign-offs: who has not decided yet, and on which version."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.domain.process.guards import refusals
from artflow.domain.process.joins import Outcome, SignoffState
from artflow.domain.process.signoff_guards import stage_outcome
from artflow.domain.process.workflow import Need
from tests.domain.cases import (
    ARTIST,
    BANK,
    COMPANY,
    DEPARTMENT,
    JUSAN,
    TOURISM,
    acting_role,
    case,
    guard_context,
    paper,
    signoff,
)

pytestmark = pytest.mark.pure

S = SignoffState
YES, NO, CHANGE, WAIT = S.SIGNED, S.DECLINED, S.CHANGES_REQUESTED, S.PENDING
FOR_BANK = acting_role(Role.SPONSOR_SIGNATORY, BANK, JUSAN)


def two(bank: S, company: S, **more) -> dict:
    """Return sign-offs of both sponsors, and an old one of the department that must not count."""
    return {
        "signoffs": [
            signoff("architecture", DEPARTMENT, NO),
            signoff("sponsors", BANK, bank),
            signoff("sponsors", COMPANY, company),
        ],
        **more,
    }


def asked(guard: str, acting_role=None, stage: str = "sponsors", **given) -> list[Reason]:
    name, _, arg = guard.partition(":")
    return refusals([Need(name, arg)], guard_context(case(stage, **given), acting_role))


def missing(*parties: str) -> list[Reason]:
    return [Reason("signatures_missing", {"parties": list(parties)})]


OPEN, CLOSED = [], [Reason("still_open")]


@pytest.mark.parametrize(
    ("bank", "company", "outcome", "answers"),
    [
        (WAIT, WAIT, Outcome.PENDING, (missing("org:30", "org:40"), CLOSED, CLOSED)),
        (YES, WAIT, Outcome.PENDING, (missing("org:40"), CLOSED, CLOSED)),
        (YES, S.SIGNED_WITH_CONDITIONS, Outcome.PASSED, ([], CLOSED, CLOSED)),
        (YES, NO, Outcome.FAILED, (missing("org:40"), OPEN, CLOSED)),
        (CHANGE, YES, Outcome.RETURNED, (missing("org:30"), CLOSED, OPEN)),
    ],
)
def test_what_the_parties_have_said_together(bank, company, outcome, answers):
    given = two(bank, company)

    assert stage_outcome(case("site", **given), "sponsors") is outcome
    assert (
        tuple(asked(f"join_{end}", **given) for end in ("passed", "failed", "returned")) == answers
    )


@pytest.mark.parametrize("state", S)
def test_who_has_given_a_word_is_not_asked_again(state):
    decided = Reason("already_decided", {"state": state, "party": "org:30"})

    found = asked("party_waiting", FOR_BANK, **two(state, WAIT))

    assert found == ([] if state in (WAIT, S.RETRACTED) else [decided])


def test_only_a_party_that_was_asked_gives_its_word():
    nobody = [Reason("no_signoff_asked")]

    assert (
        asked("party_waiting", acting_role(Role.SPONSOR_SIGNATORY, 99), **two(WAIT, WAIT)) == nobody
    )
    assert asked("party_waiting", None, **two(WAIT, WAIT)) == nobody
    assert asked("party_waiting", FOR_BANK, "approved", **two(WAIT, WAIT)) == nobody


@pytest.mark.parametrize(
    ("state", "signed"), [(YES, True), (S.SIGNED_WITH_CONDITIONS, True), (NO, False), (WAIT, False)]
)
def test_only_a_signature_can_be_taken_back(state, signed):
    none = [Reason("nothing_to_retract")]

    for stage in ("sponsors", "approved"):
        found = asked("party_signed:sponsors", FOR_BANK, stage, **two(state, YES))
        assert found == ([] if signed else none)
    assert asked("party_signed:sponsors", None, **two(YES, YES)) == none
    assert asked("party_signed:architecture", FOR_BANK, **two(YES, YES)) == none


def test_nobody_signs_for_two_sides():
    rows = [signoff("sponsors", BANK, WAIT), signoff("sponsors", COMPANY, YES, decided_by=JUSAN)]
    other = [Reason("signed_for_another", {"party": "org:40"})]

    assert asked("one_person_one_party", FOR_BANK, signoffs=rows) == other
    assert asked("one_person_one_party", None, signoffs=rows) == []
    assert (
        asked(
            "one_person_one_party",
            acting_role(Role.SPONSOR_SIGNATORY, BANK, TOURISM),
            signoffs=rows,
        )
        == []
    )
    assert (
        asked(
            "one_person_one_party",
            acting_role(Role.SPONSOR_SIGNATORY, COMPANY, JUSAN),
            signoffs=rows,
        )
        == []
    )


@pytest.mark.parametrize("state", [NO, CHANGE, S.RETRACTED])
def test_only_a_signature_for_another_side_counts(state):
    rows = [
        signoff("sponsors", COMPANY, state, decided_by=JUSAN),
        signoff("architecture", DEPARTMENT, YES, decided_by=JUSAN),
    ]

    assert asked("one_person_one_party", FOR_BANK, signoffs=rows) == []


def test_the_applicant_signs_for_no_sponsor():
    rows = [signoff("acceptance", 0, YES, decided_by=ARTIST)]
    rows[0].party = "applicant"

    both = acting_role(Role.SPONSOR_SIGNATORY, BANK, ARTIST)

    assert asked("one_person_one_party", both, "acceptance", signoffs=rows) == [
        Reason("signed_for_another", {"party": "applicant"})
    ]


@pytest.mark.parametrize(
    ("bank", "company", "declined", "stuck"),
    [
        (WAIT, WAIT, False, False),
        (NO, WAIT, True, True),
        (NO, YES, True, True),
        (YES, YES, False, True),
        (CHANGE, YES, False, True),
        (S.RETRACTED, YES, False, False),
    ],
)
def test_when_the_coordinator_has_to_go_on(bank, company, declined, stuck):
    given = two(bank, company)

    assert asked("someone_declined", **given) == ([] if declined else [Reason("nobody_declined")])
    assert asked("parties_stuck", **given) == ([] if stuck else [Reason("parties_at_work")])


def test_a_stage_must_have_agreed_to_the_version_that_stands():
    agreed = [signoff("sponsors", BANK, YES), signoff("sponsors", COMPANY, YES)]
    none = [Reason("version_not_signed", {"stage": "sponsors", "version": 2})]

    assert asked("signed:sponsors", stage="approved", signoffs=agreed, version_no=2) == []
    assert asked("signed:sponsors", stage="approved", version_no=2, **two(YES, WAIT)) == none
    assert asked("signed:sponsors", stage="approved", version_no=2) == none


def not_funded(gap: int) -> list[Reason]:
    sums = {"sum": gap, "currency": "KZT"}
    return [Reason("not_funded", sums, (Role.COORDINATOR,), "record_gap_accepted")]


@pytest.mark.parametrize(("amounts", "gap"), [((40, 60), 0), ((40, 70), 0), ((40, 59), 1)])
def test_the_commitments_reach_the_budget(amounts, gap):
    rows = [signoff("sponsors", n, YES, amount=a) for n, a in zip((30, 40), amounts, strict=True)]

    assert asked("funded", signoffs=rows, budget=100) == (not_funded(gap) if gap else [])


def test_only_signed_commitments_of_this_stage_count():
    rows = [
        signoff("sponsors", BANK, YES, amount=60),
        signoff("sponsors", COMPANY, NO, amount=40),
        signoff("architecture", DEPARTMENT, YES, amount=40),
    ]

    assert asked("funded", signoffs=rows, budget=100) == not_funded(40)


def test_what_is_funded_needs_no_paper():
    subject = case("sponsors", signoffs=[signoff("sponsors", BANK, YES, amount=100)], budget=100)

    assert refusals([Need("funded")], guard_context(subject)) == []


@pytest.mark.parametrize("amount", [60, 99])
@pytest.mark.parametrize(("version", "accepted"), [("v1", True), ("v0", False)])
def test_a_gap_may_be_accepted_for_this_version(version, accepted, amount):
    rows = [signoff("sponsors", BANK, YES, amount=amount)]
    gap = [paper("gap_accepted", version=version)]

    found = asked("funded", signoffs=rows, budget=100, papers=gap, version="v1")

    assert found == ([] if accepted else not_funded(100 - amount))
