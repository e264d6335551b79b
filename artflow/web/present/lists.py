"""Lists of proposals: the rows of a page and the address of the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from artflow.extensions import db
from artflow.services import definitions, inbox, lines
from artflow.services.working_days import calendar
from artflow.web import current, language

from . import urgent
from .rows import Listing, Row, row
from .urgent import Urgent


class Waiting(NamedTuple):
    """A page of a queue: what stands large, then the rows."""

    large: list[Urgent]
    rows: list[Row]


def rows(proposals: Sequence[Any], *, with_steps: bool = False) -> list[Row]:
    """The rows of some proposals, in their order, in a constant number of statements."""
    turns = lines.open_turns(proposal.id for proposal in proposals)
    return _rows(proposals, turns, _listing(turns, with_steps=with_steps))


def desk(found: Sequence[Any], *, mine: bool, opening: bool) -> Waiting:
    """What waits, with what was said and what is new.

    `found` are lines with their turns; `opening` is the first page of a queue.
    """
    turns = {line.id: [line] for line in found}
    said, unread = lines.said(turns), inbox.unread(current.me().id, turns)
    listing = _listing(turns, said, mine=mine, unread=unread)
    first = urgent.how_many(found) if mine and opening else 0
    return Waiting(_urgent(found[:first], listing), _rows(found[first:], turns, listing))


def _urgent(found: Sequence[Any], listing: Listing) -> list[Urgent]:
    artists = [line.id for line in found if urgent.is_artists(line)]
    remarks = lines.to_answer(artists) if artists else {}
    connection = db.session.connection()
    return [
        urgent.urgent(line, definitions.workflow(connection, line.definition_id), listing,
                      remarks.get(line.id, ()))
        for line in found
    ]  # fmt: skip


def _rows(proposals: Sequence[Any], turns: dict[int, list[Any]], listing: Listing) -> list[Row]:
    connection = db.session.connection()
    return [
        row(p, turns[p.id], definitions.workflow(connection, p.definition_id), listing)
        for p in proposals
    ]


def _listing(turns: lines.ByProposal, said: lines.ByProposal | None = None, **more: Any) -> Listing:
    """What the rows have in common; `more` are the fields of a `Listing` that differ."""
    days, said = calendar(db.session.connection()), said or {}
    return Listing(
        days, days.today(current.now()), language.code(), names(turns, said), said=said,
        reader=current.me(), **more,
    )  # fmt: skip


def names(*rows: dict[int, list[Any]]) -> dict[int, str]:
    """The names of the organisations whose turn it is, or who have said something."""
    name = f"name_{language.code()}"
    found = (row for some in rows for known in some.values() for row in known)
    return {row.organisation_id: getattr(row, name) for row in found if row.organisation_id}
