"""Lists of proposals: the rows of a page and the address of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from artflow.extensions import db
from artflow.services.lists import inbox, proposal_rows
from artflow.services.lists.proposal_rows import (
    OrganisationName,
    ProposalRow,
    SignoffRow,
    TurnColumns,
    WaitingRow,
)
from artflow.services.programmes import definitions
from artflow.services.programmes.working_days import load_calendars
from artflow.web.shared import current, language

from . import urgent
from .rows import ListContext, ListRow, build_row
from .urgent import UrgentView


class QueuePage(NamedTuple):
    """A page of a queue: the large works, then the rows."""

    large: list[UrgentView]
    rows: list[ListRow]


class OfOrganisation(OrganisationName, Protocol):
    """A row about an organisation, or about nobody's."""

    @property
    def organisation_id(self) -> int | None: ...


def build_rows(proposals: Sequence[ProposalRow], *, with_steps: bool = False) -> list[ListRow]:
    """Build the rows of some proposals, in their order, in a constant number of statements."""
    turns = proposal_rows.open_turns_by_proposal(proposal.id for proposal in proposals)
    return _rows(proposals, turns, _list_context(turns)._replace(with_steps=with_steps))


def build_queue_page(found: Sequence[WaitingRow], *, mine: bool, opening: bool) -> QueuePage:
    """Show what waits, with what was said and what is new.

    `found` are lines with their turns; `opening` is the first page of a queue.
    """
    turns = {item.id: [item] for item in found}
    signoffs, unread = (
        proposal_rows.signoffs_by_proposal(turns),
        inbox.unread_by_proposal(current.me().id, turns),
    )
    context = _list_context(turns, signoffs)._replace(mine=mine, unread=unread)
    first = urgent.count_large(found) if mine and opening else 0
    return QueuePage(_urgent_views(found[:first], context), _rows(found[first:], turns, context))


def _urgent_views(found: Sequence[WaitingRow], context: ListContext) -> list[UrgentView]:
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
    proposals: Sequence[ProposalRow],
    turns: Mapping[int, Sequence[TurnColumns]],
    context: ListContext,
) -> list[ListRow]:
    connection = db.session.connection()
    return [
        build_row(p, turns[p.id], definitions.load_workflow(connection, p.definition_id), context)
        for p in proposals
    ]


def _list_context(
    turns: Mapping[int, Sequence[OfOrganisation]],
    signoffs: Mapping[int, Sequence[SignoffRow]] | None = None,
) -> ListContext:
    """Put together what the rows of every list have in common."""
    calendars, signoffs = load_calendars(db.session.connection()), signoffs or {}
    return ListContext(
        calendars,
        calendars.home.today(current.now()),
        language.code(),
        organisation_names(turns, signoffs),
        signoffs=signoffs,
        reader=current.me(),
    )


def organisation_names(*rows: Mapping[int, Sequence[OfOrganisation]]) -> dict[int, str]:
    """Find the names of the organisations whose turn it is, or who have said something."""
    code = language.code()
    found = (row for some in rows for known in some.values() for row in known)
    return {
        row.organisation_id: row.organisation[code]
        for row in found
        if row.organisation_id and row.organisation
    }
