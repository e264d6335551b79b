"""Texts: one text in several languages, and the form in which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True)
class LocalizedText:
    """One text by language; asked for a language that it lacks, it answers in the first it has.

    The first is by the order of `LANGUAGES`; languages that are not among them come last.
    """

    texts: Mapping[str, str]

    def __post_init__(self) -> None:
        order = [*LANGUAGES, *sorted(self.texts.keys() - set(LANGUAGES))]
        known = {code: self.texts[code] for code in order if self.texts.get(code)}
        object.__setattr__(self, "texts", known)

    def __getitem__(self, language: str) -> str:
        return self.texts.get(language) or next(iter(self.texts.values()), "")

    def __hash__(self) -> int:
        return hash(tuple(self.texts.items()))


def trilingual(kk: str, ru: str, en: str) -> LocalizedText:
    """Return a text that has all three languages."""
    return LocalizedText({"kk": kk, "ru": ru, "en": en})


TYPED_LETTERS = str.maketrans("әғқңөұүһі", "агкноуухи")
"""What each Kazakh letter is typed as on a keyboard that lacks it."""
_separators = re.compile(r"[^\w]+")


def fold_text(text: str) -> str:
    """Return the form in which texts and queries are compared: «Ұлы дала» and «улы дала» are one.

    Marks over letters go as well, so that й is и, ё is е and é is e, however they were composed.
    """
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _separators.sub(" ", bare.translate(TYPED_LETTERS)).strip()


def name_order(name: str) -> tuple[str, str]:
    """Return the key that sorts names as people expect: Ә next to А, not after Я."""
    return fold_text(name), name
