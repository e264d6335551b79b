"""The proposals of one queue of a desk, by due date and by id."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from sqlalchemy import select

from . import proposal_rows
from .listing import CACHED_STATEMENTS, PAGE_SIZE
from .proposal_rows import Query, WaitingRow
from .queues import DUE, TURN, PagePosition, TurnConditions, select_first_due


def list_waiting(
    queue: TurnConditions,
    after: PagePosition | None = None,
    size: int = PAGE_SIZE,
    narrowing: TurnConditions = (),
) -> list[WaitingRow]:
    """List the proposals of a queue by due date, after `after`, each with the turn that says why.

    `narrowing` is made by `queues.build_narrowing`.
    """
    return cast(
        "list[WaitingRow]", proposal_rows.load_rows(_page_query(queue, after, size, narrowing))
    )


@lru_cache(CACHED_STATEMENTS)
def _page_query(
    queue: TurnConditions, after: PagePosition | None, size: int, narrowing: TurnConditions
) -> Query:
    turns = select(select_first_due(queue, after, size, narrowing).c.id)
    return proposal_rows.select_waiting(turns, DUE, TURN.c.proposal_id, TURN.c.id)
