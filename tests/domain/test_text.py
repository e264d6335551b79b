"""What is typed and what is written are one to the search, if people would take them for one."""

from __future__ import annotations

import pytest

from artflow.domain.text import fold_text

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ұлы дала", "улы дала"),
        ("ӘҒҚҢӨҰҮҺІ", "агкноуухи"),
        ("Ёлка", "елка"),
        ("Қой", "КОИ"),
        ("Әл-Фараби, 41-үй", "ал фараби 41 уи"),
        ("Café «İstanbul»", "cafe istanbul"),
        ("  №\u00a012/3 ", "12 3"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_people_take_for_one_is_one(written, typed):
    assert fold_text(written) == fold_text(typed) == " ".join(fold_text(typed).split())


def test_letters_composed_of_two_are_the_same_letters():
    assert fold_text("Й") == fold_text("И\u0306") == "и"


@pytest.mark.parametrize("text", ["", "  ", "«—»", "\x00", "💧", "\u0306"])
def test_of_signs_alone_nothing_is_left(text):
    assert fold_text(text) == ""
