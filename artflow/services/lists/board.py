"""Everything by stage: how much there is, and what has stood there longest.

A column is read along an index that has its works in the order of their coming, and stops at what
fits; its number is a kept total. The board costs the same however many works there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from artflow.domain.access.account_rules import own_programmes
from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Openness, Stage, Workflow
from artflow.extensions import db
from artflow.models import Definition, Programme, Proposal
from artflow.services.database.transactions import literal_limit
from artflow.services.programmes import definitions

from . import proposal_rows, stage_counts
from .proposal_rows import ProposalRow

COLUMN_SIZE = 5
MAX_PROGRAMMES = 8
"""So many programmes stand on one board; who runs more looks at one after the other."""


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: how many works stand there, and those longest in it."""

    stage: Stage
    count: int
    oldest: list[ProposalRow]


class Board(NamedTuple):
    """The stages that are going on, and those that have ended, which are only counted."""

    programmes: list[Programme]
    chosen: int | None
    live: list[Column]
    ended: list[Column]


def list_programmes(person: Person) -> list[Programme]:
    """List the programmes whose works the person runs."""
    query = select(Programme).options(joinedload(Programme.definition)).order_by(Programme.id)
    if not person.holds(Role.ADMINISTRATOR):
        query = query.where(Programme.id.in_(own_programmes(person)))
    return list(db.session.scalars(query))


def load_board(person: Person, programme: int | None = None, size: int = COLUMN_SIZE) -> Board:
    """Load the board of all programmes the person runs, or of one of them."""
    programmes = list_programmes(person)
    keys = [each.id for each in programmes]
    if programme not in keys:
        programme = keys[0] if len(keys) > MAX_PROGRAMMES else None
    wanted = keys if programme is None else [programme]
    stages = _stages(programmes)
    counts = stage_counts.count_by_stage(wanted, Openness.REVIEWERS)
    live = [stage for stage in stages.values() if not stage.final]
    oldest = _oldest(live, wanted, size)
    columns = [Column(s, counts.get(s.key, 0), oldest.get(s.key, [])) for s in stages.values()]
    return Board(
        programmes,
        programme,
        [c for c in columns if not c.stage.final],
        [c for c in columns if c.stage.final],
    )


def _stages(programmes: Iterable[Programme]) -> dict[str, Stage]:
    """Collect every stage in which the person may see works, those of present processes first."""
    connection = db.session.connection()
    present = [programme.definition for programme in programmes]
    keys = {definition.key for definition in present}
    earlier = select(Definition.id).where(Definition.key.in_(keys)).order_by(Definition.id.desc())
    known = [definition.id for definition in present] + list(db.session.scalars(earlier))
    found: dict[str, Stage] = {}
    for key in known:
        for stage in _open_stages(definitions.load_workflow(connection, key)):
            found.setdefault(stage.key, stage)
    return found


def _open_stages(workflow: Workflow) -> list[Stage]:
    """List the stages whose works others than the artist see; drafts are not among them."""
    return [s for s in workflow.stages.values() if s.final or s.opens >= Openness.REVIEWERS]


def _is_in_order(stage: str, programme: int) -> ColumnElement[bool]:
    """Build the condition for what those who run the programme see of a stage, as `policy.sees`.

    No index can be begun by openness so: that one is in no order. Hardly any work of such a stage
    is for its artist alone, and each of those is passed over.
    """
    return and_(
        Proposal.programme_id == programme,
        Proposal.stage == stage,
        Proposal.openness + literal_column("0") >= int(Openness.REVIEWERS),
    )


def _oldest(stages: list[Stage], wanted: list[int], size: int) -> dict[str, list[ProposalRow]]:
    """Load the works that stand longest in each stage."""
    if not (stages and wanted):
        return {}
    ids = union_all(*(_oldest_of_stage(stage.key, wanted, size) for stage in stages)).subquery()
    found: dict[str, list[ProposalRow]] = {}
    for row in proposal_rows.load_proposals(
        proposal_rows.select_rows(select(ids.c.id), Proposal.entered_at, Proposal.id)
    ):
        found.setdefault(row.stage, []).append(row)
    return found


def _oldest_of_stage(stage: str, wanted: list[int], size: int) -> Select[int]:
    columns = (Proposal.id, Proposal.entered_at.label("since"))
    parts = [
        select(*columns)
        .where(_is_in_order(stage, programme))
        .order_by(Proposal.entered_at, Proposal.id)
        .limit(literal_limit(size))
        .subquery()
        for programme in wanted
    ]
    every = union_all(*(select(part) for part in parts)).subquery()
    first = (
        select(every.c.id).order_by(every.c.since, every.c.id).limit(literal_limit(size)).subquery()
    )
    return select(first.c.id)
