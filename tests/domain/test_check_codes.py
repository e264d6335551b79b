"""Check codes are copied from paper by people, on whatever keyboard they have."""

from __future__ import annotations

import hashlib

import pytest

from artflow.domain.history import check_codes

pytestmark = pytest.mark.pure
DIGEST = hashlib.sha256(b"an event").hexdigest()


def test_a_code_comes_back_as_it_stands_on_paper():
    code = check_codes.code_of(DIGEST)
    on_paper = check_codes.written(code)

    assert DIGEST.startswith(code)
    assert [len(group) for group in on_paper.split("-")] == [4] * 5
    assert check_codes.read(on_paper) == code


@pytest.mark.parametrize(
    "typed",
    [
        "abce-0011-2345-6789-face",
        " ABCE 0011 2345 6789 FACE ",
        "ABCE001123456789FACE",
        "АВСЕ–ООll–2345–6789–FАСЕ",  # Cyrillic letters, long dashes, letters for digits
    ],
)
def test_it_is_read_as_people_type_it(typed):
    assert check_codes.read(typed) == "abce001123456789face"


@pytest.mark.parametrize(
    "typed", ["", "abce", "abce-0011-2345-6789-fac", "г" * 20, "a" * 21, "%" * 20]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert check_codes.read(typed) == ""
