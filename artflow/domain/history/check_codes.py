"""Check codes: what stands on a paper so that a stranger can ask whether it is true.

A code is the beginning of the hash of the event that decided, so nothing is kept for it, and who
has the history of a work sees it there.
"""

from __future__ import annotations

import re

LENGTH = 20
"""Hex digits, 80 bits: more than anybody guesses on a page that slows strangers down."""
GROUP = 4
_LOOKS_LIKE = str.maketrans("АВСЕавсеОоOoIl", "ABCEabce000011")
_CODE = re.compile(rf"[0-9a-f]{{{LENGTH}}}", re.ASCII)
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015.·]+")


def code_of(event_hash: str) -> str:
    """Return the code of an event."""
    return event_hash[:LENGTH]


def written(code: str) -> str:
    """Return a code as it stands on paper: in groups, in capitals."""
    groups = (code[at : at + GROUP] for at in range(0, len(code), GROUP))
    return "-".join(groups).upper()


def read(text: str) -> str:
    """Return the code that somebody has typed from paper; empty if it cannot be one.

    Signs between the groups do not count, nor whether letters are capitals or of the Cyrillic
    keyboard where they look alike.
    """
    plain = _BETWEEN.sub("", text).translate(_LOOKS_LIKE).lower()
    return plain if _CODE.fullmatch(plain) else ""
