"""What waits on me: a queue of a desk, by due date and by key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, select

from . import lines
from .listing import PAGE
from .queues import DUE, Place, T, first


def waiting(
    queue: list[ColumnElement[bool]], after: Place | None = None, size: int = PAGE
) -> list[Row[Any]]:
    """The proposals of a queue by due date, each with the turn that says why; after `after`."""
    turns = select(first(queue, after, size).c.id)
    return lines.waiting(turns, DUE, T.c.proposal_id, T.c.id)
