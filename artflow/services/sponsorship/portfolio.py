"""Every work a person may see, with what was promised for it: read whole, by the one policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    and_,
    bindparam,
    func,
    null,
    select,
    union_all,
)

from artflow.domain.access.policy import PagePart, visible_parts
from artflow.domain.people.roles import Person
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.workflow import Stage, Workflow
from artflow.domain.sponsorship import NextDue, Share, compute_share, find_next_due
from artflow.domain.text import LocalizedText
from artflow.models import (
    Milestone,
    Notice,
    Organisation,
    Programme,
    Proposal,
    Signoff,
    Turn,
    User,
    Version,
    Wall,
)
from artflow.services.database.transactions import literal_limit
from artflow.services.lists.proposal_rows import WAS_LATE, RowOfProposal
from artflow.services.lists.visibility import visible_to
from artflow.services.programmes import definitions

from .sums import CONFIRMED, NEXT_CODE, NEXT_PAY, PAID, PLANNED

PROPOSAL = Proposal.__table__
USER = User.__table__
VERSION = Version.__table__
WALL = Wall.__table__
PROGRAMME = Programme.__table__
SIGNOFF = Signoff.__table__
MILESTONE = Milestone.__table__
TURN = Turn.__table__
NOTICE = Notice.__table__
ORGANISATION = Organisation.__table__
PIECE_SIZE = 500
DATES = ("start_on", "finish_on")
"""The days of the work, as its frozen version has them."""
SUMS = frozenset({PagePart.SIGNOFFS, PagePart.COMMITMENTS})

_news = (
    select(func.count(NOTICE.c.id))
    .where(
        NOTICE.c.proposal_id == PROPOSAL.c.id,
        NOTICE.c.user_id == bindparam("reader"),
        NOTICE.c.read_at.is_(None),
    )
    .correlate(PROPOSAL)
    .scalar_subquery()
)
"""What the reader has been told of a work and has not opened."""
_works = (
    select(
        PROPOSAL.c.id,
        PROPOSAL.c.number,
        PROPOSAL.c.title,
        PROPOSAL.c.stage,
        PROPOSAL.c.definition_id,
        PROPOSAL.c.programme_id,
        PROPOSAL.c.applicant_id,
        PROPOSAL.c.openness,
        PROPOSAL.c.held,
        PROPOSAL.c.moved_at,
        PROPOSAL.c.entered_at,
        PROPOSAL.c.submitted_at,
        USER.c.name.label("artist"),
        WALL.c.address,
        WALL.c.district,
        WALL.c.code.label("wall"),
        VERSION.c.budget,
        *(VERSION.c.snapshot["facts"][key].as_string().label(key) for key in DATES),
        PROPOSAL.c.stand_ins,
        CONFIRMED.label("released"),
        PLANNED.label("planned"),
        NEXT_CODE.label("next_code"),
        NEXT_PAY.label("next_pay"),
        _news.label("news"),
        PROGRAMME.c.name.label("programme"),
    )
    .select_from(
        PROPOSAL.join(USER, USER.c.id == PROPOSAL.c.applicant_id)
        .join(PROGRAMME, PROGRAMME.c.id == PROPOSAL.c.programme_id)
        .outerjoin(WALL, WALL.c.id == PROPOSAL.c.wall_id)
        .outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id)
    )
    .order_by(PROPOSAL.c.id.desc())
)
"""No column that is wide: a register of thousands is read at once, because sums are of all."""


class WorkRow(Protocol):
    """A row of `_works`; answers the policy."""

    id: int
    number: str | None
    title: str
    stage: str
    definition_id: int
    programme_id: int
    applicant_id: int
    openness: int
    held: bool
    moved_at: datetime
    entered_at: datetime
    submitted_at: datetime | None
    artist: str
    address: str | None
    district: str | None
    wall: str | None
    budget: int | None
    start_on: str | None
    finish_on: str | None
    stand_ins: dict[str, int]
    released: int
    planned: int
    next_code: str | None
    next_pay: int | None
    news: int
    programme: LocalizedText


class SignoffRow(RowOfProposal, Protocol):
    """What an organisation has decided on the current version, and what it has paid."""

    stage: str
    organisation_id: int
    state: str
    amount: int
    paid: int


class AwaitedRow(RowOfProposal, Protocol):
    """An open turn, or a milestone that is late: then it has a `delay_reason` and its `code`."""

    place: int
    role: str | None
    organisation_id: int | None
    due_on: date | None
    opened_on: date | None
    was_late: int | None
    code: str | None
    delay_reason: str | None


RowT = TypeVar("RowT", bound=RowOfProposal)


class Work(NamedTuple):
    """One work as far as its reader may know it.

    `row` has the columns of the list and answers the policy; `budget` is None and `shares` are
    empty where sums are not for the reader. A work that was refused or withdrawn binds nobody
    any more: its shares say who had signed and what was paid, and nothing is committed. `delays`
    are those of milestones that are still to be confirmed.
    """

    row: WorkRow
    workflow: Workflow
    stage: Stage
    budget: int | None
    shares: tuple[Share, ...]
    turns: Sequence[AwaitedRow]
    delays: Sequence[AwaitedRow] = ()
    seen: frozenset[PagePart] = frozenset()

    @property
    def committed(self) -> int:
        return sum(share.committed for share in self.shares)

    @property
    def payable(self) -> int:
        return sum(share.payable for share in self.shares)

    @property
    def called(self) -> int:
        return sum(share.called for share in self.shares)

    @property
    def paid(self) -> int:
        return sum(share.paid for share in self.shares)

    @property
    def due(self) -> int:
        return sum(share.unpaid for share in self.shares)

    @property
    def left(self) -> int:
        return sum(share.left for share in self.shares)

    @property
    def next_due(self) -> NextDue | None:
        """Find what falls due next; None where milestones are not for the reader, or not set up."""
        if PagePart.MILESTONES not in self.seen or not self.row.planned:
            return None
        waiting = (self.row.next_code, self.row.next_pay or 0) if self.row.next_code else None
        return find_next_due(self.workflow, self.stage, self.row.released, waiting)


class Portfolio(NamedTuple):
    """The works, the newest first, and the organisations that are named in them by id."""

    works: list[Work]
    organisations: dict[int, LocalizedText]

    @property
    def sponsors(self) -> list[int]:
        """List the organisations that were asked for a share, in the order of their entry."""
        return sorted({share.organisation_id for work in self.works for share in work.shares})


def load_works(connection: Connection, person: Person, proposals: Sequence[int]) -> Portfolio:
    """Load some works that the person may see, the newest first, in as many statements."""
    return _load(connection, person, PROPOSAL.c.id.in_(proposals))


def count_works(connection: Connection, person: Person, most: int) -> int:
    """Count the works the person may see, up to a number."""
    some = select(PROPOSAL.c.id).where(visible_to(person)).limit(literal_limit(most)).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


def load_pieces(
    connection: Connection, person: Person, size: int = PIECE_SIZE
) -> Iterator[Portfolio]:
    """Load all works the person may see piece by piece, the newest first.

    On a connection of `reading`, so that all pieces are of one moment.
    """
    mine = visible_to(person)
    keys = select(PROPOSAL.c.id).where(mine).order_by(PROPOSAL.c.id.desc())
    page = keys.limit(literal_limit(size))
    found = connection.execute(page).scalars().all()
    while found:
        yield _load(connection, person, and_(PROPOSAL.c.id.between(found[-1], found[0]), mine))
        if len(found) < size:
            return
        found = connection.execute(page.where(PROPOSAL.c.id < found[-1])).scalars().all()


def _load(connection: Connection, person: Person, mine: ColumnElement[bool]) -> Portfolio:
    asked = _by_work(cast("Iterable[SignoffRow]", connection.execute(_asked(mine))))
    awaited = _by_work(cast("Iterable[AwaitedRow]", connection.execute(_awaited(mine))))
    rows = connection.execute(_works.where(mine), {"reader": person.id}).all()
    works = [
        _work(
            definitions.load_workflow(connection, row.definition_id),
            row,
            person,
            asked[row.id],
            awaited[row.id],
        )
        for row in cast("Sequence[WorkRow]", rows)
    ]
    named = {share.organisation_id for work in works for share in work.shares}
    awaiting = (turn.organisation_id for work in works for turn in work.turns)
    named |= {organisation for organisation in awaiting if organisation is not None}
    names = select(ORGANISATION.c.id, ORGANISATION.c.name).where(ORGANISATION.c.id.in_(named))
    return Portfolio(works, {row.id: row.name for row in connection.execute(names)})


def _asked(mine: ColumnElement[bool]) -> Executable:
    """Select what organisations have decided on the current version of their works."""
    return (
        select(
            SIGNOFF.c.proposal_id,
            SIGNOFF.c.stage,
            SIGNOFF.c.organisation_id,
            SIGNOFF.c.state,
            SIGNOFF.c.amount,
            PAID.label("paid"),
        )
        .select_from(SIGNOFF.join(PROPOSAL, PROPOSAL.c.version_id == SIGNOFF.c.version_id))
        .where(mine, SIGNOFF.c.organisation_id.is_not(None), SIGNOFF.c.superseded_at.is_(None))
        .order_by(SIGNOFF.c.id)
    )


def _awaited(mine: ColumnElement[bool]) -> Executable:
    """Select what the works wait for: their open turns, and the milestones that are late."""
    return union_all(_open_turns(mine), _late_milestones(mine)).order_by("place")


def _open_turns(mine: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    return (
        select(
            TURN.c.proposal_id,
            TURN.c.id.label("place"),
            TURN.c.role,
            TURN.c.organisation_id,
            TURN.c.due_on,
            TURN.c.opened_on,
            WAS_LATE,
            null().label("code"),
            null().label("delay_reason"),
        )
        .select_from(TURN.join(PROPOSAL, PROPOSAL.c.id == TURN.c.proposal_id))
        .where(mine, TURN.c.closed_at.is_(None))
    )


def _late_milestones(mine: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    return (
        select(
            MILESTONE.c.proposal_id,
            MILESTONE.c.position,
            null(),
            null(),
            MILESTONE.c.expected_on,
            null(),
            null(),
            MILESTONE.c.code,
            MILESTONE.c.delay_reason,
        )
        .select_from(MILESTONE.join(PROPOSAL, PROPOSAL.c.id == MILESTONE.c.proposal_id))
        .where(mine, MILESTONE.c.state != "confirmed", PROPOSAL.c.ended.is_(False))
        .where(MILESTONE.c.delay_reason.is_not(None))
    )


def _by_work(rows: Iterable[RowT]) -> defaultdict[int, list[RowT]]:
    found: defaultdict[int, list[RowT]] = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found


def _work(
    workflow: Workflow,
    row: WorkRow,
    person: Person,
    asked: Iterable[SignoffRow],
    awaited: Iterable[AwaitedRow],
) -> Work:
    turns: list[AwaitedRow] = []
    late: list[AwaitedRow] = []
    for each in awaited:
        (late if each.delay_reason else turns).append(each)
    seen, stage = visible_parts(person, row), workflow.stages[row.stage]
    budget = row.budget if PagePart.TOTAL in seen else None
    making = PagePart.MILESTONES in seen
    confirmed = row.released if making else 0
    counted = [s for s in asked if seen >= SUMS and workflow.stages[s.stage].counts_money]
    shares = tuple(
        compute_share(
            s.organisation_id,
            SignoffState(s.state),
            s.amount,
            stage=stage,
            confirmed=confirmed,
            paid=int(s.paid),
            most=workflow.pay_before_acceptance,
        )
        for s in counted
    )
    return Work(row, workflow, stage, budget, shares, turns, late if making else (), seen)
