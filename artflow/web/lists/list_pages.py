"""Lists of proposals: the rows of a page and the address of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from artflow.extensions import db
from artflow.services.lists import inbox, proposal_rows
from artflow.services.programmes import definitions
from artflow.services.programmes.working_days import load_calendar
from artflow.web.shared import current, language

from . import urgent
from .rows import ListContext, ListRow, build_row
from .urgent import UrgentView


class QueuePage(NamedTuple):
    """A page of a queue: what stands large, then the rows."""

    large: list[UrgentView]
    rows: list[ListRow]


def build_rows(proposals: Sequence[Any], *, with_steps: bool = False) -> list[ListRow]:
    """The rows of some proposals, in their order, in a constant number of statements."""
    turns = proposal_rows.open_turns_by_proposal(proposal.id for proposal in proposals)
    return _rows(proposals, turns, _list_context(turns, with_steps=with_steps))


def build_queue_page(found: Sequence[Any], *, mine: bool, opening: bool) -> QueuePage:
    """What waits, with what was said and what is new.

    `found` are lines with their turns; `opening` is the first page of a queue.
    """
    turns = {item.id: [item] for item in found}
    signoffs, unread = (
        proposal_rows.signoffs_by_proposal(turns),
        inbox.unread_by_proposal(current.me().id, turns),
    )
    context = _list_context(turns, signoffs, mine=mine, unread=unread)
    first = urgent.count_large(found) if mine and opening else 0
    return QueuePage(_urgent_views(found[:first], context), _rows(found[first:], turns, context))


def _urgent_views(found: Sequence[Any], context: ListContext) -> list[UrgentView]:
    artists = [item.id for item in found if urgent.is_artist_turn(item)]
    remarks = proposal_rows.open_remarks_by_proposal(artists) if artists else {}
    connection = db.session.connection()
    return [
        urgent.build_urgent(
            item,
            definitions.load_workflow(connection, item.definition_id),
            context,
            remarks.get(item.id, ()),
        )
        for item in found
    ]


def _rows(
    proposals: Sequence[Any], turns: dict[int, list[Any]], context: ListContext
) -> list[ListRow]:
    connection = db.session.connection()
    return [
        build_row(p, turns[p.id], definitions.load_workflow(connection, p.definition_id), context)
        for p in proposals
    ]


def _list_context(
    turns: proposal_rows.ByProposal, signoffs: proposal_rows.ByProposal | None = None, **more: Any
) -> ListContext:
    """What the rows have in common; `more` are the fields of a `Listing` that differ."""
    days, signoffs = load_calendar(db.session.connection()), signoffs or {}
    return ListContext(
        days,
        days.today(current.now()),
        language.code(),
        organisation_names(turns, signoffs),
        signoffs=signoffs,
        reader=current.me(),
        **more,
    )


def organisation_names(*rows: dict[int, list[Any]]) -> dict[int, str]:
    """The names of the organisations whose turn it is, or who have said something."""
    name = f"name_{language.code()}"
    found = (row for some in rows for known in some.values() for row in known)
    return {row.organisation_id: getattr(row, name) for row in found if row.organisation_id}
