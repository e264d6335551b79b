"""What is owed for a work: a part of what was signed, released by proof, less what was paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artflow.domain.errors import Reason
from artflow.domain.process.case import MilestoneFact
from artflow.domain.process.guards import refusals
from artflow.domain.process.joins import SIGNED, SignoffState
from artflow.domain.process.workflow import Milestone, Need
from artflow.domain.sponsorship import Share, compute_shares, document_key, due_parts
from artflow.domain.text import LocalizedText

from .cases import (
    BANK,
    COMPANY,
    DEPARTMENT,
    MURAL,
    PATIENT,
    case,
    guard_context,
    signoff,
    workflow,
)

pytestmark = pytest.mark.pure
NO_TEXT = LocalizedText({})

SIGNED_BOTH = [
    signoff("architecture", DEPARTMENT, SignoffState.SIGNED, amount=5),
    signoff("sponsors", BANK, SignoffState.SIGNED, amount=1_001),
    signoff("sponsors", COMPANY, SignoffState.SIGNED_WITH_CONDITIONS, amount=2_000),
    signoff("acceptance", BANK, SignoffState.SIGNED),
]


def milestones(**pays: int) -> list[MilestoneFact]:
    """Build confirmed milestones with the percentage each releases, and an open one."""
    done = [
        MilestoneFact(n, code, n, True, "confirmed", pay=pay)
        for n, (code, pay) in enumerate(pays.items(), 1)
    ]
    return [*done, MilestoneFact(99, "last", 99, True, "submitted", pay=50)]


def owed(stage: str = "execution", **given) -> list[tuple[int, int, int, int, int]]:
    subject = case(stage, **{"signoffs": SIGNED_BOTH} | given)
    return [
        (s.organisation_id, s.committed, s.payable, s.paid, s.unpaid)
        for s in compute_shares(subject)
    ]


def test_what_milestones_release_is_payable_and_rounded_down():
    assert owed(milestones=milestones(contract=30, outline=3), payments={BANK: 300}) == [
        (BANK, 1_001, 330, 300, 30),
        (COMPANY, 2_000, 660, 0, 660),
    ]


def test_all_of_it_is_payable_once_the_work_is_accepted():
    assert owed("completed", milestones=milestones(contract=30), payments={COMPANY: 2_000}) == [
        (BANK, 1_001, 1_001, 0, 1_001),
        (COMPANY, 2_000, 2_000, 2_000, 0),
    ]


def test_a_work_that_was_withdrawn_binds_nobody_and_what_was_paid_stays_known():
    assert owed("withdrawn", milestones=milestones(contract=30), payments={BANK: 300}) == [
        (BANK, 0, 0, 300, 0),
        (COMPANY, 0, 0, 0, 0),
    ]


@pytest.mark.parametrize("state", sorted(set(SignoffState) - SIGNED))
def test_who_has_not_signed_owes_nothing(state):
    words = [signoff("sponsors", BANK, state, amount=1_000)]

    assert owed(signoffs=words, milestones=milestones(contract=100)) == [(BANK, 0, 0, 0, 0)]


@PATIENT
@given(st.integers(0, 10**12), st.lists(st.integers(0, 60), max_size=4), st.integers(0, 10**12))
def test_nobody_ever_owes_more_than_was_signed(amount, pays, paid):
    words = [signoff("sponsors", BANK, SignoffState.SIGNED, amount=amount)]
    done = milestones(**{f"m{n}": pay for n, pay in enumerate(pays)})
    subject = case("execution", signoffs=words, milestones=done, payments={BANK: paid})

    (share,) = compute_shares(subject)

    assert 0 <= share.payable <= share.committed == amount
    assert share.unpaid == max(share.payable - paid, 0)


@pytest.mark.parametrize(
    ("done", "paid", "reason"),
    [
        ({}, {}, "nothing_payable"),
        ({"contract": 30}, {}, ""),
        ({"contract": 30}, {BANK: 300}, ""),
        ({"contract": 30}, {BANK: 300, COMPANY: 600}, "all_paid"),
        ({"contract": 30, "outline": 20}, {BANK: 300, COMPANY: 600}, ""),
    ],
)
def test_a_payment_is_due_while_something_payable_is_not_paid(done, paid, reason):
    subject = case("execution", signoffs=SIGNED_BOTH, milestones=milestones(**done), payments=paid)

    assert refusals([Need("payment_due")], guard_context(subject)) == (
        [Reason(reason)] if reason else []
    )


def test_a_delay_is_about_a_milestone_that_is_to_come():
    left, done = milestones(contract=30), milestones(contract=30)[:1]

    assert (
        refusals([Need("milestone_left")], guard_context(case("execution", milestones=left))) == []
    )
    assert refusals(
        [Need("milestone_left")], guard_context(case("execution", milestones=done))
    ) == [Reason("no_milestone_left")]


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("№ 12", "12"),
        ("No.12", "12"),
        ("N12", "12"),
        (" 12 ", "12"),
        ("12/А", "12/а"),
        ("Нұр 5", "нұр5"),
        ("nurly 5", "nurly5"),
        ("1.2", "1.2"),
        ("№", "no"),
    ],
)
def test_a_document_is_known_by_its_number_however_it_is_written(number, key):
    assert document_key(number) == key


def test_not_all_of_it_falls_due_before_the_acceptance_whatever_was_confirmed():
    """A document that names no ground withholds its last part: here the mural's 20 per cent."""
    done = milestones(contract=30, outline=20, full=30, act=20)

    assert [payable for _, _, payable, _, _ in owed(milestones=done)] == [800, 1_600]
    assert [payable for _, _, payable, _, _ in owed("completed", milestones=done)] == [1_001, 2_000]


@pytest.mark.parametrize(
    ("pays", "ground", "most"),
    [
        ((30, 20, 30, 20), "", 80),
        ((30, 20, 30, 20), "accepted", 80),
        ((30, 70), "accepted", 30),
        ((30, 70), "paper:act", 30),
        ((30, 20), "", 50),
        ((), "", 0),
        ((100,), "", 0),
    ],
)
def test_a_part_of_the_sum_waits_for_the_acceptance(pays, ground, most):
    rows = [Milestone(f"m{n}", NO_TEXT, pay=pay) for n, pay in enumerate(pays)]
    if ground:
        rows[-1] = replace(rows[-1], ground=Need(*ground.split(":")))

    assert replace(workflow(MURAL), milestones=tuple(rows)).pay_before_acceptance == most


@given(
    st.integers(0, 10**9),
    st.lists(st.integers(0, 60), max_size=4),
    st.integers(0, 100),
    st.integers(0, 10**9),
    st.booleans(),
)
def test_the_parts_of_what_is_due_add_up_to_it(amount, pays, most, paid, accepted):
    percent = 100 if accepted else min(sum(pays), most)
    share = Share(1, SignoffState.SIGNED, amount, amount * percent // 100, paid)
    releases = [(pay, datetime(2026, 9, n, tzinfo=UTC)) for n, pay in enumerate(pays, 1)]
    ended = datetime(2026, 10, 1, tzinfo=UTC) if accepted else None

    parts = due_parts(share, releases, most, ended)

    assert sum(part.amount for part in parts) == share.unpaid
    assert all(part.amount > 0 and part.since for part in parts)
    assert [part.since for part in parts] == sorted(part.since for part in parts)
