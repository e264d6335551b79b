"""Rows that were changed past artflow, taken over openly: somebody answers for it by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, text

from artflow.domain.errors import NotVisible
from artflow.domain.history.chain import Fault
from artflow.domain.history.row_changes import DELETE, INSERT, UPDATE
from artflow.models import Proposal, RowChange
from artflow.services.database.transactions import writing

from .comparing import find_faults_of
from .sealing import IS_UNSEALED, seal
from .witnesses import WITNESSES, row_content

PROPOSAL = Proposal.__table__
ROW_CHANGE = RowChange.__table__
OPS = {"row_changed": UPDATE, "row_added": INSERT, "row_lacking": DELETE}
_work = select(PROPOSAL.c.id, PROPOSAL.c.events, IS_UNSEALED).where(
    PROPOSAL.c.number == bindparam("number")
)


def take_over(number: str, by: int, reason: str, now: datetime) -> list[Fault]:
    """Take over the rows of a work as they stand; its history says from then on by whom and why.

    Decisions about the work are possible again. What it was before stays to be read in the changes.
    Returns what differed, which may be nothing: then nothing is written. Raises `NotVisible` if no
    work has the number.
    """
    with writing() as connection:
        work = connection.execute(_work.with_for_update(), {"number": number}).one_or_none()
        if work is None:
            raise NotVisible
        faults = find_faults_of(connection, work.id)
        changes = [
            {
                "proposal_id": work.id,
                "n": work.events + 1,
                "table_name": table,
                "row_id": row_id,
                "op": op,
                "content": _content(connection, table, row_id),
            }
            for table, row_id, op in dict.fromkeys(
                (f.table, f.row_id, OPS[f.code]) for f in faults if f.code in OPS
            )
        ]
        if changes:
            connection.execute(insert(ROW_CHANGE), changes)
        if changes or work[2]:
            seal(connection, [work.id], now, by, reason)
    return faults


def _content(connection: Connection, table: str, row_id: int) -> str:
    """Return the JSON of a row as it stands, read as `find_faults_of` has read the rows before.

    An empty object of one that is not there.
    """
    witness = next(witness for witness in WITNESSES if witness.name == table)
    content = row_content(connection, witness, "r").replace(":", "\\:")
    found = connection.execute(
        text(f"SELECT {content} FROM {table} r WHERE id = :id"), {"id": row_id}
    )
    return str(found.scalar() or "{}")
