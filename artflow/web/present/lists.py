"""Lists of proposals: the rows of a page and the address of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from artflow.extensions import db
from artflow.models import Proposal
from artflow.services import definitions, desk, inbox
from artflow.services.working_days import calendar
from artflow.web import current, language

from .rows import Listing, Row, row


def rows(
    proposals: Sequence[Proposal], turns: dict[int, list[Any]] | None = None, *,
    with_steps: bool = False, mine: bool = False, with_news: bool = False,
) -> list[Row]:  # fmt: skip
    """The rows of some proposals, in their order, in a constant number of statements."""
    connection = db.session.connection()
    days = calendar(connection)
    turns = desk.open_turns(proposals) if turns is None else turns
    today = days.today(current.now())
    said = desk.said(proposals) if with_news else {}
    unread = inbox.unread(current.me().id, turns) if with_news else {}
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
    found = {row.organisation for some in rows for known in some.values() for row in known}
    return {org.id: org.name(language.code()) for org in found if org is not None}
