"""Which tables belong to the whole file of a work, and which of their columns are for whom."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, select

from artflow.domain.access.policy import PagePart
from artflow.models import (
    CandidateWall,
    Condition,
    ConditionFile,
    Milestone,
    MilestonePhoto,
    Payment,
    PaymentFile,
    Proposal,
    Record,
    RecordFile,
    Remark,
    Signoff,
    Turn,
    Version,
)

SUM_COLUMNS = {
    Proposal.__tablename__: ("committed", "payable", "paid"),
    Signoff.__tablename__: ("amount",),
}
"""For those alone who may know what sponsors give."""
LEFT_OUT = {
    Proposal.__tablename__: ("facts", "cover_id"),  # what the artist may be changing just now
    Version.__tablename__: ("snapshot",),  # a file of its own, as it is hashed
    Milestone.__tablename__: ("programme_id", "openness"),
    Turn.__tablename__: ("programme_id", "openness", "district"),
}
"""What is kept for lists, or stands elsewhere in the archive."""


class TablePart(NamedTuple):
    """A table of a work and the part of its page that shows it.

    A table without `proposal_id` hangs on another of them by its column `parent`.
    """

    table: Table
    seen_with: PagePart
    parent: str = ""

    @property
    def name(self) -> str:
        return self.table.name

    def of_work(self, proposal_id: int) -> ColumnElement[bool]:
        """Build the condition on the rows of a work."""
        if self.table is Proposal.__table__:
            return self.table.c.id == proposal_id
        if not self.parent:
            return self.table.c.proposal_id == proposal_id
        (key,) = self.table.c[self.parent].foreign_keys
        above = key.column.table
        return self.table.c[self.parent].in_(
            select(above.c.id).where(above.c.proposal_id == proposal_id)
        )

    def columns(self, *, with_sums: bool) -> list[ColumnElement[object]]:
        """List the columns that somebody gets."""
        hidden = LEFT_OUT.get(self.name, ())
        hidden += () if with_sums else SUM_COLUMNS.get(self.name, ())
        return [column for column in self.table.c if column.key not in hidden]


TABLES = (
    TablePart(Proposal.__table__, PagePart.MOVES),
    TablePart(Version.__table__, PagePart.DOSSIER),
    TablePart(Signoff.__table__, PagePart.SIGNOFFS),
    TablePart(Remark.__table__, PagePart.REMARKS),
    TablePart(Record.__table__, PagePart.PAPERS),
    TablePart(RecordFile.__table__, PagePart.PAPERS, "record_id"),
    TablePart(Condition.__table__, PagePart.SIGNOFFS),
    TablePart(ConditionFile.__table__, PagePart.SIGNOFFS, "condition_id"),
    TablePart(Turn.__table__, PagePart.MOVES),
    TablePart(CandidateWall.__table__, PagePart.DOSSIER),
    TablePart(Milestone.__table__, PagePart.MILESTONES),
    TablePart(MilestonePhoto.__table__, PagePart.MILESTONES, "milestone_id"),
    TablePart(Payment.__table__, PagePart.COMMITMENTS),
    TablePart(PaymentFile.__table__, PagePart.COMMITMENTS, "payment_id"),
)
"""Whoever adds a table of a work adds it here; a test finds one that is missing."""
