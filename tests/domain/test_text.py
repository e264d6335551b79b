"""What is typed and what is written are one to the search, if people would take them for one."""

from __future__ import annotations

import pytest

from artflow.domain.text import LocalizedText, fold_text

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


@pytest.mark.parametrize(
    ("texts", "language", "found"),
    [
        ({"kk": "бір", "ru": "один"}, "ru", "один"),
        ({"ru": "один", "kk": "бір"}, "en", "бір"),
        ({"uz": "bir", "ru": "один"}, "kk", "один"),
        ({"uz": "bir"}, "kk", "bir"),
        ({"kk": "", "en": "one"}, "kk", "one"),
        ({}, "kk", ""),
    ],
)
def test_a_text_answers_in_the_first_language_it_has(texts, language, found):
    assert LocalizedText(texts)[language] == found


def test_texts_are_equal_by_what_they_say():
    assert LocalizedText({"ru": "а", "kk": "б", "en": ""}) == LocalizedText({"kk": "б", "ru": "а"})
    assert len({LocalizedText({"ru": "а", "kk": "б"}), LocalizedText({"kk": "б", "ru": "а"})}) == 1
