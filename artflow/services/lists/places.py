"""What open turns and milestones keep of their work, compared with the work itself, and mended.

Triggers keep these copies, whoever writes; this proves them.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, or_, select, update

from artflow.models import Milestone, Proposal, Turn

PROPOSAL = Proposal.__table__
TURN = Turn.__table__
MILESTONE = Milestone.__table__
COPIES: tuple[tuple[Table, tuple[str, ...], tuple[ColumnElement[bool], ...]], ...] = (
    (TURN, ("programme_id", "openness", "district"), (TURN.c.closed_at.is_(None),)),
    (MILESTONE, ("programme_id", "openness"), ()),
)
"""The tables, the columns that are the proposal's, and which of the rows follow it."""


class WrongCopy(NamedTuple):
    """A row that keeps something else than its proposal has."""

    table: str
    id: int


def find_wrong(connection: Connection) -> list[WrongCopy]:
    """List the rows that keep another place than their work has, by looking at every one."""
    found = []
    for table, columns, following in COPIES:
        query = (
            select(table.c.id)
            .join(PROPOSAL, PROPOSAL.c.id == table.c.proposal_id)
            .where(*following, _differs(table, columns))
            .order_by(table.c.id)
        )
        found += [WrongCopy(table.name, key) for key in connection.execute(query).scalars()]
    return found


def correct(connection: Connection) -> int:
    """Write the places that works have; returns how many rows kept another one."""
    wrong = find_wrong(connection)
    for table, columns, _ in COPIES:
        mine = PROPOSAL.c.id == table.c.proposal_id
        values = {name: select(PROPOSAL.c[name]).where(mine).scalar_subquery() for name in columns}
        keys = [each.id for each in wrong if each.table == table.name]
        for at in range(0, len(keys), 500):
            some = table.c.id.in_(keys[at : at + 500])
            connection.execute(update(table).where(some).values(values))
    return len(wrong)


def _differs(table: Table, columns: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(table.c[name].is_distinct_from(PROPOSAL.c[name]) for name in columns))
