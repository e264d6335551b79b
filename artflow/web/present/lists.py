"""Lists of proposals: the rows of a page and the address of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from artflow.extensions import db
from artflow.services import definitions, inbox, lines
from artflow.services.working_days import calendar
from artflow.web import current, language

from .rows import Listing, Row, row


def rows(
    proposals: Sequence[Any], turns: dict[int, list[Any]] | None = None, *,
    with_steps: bool = False, mine: bool = False, with_news: bool = False,
) -> list[Row]:  # fmt: skip
    """The rows of some proposals, in their order, in a constant number of statements.

    `proposals` are lines; `turns` are their open turns, where they are known already.
    """
    connection = db.session.connection()
    days = calendar(connection)
    keys = [proposal.id for proposal in proposals]
    turns = lines.open_turns(keys) if turns is None else turns
    today = days.today(current.now())
    said = lines.said(keys) if with_news else {}
    unread = inbox.unread(current.me().id, keys) if with_news else {}
    listing = Listing(
        days, today, language.code(), names(turns, said), with_steps, mine, said, unread,
        current.me(),
    )  # fmt: skip
    return [
        row(p, turns[p.id], definitions.workflow(connection, p.definition_id), listing)
        for p in proposals
    ]


def names(*rows: dict[int, list[Any]]) -> dict[int, str]:
    """The names of the organisations whose turn it is, or who have said something."""
    name = f"name_{language.code()}"
    found = (row for some in rows for known in some.values() for row in known)
    return {row.organisation_id: getattr(row, name) for row in found if row.organisation_id}
