"""The events of a work as they were hashed, without those that somebody may not see."""

from __future__ import annotations

import json
from collections.abc import Iterable

from artflow.domain.history import chain
from artflow.domain.people.roles import PART_OF, Part, Role

from .reading import AnyRow

WITHHELD = "-"
KNOWN_TO_REVIEWERS = frozenset(
    {
        "against",
        "assignee",
        "carried",
        "changed",
        "code",
        "decision",
        "derived_from",
        "expected_on",
        "fixed",
        "items",
        "joining",
        "leaving",
        "left",
        "left_name",
        "loop",
        "milestone",
        "notes",
        "number",
        "paper",
        "party",
        "photos",
        "reason",
        "record",
        "remark",
        "review_on",
        "rows",  # a hash over the lines that the event seals, not the lines
        "severity",
        "text",
        "until",
        "user",
        "version",
        "wall",
    }
)
"""What an event may say to somebody who knows no sums; whatever is not here is withheld."""


def is_withheld(event: AnyRow, *, with_sums: bool) -> bool:
    """Return whether somebody may not read this event, because it tells of money.

    Where no sponsor acted, a sum of nothing only says that the stage counts none.
    """
    if with_sums:
        return False
    paying = bool(event.role) and PART_OF[Role(event.role)] is Part.SPONSOR
    data = json.loads(event.data)
    return any(key not in KNOWN_TO_REVIEWERS and (paying or value) for key, value in data.items())


def write_lines(events: Iterable[AnyRow], *, with_sums: bool) -> bytes:
    """Write a line for each event: its hash, a space, and the very text that was hashed.

    Of what is withheld the hash alone stays: so the chain still holds from one end to the other.
    """
    lines = (
        f"{event.hash} {WITHHELD if is_withheld(event, with_sums=with_sums) else _text(event)}\n"
        for event in events
    )
    return "".join(lines).encode()


def _text(event: AnyRow) -> str:
    return chain.canonical([getattr(event, name) for name in chain.FIELDS])
