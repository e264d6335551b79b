"""Texts: one text in three languages, and the form in which texts are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """One text in the three languages."""

    kk: str
    ru: str
    en: str

    def __getitem__(self, language: str) -> str:
        text: str = getattr(self, language)
        return text


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
