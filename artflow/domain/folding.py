"""Folding for search: people type Kazakh without its letters, in any case, with or without Ё."""

from __future__ import annotations

import re
import unicodedata

LETTERS = str.maketrans("әғқңөұүһіёй", "агкноуухиеи")
"""What each Kazakh letter is typed as on a keyboard that lacks it; й and ё as people drop them."""
_apart = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """The form in which texts and queries are compared: «Ұлы дала» and «улы дала» are one."""
    composed = unicodedata.normalize("NFC", text).casefold().translate(LETTERS)
    return _apart.sub(" ", composed).strip()
