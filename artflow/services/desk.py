"""What waits on me: a queue of a desk, by due date and by key."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, select

from . import lines
from .listing import KEPT, PAGE
from .queues import DUE, Hats, Place, T, first


def waiting(
    queue: Hats, after: Place | None = None, size: int = PAGE, within: Hats = ()
) -> list[Row[Any]]:
    """The proposals of a queue by due date, each with the turn that says why; after `after`.

    `within` narrows it, see `queues.narrowed`.
    """
    return lines.read(_page(queue, after, size, within))


@lru_cache(KEPT)
def _page(queue: Hats, after: Place | None, size: int, within: Hats) -> Select[Any]:
    turns = select(first(queue, after, size, within).c.id)
    return lines.waiting(turns, DUE, T.c.proposal_id, T.c.id)
