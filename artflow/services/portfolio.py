"""Every work a person may see, with what was promised for it: read whole, by the one policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, null, select, union_all

from artflow.domain.money import Share, share
from artflow.domain.policy import Show, shows
from artflow.domain.roles import Person
from artflow.domain.workflow import Stage, Workflow
from artflow.models import (
    File,
    Milestone,
    MilestonePhoto,
    Notice,
    Organisation,
    Payment,
    Programme,
    Proposal,
    Signoff,
    Turn,
    User,
    Version,
    Wall,
)

from . import definitions
from .database import at_most
from .visibility import visible

P, U, V, W, G = (m.__table__ for m in (Proposal, User, Version, Wall, Programme))
S, M, T, N = (m.__table__ for m in (Signoff, Milestone, Turn, Notice))
F, MP, O, Y = (m.__table__ for m in (File, MilestonePhoto, Organisation, Payment))  # noqa: E741
PHOTOS = 12
Photo = tuple[Any, Workflow]
SUMS = frozenset({Show.SIGNOFFS, Show.COMMITMENTS})

_released = (
    select(func.coalesce(func.sum(M.c.pay), 0))
    .where(M.c.proposal_id == P.c.id, M.c.state == "confirmed")
    .correlate(P)
    .scalar_subquery()
)
"""The percentage that confirmed milestones have made payable."""
_paid = (
    select(func.coalesce(func.sum(Y.c.amount), 0))
    .where(Y.c.proposal_id == S.c.proposal_id, Y.c.organisation_id == S.c.organisation_id)
    .correlate(S)
    .scalar_subquery()
)
"""What the organisation of a sign-off has paid for its work."""
_news = (
    select(func.count(N.c.id))
    .where(N.c.proposal_id == P.c.id, N.c.user_id == bindparam("reader"), N.c.read_at.is_(None))
    .correlate(P)
    .scalar_subquery()
)
"""What the reader has been told of a work and has not opened."""
_works = select(
    P.c.id, P.c.number, P.c.title, P.c.stage, P.c.definition_id, P.c.programme_id,
    P.c.applicant_id, P.c.openness, P.c.held, P.c.moved_at,
    U.c.name.label("artist"), W.c.address, V.c.budget, _released.label("released"),
    _news.label("news"), G.c.name_kk, G.c.name_ru, G.c.name_en,
).select_from(
    P.join(U, U.c.id == P.c.applicant_id).join(G, G.c.id == P.c.programme_id)
    .outerjoin(W, W.c.id == P.c.wall_id).outerjoin(V, V.c.id == P.c.version_id)
).order_by(P.c.id.desc())  # fmt: skip
"""No column that is wide: a register of thousands is read at once, because sums are of all."""


class Work(NamedTuple):
    """One work as far as its reader may know it.

    `row` has the columns of the list and answers the policy; `budget` is None and `shares` are
    empty where sums are not for the reader. A work that was refused or withdrawn binds nobody
    any more: its shares say who had signed and what was paid, and nothing is committed. `delays`
    are those of milestones that are still to be confirmed.
    """

    row: Any
    workflow: Workflow
    stage: Stage
    budget: int | None
    shares: tuple[Share, ...]
    turns: Sequence[Any]
    delays: Sequence[Any] = ()

    @property
    def committed(self) -> int:
        return sum(share.committed for share in self.shares)

    @property
    def payable(self) -> int:
        return sum(share.payable for share in self.shares)

    @property
    def paid(self) -> int:
        return sum(share.paid for share in self.shares)


class Portfolio(NamedTuple):
    """The works, the newest first, and the organisations that are named in them by id."""

    works: list[Work]
    organisations: dict[int, Any]

    @property
    def sponsors(self) -> list[int]:
        """The organisations that were asked for a share, in the order of their entry."""
        return sorted({share.organisation_id for work in self.works for share in work.shares})


def read(connection: Connection, person: Person) -> Portfolio:
    """All works the person may see, in a constant number of statements."""
    mine = visible(person)
    asked, awaited = _by_work(connection, _asked(mine)), _by_work(connection, _awaited(mine))
    works = [
        _work(definitions.workflow(connection, row.definition_id), row, person,
              asked[row.id], awaited[row.id])
        for row in connection.execute(_works.where(mine), {"reader": person.id}).all()
    ]  # fmt: skip
    named = {share.organisation_id for work in works for share in work.shares}
    named |= {turn.organisation_id for work in works for turn in work.turns} - {None}
    found = connection.execute(select(O).where(O.c.id.in_(named)))
    return Portfolio(works, {row.id: row for row in found})


def photos(connection: Connection, person: Person, size: int = PHOTOS) -> list[Photo]:
    """The newest photos of milestones that the person may see, with the works' definitions.

    Fewer than `size` if some of the newest are not for this reader; never one too many.
    """
    query = (
        select(F.c.sha256, F.c.width, F.c.height, M.c.code, M.c.done_on,
               P.c.id.label("proposal_id"), P.c.title, P.c.definition_id, P.c.programme_id,
               P.c.applicant_id, P.c.openness)
        .select_from(MP.join(F, F.c.id == MP.c.file_id).join(M, M.c.id == MP.c.milestone_id)
                     .join(P, P.c.id == M.c.proposal_id))
        .where(visible(person), F.c.large.is_not(None))
        .order_by(M.c.submitted_at.desc(), MP.c.id.desc()).limit(at_most(size))
    )  # fmt: skip
    return [
        (photo, definitions.workflow(connection, photo.definition_id))
        for photo in connection.execute(query).all()
        if Show.MILESTONES in shows(person, photo)
    ]


def _asked(mine: Any) -> Any:
    """What organisations have said on the current version of their works."""
    return (
        select(S.c.proposal_id, S.c.stage, S.c.organisation_id, S.c.state, S.c.amount,
               _paid.label("paid"))
        .select_from(S.join(P, P.c.version_id == S.c.version_id))
        .where(mine, S.c.organisation_id.is_not(None), S.c.superseded_at.is_(None)).order_by(S.c.id)
    )  # fmt: skip


def _awaited(mine: Any) -> Any:
    """What the works wait for: their open turns, and the milestones that are late."""
    turns = (
        select(T.c.proposal_id, T.c.id.label("place"), T.c.role, T.c.organisation_id, T.c.due_on,
               null().label("code"), null().label("delay_reason"))
        .select_from(T.join(P, P.c.id == T.c.proposal_id))
        .where(mine, T.c.closed_at.is_(None))
    )  # fmt: skip
    late = (
        select(M.c.proposal_id, M.c.position, null(), null(), M.c.expected_on, M.c.code,
               M.c.delay_reason)
        .select_from(M.join(P, P.c.id == M.c.proposal_id))
        .where(mine, M.c.state != "confirmed", M.c.delay_reason.is_not(None), P.c.ended.is_(False))
    )  # fmt: skip
    return union_all(turns, late).order_by("place")


def _by_work(connection: Connection, query: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.proposal_id].append(row)
    return found


def _work(
    workflow: Workflow, row: Any, person: Person, asked: Iterable[Any], awaited: Iterable[Any]
) -> Work:
    turns: list[Any] = []
    late: list[Any] = []
    for each in awaited:
        (late if each.delay_reason else turns).append(each)
    seen, stage = shows(person, row), workflow.stages[row.stage]
    budget = row.budget if Show.TOTAL in seen else None
    making = Show.MILESTONES in seen
    confirmed = row.released if making else 0
    counted = [s for s in asked if seen >= SUMS and workflow.stages[s.stage].counts_money]
    shares = tuple(share(s, stage, confirmed, int(s.paid)) for s in counted)
    return Work(row, workflow, stage, budget, shares, turns, late if making else ())
