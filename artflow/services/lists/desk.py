"""The proposals of one queue of a desk, by due date and by id."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from sqlalchemy import select

from artflow.extensions import db
from artflow.services import search

from . import proposal_rows
from .listing import CACHED_STATEMENTS, PAGE_SIZE
from .proposal_rows import Query, WaitingRow
from .queues import (
    DUE,
    NO_NARROWING,
    TURN,
    Narrowing,
    PagePosition,
    TurnConditions,
    select_first_due,
)

MOST_FOUND = 2000
"""Up to so many works words are rare: then finding all of them is quicker than asking the desk.

Of a million works one that has rarer words stands at every five hundredth place of a queue.
"""


def list_waiting(
    queue: TurnConditions,
    after: PagePosition | None = None,
    size: int = PAGE_SIZE,
    narrowing: Narrowing = NO_NARROWING,
) -> list[WaitingRow]:
    """List the proposals of a queue by due date, after `after`, each with the turn that says why.

    `narrowing` is made by `queues.build_narrowing`.
    """
    words = narrowing.words
    rare = bool(words) and search.are_rare(db.session.connection(), [*words], MOST_FOUND)
    query = _page_query(queue, after, size, narrowing, rare)
    return cast("list[WaitingRow]", proposal_rows.load_rows(query))


@lru_cache(CACHED_STATEMENTS)
def _page_query(
    queue: TurnConditions, after: PagePosition | None, size: int, narrowing: Narrowing, rare: bool
) -> Query:
    turns = select(select_first_due(queue, after, size, narrowing, rare=rare).c.id)
    return proposal_rows.select_waiting(turns, DUE, TURN.c.proposal_id, TURN.c.id)
