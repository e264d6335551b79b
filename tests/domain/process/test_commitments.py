"""Which sums may be signed: never more than is left, and never nothing, without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artflow.domain.definitions.loading import load
from artflow.domain.errors import Invalid
from artflow.domain.process import commitments
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.workflow import SumRule, SumRules
from tests.domain.cases import BANK, COMPANY, MURAL, PATIENT, case, paper, signoff

pytestmark = pytest.mark.pure
YES = SignoffState.SIGNED
BUDGET = 12_480_000


def work(signed: int = 0, more: str = "refused", nothing: str = "confirmed", **given):
    """Build a work that one of two sponsors has signed, under a definition with these rules."""
    rows = [signoff("sponsors", BANK, YES, amount=signed)] if signed else []
    rows.append(signoff("sponsors", COMPANY, SignoffState.PENDING, amount=9))
    made = case("sponsors", budget=BUDGET, signoffs=rows, **given)
    stages = dict(made.workflow.stages)
    rules = SumRules(SumRule(more), SumRule(nothing))
    stages["sponsors"] = replace(stages["sponsors"], sums=rules)
    made.workflow = replace(made.workflow, stages=stages)
    return made


def refusal(subject, amount: int, grounds: str = "", **seen) -> tuple[str, str] | None:
    try:
        commitments.check_commitment(subject, amount, grounds, **seen)
    except Invalid as error:
        return error.field, error.code
    return None


@PATIENT
@given(st.integers(0, BUDGET), st.integers(0, 10**12), st.sampled_from(["refused", "confirmed"]))
def test_only_a_sum_up_to_what_is_left_is_signed_without_a_word(signed, amount, rule):
    subject = work(signed, more=rule)
    left = BUDGET - signed

    silent = refusal(subject, amount) is None

    assert silent == (0 < amount <= left)


@pytest.mark.parametrize("amount", [99_999_999_999, BUDGET + 1])
def test_more_than_is_left_is_refused_whatever_is_said_of_it(amount):
    assert refusal(work(), amount, "We are rich") == ("amount", "more_than_left")


def test_or_stands_with_its_grounds_where_the_definition_says_so():
    subject = work(5_000_000, more="confirmed")

    assert refusal(subject, 8_000_000) == ("grounds", "grounds_of_sum")
    assert refusal(subject, 8_000_000, "A reserve for scaffolding") is None


def test_grounds_hold_for_the_rest_that_was_shown_and_no_other():
    subject = work(5_000_000, more="confirmed")

    stale = refusal(subject, 8_000_000, "A reserve", seen_left=str(BUDGET))

    assert stale == ("amount", "left_changed")
    assert refusal(subject, 8_000_000, "A reserve", seen_left="7480000") is None


def test_nothing_needs_grounds_or_is_refused_while_something_is_left():
    assert refusal(work(), 0) == ("grounds", "grounds_of_sum")
    assert refusal(work(), 0, "We give the scaffolding") is None
    assert refusal(work(nothing="refused"), 0, "Grounds") == ("amount", "nothing_signed")
    assert refusal(work(BUDGET, nothing="refused"), 0, "All is covered") is None


def test_a_sum_below_zero_is_none():
    assert refusal(work(more="confirmed"), -1, "Grounds") == ("amount", "negative")


def test_a_cover_names_who_gives_how_much_and_what_is_left_is_less():
    cover = paper("gap_accepted", data={"covered_by": "The city", "amount": 2_480_000})
    subject = work(5_000_000, papers=[cover])

    assert commitments.compute_left(subject) == 5_000_000
    assert commitments.compute_gap(subject) == 5_000_000
    assert refusal(subject, 5_000_001) == ("amount", "more_than_left")


def test_a_cover_of_before_that_names_no_sum_is_for_whatever_is_missing():
    subject = work(5_000_000, papers=[paper("gap_accepted", data={"text": "The city"})])

    assert (commitments.compute_gap(subject), commitments.compute_left(subject)) == (0, 7_480_000)


@pytest.mark.parametrize(("amount", "fits"), [(0, False), (1, True), (7_480_000, True)])
def test_a_cover_is_a_part_of_what_is_missing(amount, fits):
    if fits:
        commitments.check_cover(work(5_000_000), amount)
        return
    with pytest.raises(Invalid, match="not_the_gap"):
        commitments.check_cover(work(5_000_000), amount)


def test_nobody_covers_more_than_is_missing():
    with pytest.raises(Invalid, match="not_the_gap"):
        commitments.check_cover(work(5_000_000), 7_480_001)


def test_a_document_says_which_sums_stand_and_the_strict_rule_holds_where_it_says_nothing():
    text = MURAL.read_text()
    place = 'join = { parties = ["sponsor"], rule = "all" }\n'
    said = load(text.replace(place, place + 'sums = { more = "confirmed" }\n'))

    assert said.stages["sponsors"].sums == SumRules(SumRule.CONFIRMED, SumRule.CONFIRMED)
    assert load(text).stages["sponsors"].sums == SumRules(SumRule.REFUSED, SumRule.CONFIRMED)
