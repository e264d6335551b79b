"""What lists know of proposals: rows that answer the policy, read without the object mapper.

A page of a list has more rows than any other page has objects, and needs few columns of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from sqlalchemy import FromClause, Row, Select, SQLColumnExpression, and_, func, select

from artflow.domain.process import commitments
from artflow.domain.process.case import OPEN
from artflow.domain.process.joins import SIGNED
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import (
    File,
    Organisation,
    Proposal,
    Record,
    Remark,
    Signoff,
    Turn,
    User,
    Version,
    Wall,
)
from artflow.services.database.transactions import literal_limit

PROPOSAL = Proposal.__table__
USER = User.__table__
ASSIGNEE = USER.alias("assignee")
WALL = Wall.__table__
FILE = File.__table__
TURN = Turn.__table__
SIGNOFF = Signoff.__table__
ORGANISATION = Organisation.__table__
RECORD = Record.__table__
REMARK = Remark.__table__
VERSION = Version.__table__
NAME_COLUMN = ORGANISATION.c.name.label("organisation")
_rounds = TURN.alias("rounds")
WAS_LATE = (
    select(func.max(_rounds.c.late_days))
    .where(
        _rounds.c.proposal_id == TURN.c.proposal_id,
        _rounds.c.stage == TURN.c.stage,
        _rounds.c.party == TURN.c.party,
    )
    .correlate(TURN)
    .scalar_subquery()
    .label("was_late")
)
"""By how many working days the party of a turn was late at most, in all its rounds in the stage."""
TURN_COLUMNS = (
    TURN.c.role,
    TURN.c.organisation_id,
    TURN.c.user_id,
    TURN.c.due_on,
    TURN.c.opened_on,
    WAS_LATE,
    NAME_COLUMN,
)
PROPOSAL_COLUMNS = (
    PROPOSAL.c.id,
    PROPOSAL.c.number,
    PROPOSAL.c.title,
    PROPOSAL.c.stage,
    PROPOSAL.c.came_from,
    PROPOSAL.c.definition_id,
    PROPOSAL.c.programme_id,
    PROPOSAL.c.applicant_id,
    PROPOSAL.c.openness,
    PROPOSAL.c.held,
    PROPOSAL.c.expires_on,
    PROPOSAL.c.entered_at,
    PROPOSAL.c.moved_at,
    PROPOSAL.c.submitted_at,
    PROPOSAL.c.stand_ins,
    USER.c.name.label("artist"),
    ASSIGNEE.c.name.label("assignee"),
    WALL.c.address,
    FILE.c.sha256.label("cover"),
    FILE.c.width.label("cover_width"),
    FILE.c.height.label("cover_height"),
)


def _joined(first: FromClause) -> FromClause:
    """Join what a row is read from. SQLite looks at the tables in front of an outer join first."""
    return (
        first.outerjoin(USER, USER.c.id == PROPOSAL.c.applicant_id)
        .outerjoin(ASSIGNEE, ASSIGNEE.c.id == PROPOSAL.c.assignee_id)
        .outerjoin(WALL, WALL.c.id == PROPOSAL.c.wall_id)
        .outerjoin(FILE, and_(FILE.c.id == PROPOSAL.c.cover_id, FILE.c.large.is_not(None)))
    )


_rows_query = select(*PROPOSAL_COLUMNS).select_from(_joined(PROPOSAL))
_waiting_query = select(*PROPOSAL_COLUMNS, *TURN_COLUMNS).select_from(
    _joined(TURN.join(PROPOSAL, PROPOSAL.c.id == TURN.c.proposal_id)).outerjoin(
        ORGANISATION, ORGANISATION.c.id == TURN.c.organisation_id
    )
)
_turns_query = (
    select(TURN.c.proposal_id, *TURN_COLUMNS)
    .select_from(TURN.outerjoin(ORGANISATION, ORGANISATION.c.id == TURN.c.organisation_id))
    .where(TURN.c.closed_at.is_(None))
    .order_by(TURN.c.proposal_id, TURN.c.id)
)
_covered = (
    select(func.coalesce(RECORD.c.data["amount"].as_integer(), VERSION.c.budget))
    .where(
        RECORD.c.proposal_id == SIGNOFF.c.proposal_id,
        RECORD.c.kind == commitments.COVER,
        RECORD.c.version_id == SIGNOFF.c.version_id,
        RECORD.c.void_at.is_(None),
    )
    .order_by(RECORD.c.id.desc())
    .limit(literal_limit(1))
    .correlate(SIGNOFF, VERSION)
    .scalar_subquery()
)
"""What somebody besides the sponsors covers; a cover that names no sum covers all."""
_signoffs_query = (
    select(
        SIGNOFF.c.proposal_id,
        SIGNOFF.c.organisation_id,
        SIGNOFF.c.state,
        SIGNOFF.c.amount,
        VERSION.c.budget,
        _covered.label("covered"),
        NAME_COLUMN,
    )
    .select_from(
        SIGNOFF.join(
            PROPOSAL,
            and_(PROPOSAL.c.id == SIGNOFF.c.proposal_id, PROPOSAL.c.stage == SIGNOFF.c.stage),
        )
        .outerjoin(VERSION, VERSION.c.id == SIGNOFF.c.version_id)
        .outerjoin(ORGANISATION, ORGANISATION.c.id == SIGNOFF.c.organisation_id)
    )
    .where(SIGNOFF.c.superseded_at.is_(None))
    .order_by(SIGNOFF.c.id)
)
_remarks_query = (
    select(REMARK.c.proposal_id, REMARK.c.severity, func.count().label("n"))
    .where(REMARK.c.state == OPEN)
    .group_by(REMARK.c.proposal_id, REMARK.c.severity)
)
Query: TypeAlias = Select[*tuple[Any, ...]]
"""A statement with columns of several types: they are asked for by name."""


class OrganisationName(Protocol):
    """The name of an organisation; of nobody it has none."""

    organisation: LocalizedText | None


class ProposalRow(Protocol):
    """A row of the columns `PROPOSAL_COLUMNS`; the policy can judge it."""

    id: int
    number: str | None
    title: str
    stage: str
    came_from: str
    definition_id: int
    programme_id: int
    applicant_id: int
    openness: int
    held: bool
    expires_on: date | None
    entered_at: datetime
    moved_at: datetime
    submitted_at: datetime | None
    stand_ins: dict[str, int]
    artist: str
    assignee: str | None
    address: str | None
    cover: str | None
    cover_width: int | None
    cover_height: int | None


class TurnColumns(OrganisationName, Protocol):
    """The columns `TURN_COLUMNS`: whose turn it is, and until when."""

    role: str
    organisation_id: int | None
    user_id: int | None
    due_on: date | None
    opened_on: date | None
    was_late: int | None


class WaitingRow(ProposalRow, TurnColumns, Protocol):
    """A row of `PROPOSAL_COLUMNS` and `TURN_COLUMNS`: a proposal with the turn that says why."""


class RowOfProposal(Protocol):
    """A row about a proposal."""

    proposal_id: int


class TurnRow(RowOfProposal, TurnColumns, Protocol):
    """An open turn of a proposal."""


class SignoffRow(RowOfProposal, OrganisationName, Protocol):
    """What one party has decided on the current version.

    `budget` is that of the version, `covered` what somebody besides the sponsors gives to it.
    """

    organisation_id: int | None
    state: str
    amount: int
    budget: int | None
    covered: int | None


class OpenRemarksRow(RowOfProposal, Protocol):
    """How many remarks of a severity wait for an answer."""

    severity: str
    n: int


RowT = TypeVar("RowT", bound=RowOfProposal)
ByProposal: TypeAlias = dict[int, list[RowT]]


def select_rows(ids: Select[int], *order: SQLColumnExpression[object]) -> Query:
    """Select the rows of some proposals: `PROPOSAL_COLUMNS`, `cover` only where it is a picture."""
    return _rows_query.where(PROPOSAL.c.id.in_(ids)).order_by(*order)


def select_waiting(turns: Select[int], *order: SQLColumnExpression[object]) -> Query:
    """Select the proposals of some turns, each with its turn: with `TURN_COLUMNS` as well."""
    return _waiting_query.where(TURN.c.id.in_(turns)).order_by(*order)


def load_proposals(query: Query) -> list[ProposalRow]:
    """Load the rows of a statement of `select_rows`."""
    return cast("list[ProposalRow]", load_rows(query))


def load_rows(query: Query) -> list[Row[*tuple[Any, ...]]]:
    """Load the rows of a statement."""
    return list(db.session.connection().execute(query))


def open_turns_by_proposal(proposals: Iterable[int]) -> ByProposal[TurnRow]:
    """Load the open turns of some proposals (`TURN_COLUMNS`): whose turn it is, and until when."""
    keys = list(proposals)
    rows = load_rows(_turns_query.where(TURN.c.proposal_id.in_(keys)))
    return _by_proposal(keys, cast("list[TurnRow]", rows))


def signoffs_by_proposal(proposals: Iterable[int]) -> ByProposal[SignoffRow]:
    """Load what the parties of the present stage have decided on the current version.

    Decisions on an earlier version are superseded.
    """
    keys = list(proposals)
    rows = load_rows(_signoffs_query.where(SIGNOFF.c.proposal_id.in_(keys)))
    return _by_proposal(keys, cast("list[SignoffRow]", rows))


def missing_sum(signoffs: Sequence[SignoffRow]) -> int:
    """Compute what of the budget nobody has signed for or covers, of the sides of one stage."""
    if not signoffs:
        return 0
    signed = sum(side.amount for side in signoffs if side.state in SIGNED)
    return max((signoffs[0].budget or 0) - signed - (signoffs[0].covered or 0), 0)


def open_remarks_by_proposal(proposals: Iterable[int]) -> ByProposal[OpenRemarksRow]:
    """Count by severity the remarks that wait for an answer."""
    keys = list(proposals)
    rows = load_rows(_remarks_query.where(REMARK.c.proposal_id.in_(keys)))
    return _by_proposal(keys, cast("list[OpenRemarksRow]", rows))


def _by_proposal(keys: Sequence[int], rows: Iterable[RowT]) -> ByProposal[RowT]:
    found: ByProposal[RowT] = {key: [] for key in keys}
    for row in rows:
        found[row.proposal_id].append(row)
    return found
