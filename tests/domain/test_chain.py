"""Whatever is changed, cut or swapped in a history by hand is found, at its place."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artflow.domain.history.chain import (
    FIELDS,
    GENESIS,
    Fault,
    Fold,
    canonical,
    fold,
    hash_event,
    hash_texts,
)

from .cases import PATIENT

pytestmark = pytest.mark.pure

STAGES = ("", "draft", "submitted", "submitted", "site", "architecture", "sponsors")
OTHER = {
    "proposal_id": 8,
    "n": 99,
    "type": "forged",
    "from_stage": "forged",
    "to_stage": "forged",
    "actor_id": 66,
    "on_behalf_of": 66,
    "role": "forged",
    "organisation_id": 66,
    "version": "forged",
    "data": '{"forged":1}',
    "at": "2026-01-01T00:00:00Z",
    "prev_hash": "f" * 64,
    "key": "forged",
}


def history(proposal: int = 7) -> list[tuple[list, str]]:
    """Return six honest events of one proposal; in the third the stage stays."""
    rows, head = [], GENESIS
    for n, (before, after) in enumerate(pairwise(STAGES), 1):
        row = [
            proposal,
            n,
            f"step {n}",
            before,
            after,
            1,
            None,
            "artist",
            None,
            f"v{n}",
            canonical({"text": "Шымкент", "n": n}),
            f"2026-11-23T05:0{n}:00Z",
            head,
            f"press-{n}",
        ]
        head = hash_event(row)
        rows.append((row, head))
    return rows


def judged(rows) -> list[Fold | Fault]:
    """Return the first fault of each proposal, or what its events come to."""
    return [found.fault or found for found in fold(rows)]


def test_an_honest_history_folds_to_the_state_it_must_be_in():
    rows = history()

    assert list(judged(rows)) == [Fold(7, 6, rows[-1][1], "sponsors", "v6", last=6)]
    assert rows[-1][1] == hash_event(rows[-1][0])


def test_no_events_fold_to_nothing():
    assert list(judged([])) == []


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("n", range(1, 7))
def test_a_changed_field_is_found_in_its_row(field, n):
    rows = history()
    rows[n - 1][0][FIELDS.index(field)] = OTHER[field]

    faults = list(judged(rows))

    codes = {"n": "missing", "prev_hash": "unlinked"}
    if field == "proposal_id":  # the row now claims to be of another proposal: there it is too much
        n, proposal, codes = (1, 8, {field: "changed" if n == 1 else "missing"})
    else:
        proposal = 7
    assert Fault(proposal, n, codes.get(field, "changed")) in faults


def test_a_row_given_to_another_proposal_is_missing_in_its_own():
    rows = history()
    rows[2][0][0] = 8

    ordered = sorted(rows, key=lambda entry: tuple(entry[0][:2]))

    assert list(judged(ordered)) == [Fault(7, 3, "missing"), Fault(8, 1, "missing")]


@pytest.mark.parametrize("n", range(1, 7))
def test_a_changed_stored_hash_is_found_in_its_row(n):
    rows = history()
    rows[n - 1] = (rows[n - 1][0], "f" * 64)

    assert list(judged(rows)) == [Fault(7, n, "changed")]


@pytest.mark.parametrize("n", range(1, 6))
def test_a_cut_row_is_found_at_its_number(n):
    rows = history()
    del rows[n - 1]

    assert list(judged(rows)) == [Fault(7, n, "missing")]


def test_a_cut_last_row_shows_in_the_head_that_the_fold_returns():
    rows = history()
    stored_head = rows[-1][1]

    (cut,) = fold(rows[:-1])

    assert cut == Fold(7, 5, rows[4][1], "architecture", "v5", last=5)
    assert cut.head != stored_head


@pytest.mark.parametrize("n", range(1, 6))
def test_two_swapped_rows_are_found_at_the_first(n):
    rows = history()
    rows[n - 1], rows[n] = rows[n], rows[n - 1]

    assert list(judged(rows)) == [Fault(7, n, "missing")]


@pytest.mark.parametrize("n", range(1, 6))
def test_two_rows_that_swapped_their_numbers_are_found_at_the_first(n):
    rows = history()
    (first, one), (second, two) = rows[n - 1], rows[n]
    first[1], second[1] = second[1], first[1]
    rows[n - 1], rows[n] = (second, two), (first, one)

    assert list(judged(rows)) == [Fault(7, n, "unlinked")]


def test_a_row_rewritten_with_its_hash_breaks_the_link_of_the_next():
    rows = history()
    rows[2][0][10] = '{"forged":1}'
    rows[2] = (rows[2][0], hash_event(rows[2][0]))

    assert list(judged(rows)) == [Fault(7, 4, "unlinked")]


def test_a_rewritten_tail_may_not_jump_between_stages():
    rows = history()[:2]
    row = [7, 3, "forged", "architecture", "approved", 1, None, "", None, "", "{}", ""]
    row += [rows[1][1], None]

    assert list(judged([*rows, (row, hash_event(row))])) == [Fault(7, 3, "jump")]


def test_every_proposal_is_judged_on_its_own():
    bad, good = history(7), history(8)
    bad[3] = (bad[3][0], "f" * 64)

    assert list(judged([*bad, *good])) == [
        Fault(7, 4, "changed"),
        Fold(8, 6, good[-1][1], "sponsors", "v6", last=6),
    ]


def test_a_value_is_written_in_one_way_only():
    assert canonical({"б": [1, "ә"], "а": None}) == '{"а":null,"б":[1,"ә"]}'
    assert hash_event((1, "ә")) == hashlib.sha256('[1,"ә"]'.encode()).hexdigest()
    assert GENESIS == "0000000000000000000000000000000000000000000000000000000000000000"


@PATIENT
@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_change_what_is_written(value):
    backwards = dict(reversed(value.items()))

    assert canonical(backwards) == canonical(value)


@pytest.mark.parametrize("texts", [[], ["a"], ["0", "1:ff", '"ә\\']])
def test_texts_one_by_one_have_the_hash_of_their_list(texts):
    assert hash_texts(iter(texts)) == hash_event(texts)
