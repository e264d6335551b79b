"""What a password must be."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Invalid
from artflow.domain.people.passwords import check_password

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_short"),
        ("123456789", "password_short"),
        ("x" * 201, "password_long"),
        ("aigerim.seitzhan", "password_own"),
        ("AIGERIM.seitzhan2026!", "password_own"),
        ("aigerim.seitzhan@example.org", "password_own"),
        ("Айгерім Сейтжан", "password_own"),
        ("сейтжанайгерім1", "password_own"),
        ("password123", "password_common"),
        ("Қазақстан2026", "password_common"),
        ("1234567890", "password_common"),
        ("aaaaaaaaaa", "password_common"),
        ("1212121212", "password_common"),
        ("қазығұрт көктемі", None),
        ("correct horse", None),
        ("5839201746", None),
    ],
)
def test_a_password_is_judged(password, code):
    found = None
    try:
        check_password(password, "aigerim.seitzhan@example.org", "Айгерім Сейтжан", "password")
    except Invalid as error:
        found = error.code

    assert found == code
