"""Sign-offs become one answer: in any order, and each rule as an oracle of its own says."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artflow.domain.people.roles import Part
from artflow.domain.process.joins import (
    OPEN,
    RULES,
    SIGNED,
    Outcome,
    SignoffState,
    outcome,
    signatures_needed,
)
from artflow.domain.process.workflow import Join
from tests.domain.cases import PATIENT

pytestmark = pytest.mark.pure

S = SignoffState
YES, NO, CHANGE, WAIT = S.SIGNED, S.DECLINED, S.CHANGES_REQUESTED, S.PENDING
ROWS = st.lists(st.sampled_from(S), max_size=6)
JOINS = st.builds(Join, st.just((Part.SPONSOR,)), st.sampled_from(RULES), st.integers(1, 4))


def by_rule(rule: str, n: int = 0) -> Join:
    return Join((Part.SPONSOR,), rule, n)


@PATIENT
@given(JOINS, ROWS, st.randoms())
def test_the_order_of_signatures_never_matters(join, rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert outcome(join, shuffled) == outcome(join, rows)


RANK = {Outcome.FAILED: 0, Outcome.RETURNED: 0, Outcome.PENDING: 1, Outcome.PASSED: 2}


@PATIENT
@given(JOINS, ROWS.filter(bool), st.data())
def test_a_signature_never_makes_it_worse_and_a_refusal_never_better(join, rows, data):
    at = data.draw(st.integers(0, len(rows) - 1))
    before = RANK[outcome(join, [*rows[:at], WAIT, *rows[at + 1 :]])]

    assert RANK[outcome(join, [*rows[:at], YES, *rows[at + 1 :]])] >= before
    assert RANK[outcome(join, [*rows[:at], NO, *rows[at + 1 :]])] <= before
    assert RANK[outcome(join, [*rows[:at], CHANGE, *rows[at + 1 :]])] <= before


@PATIENT
@given(JOINS.filter(lambda join: join.rule != "veto"), ROWS.filter(bool), st.data())
def test_what_has_passed_or_cannot_pass_stays_so_whatever_the_others_say(join, rows, data):
    decided = data.draw(st.sampled_from([YES, NO, CHANGE]))
    later = [decided if state in OPEN else state for state in rows]
    before = outcome(join, rows)

    if before is Outcome.PASSED:
        assert outcome(join, later) is Outcome.PASSED
    if RANK[before] == 0:
        assert RANK[outcome(join, later)] == 0


def can_end_well(rule: str, n: int, rows: tuple[SignoffState, ...]) -> bool:
    """Return whether success is still possible, as an oracle: let everybody sign who waits."""
    ends = [S.SIGNED if state in OPEN else state for state in rows]
    agreed, objected = sum(s in SIGNED for s in ends), any(s not in SIGNED for s in ends)
    return {
        "all": not objected,
        "any": agreed >= 1,
        "n_of_m": agreed >= n,
        "veto": agreed >= n and not objected,
    }[rule]


def has_ended_well(rule: str, n: int, rows: tuple[SignoffState, ...]) -> bool:
    """Return whether success is reached, as an oracle: nobody who waits counts."""
    agreed = sum(state in SIGNED for state in rows)
    objected = any(state in (NO, CHANGE) for state in rows)
    return {
        "all": agreed == len(rows),
        "any": agreed >= 1,
        "n_of_m": agreed >= n,
        "veto": agreed >= n and not objected,
    }[rule]


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_means_what_its_oracle_says(rule):
    for size, n in product(range(1, 4), range(1, 4)):
        for rows in product(S, repeat=size):
            failed = Outcome.RETURNED if CHANGE in rows else Outcome.FAILED
            expected = Outcome.PENDING if can_end_well(rule, n, rows) else failed
            expected = Outcome.PASSED if has_ended_well(rule, n, rows) else expected

            assert outcome(by_rule(rule, n), rows) is expected, (rule, n, rows)


@pytest.mark.parametrize("rule", RULES)
def test_nobody_asked_is_never_agreement(rule):
    assert outcome(by_rule(rule, 1), []) is not Outcome.PASSED


def test_nobody_asked_is_waited_for_only_when_everybody_must_sign():
    assert [outcome(by_rule(rule, 1), []) for rule in ("all", "any", "n_of_m", "veto")] == [
        Outcome.PENDING,
        Outcome.FAILED,
        Outcome.FAILED,
        Outcome.FAILED,
    ]


def test_how_many_signatures_a_rule_asks_for():
    assert {rule: signatures_needed(by_rule(rule, 2), 3) for rule in RULES} == {
        "all": 3,
        "any": 1,
        "n_of_m": 2,
        "veto": 2,
    }


def test_what_counts_as_signed_and_as_open():
    assert {S.SIGNED, S.SIGNED_WITH_CONDITIONS} == SIGNED
    assert {S.PENDING, S.RETRACTED} == OPEN
