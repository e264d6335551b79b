"""Folding for search: people type Kazakh without its letters, in any case, with or without Ё."""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans("әғқңөұүһі", "агкноуухи")
"""What each Kazakh letter is typed as on a keyboard that lacks it."""
_apart = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """The form in which texts and queries are compared: «Ұлы дала» and «улы дала» are one.

    Marks over letters go as well, so that й is и, ё is е and é is e, however they were composed.
    """
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _apart.sub(" ", bare.translate(LETTERS)).strip()
