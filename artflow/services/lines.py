"""What lists know of proposals: rows that answer the policy, read without the object mapper.

A page of a list has more rows than any other page has objects, and needs few columns of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import FromClause, Row, Select, and_, func, select

from artflow.domain.case import OPEN
from artflow.extensions import db
from artflow.models import (
    File,
    Organisation,
    Proposal,
    Remark,
    Signoff,
    Turn,
    User,
    Version,
    Wall,
)

P, U, W, F = (model.__table__ for model in (Proposal, User, Wall, File))
T, S, O = (model.__table__ for model in (Turn, Signoff, Organisation))  # noqa: E741
R, V = Remark.__table__, Version.__table__
NAMES = (O.c.name_kk, O.c.name_ru, O.c.name_en)
TURN = (T.c.role, T.c.organisation_id, T.c.user_id, T.c.due_on, *NAMES)
LINE = (
    P.c.id, P.c.number, P.c.title, P.c.stage, P.c.came_from, P.c.definition_id, P.c.programme_id,
    P.c.applicant_id, P.c.openness, P.c.held, P.c.entered_at, P.c.moved_at,
    U.c.name.label("artist"), W.c.address, F.c.sha256.label("cover"),
    F.c.width.label("cover_width"), F.c.height.label("cover_height"),
)  # fmt: skip


def _shown(first: FromClause) -> FromClause:
    """What a line is read from. SQLite looks at the tables in front of an outer join first."""
    return (
        first.outerjoin(U, U.c.id == P.c.applicant_id)
        .outerjoin(W, W.c.id == P.c.wall_id)
        .outerjoin(F, and_(F.c.id == P.c.cover_id, F.c.large.is_not(None)))
    )


_lines = select(*LINE).select_from(_shown(P))
_waiting = select(*LINE, *TURN).select_from(
    _shown(T.join(P, P.c.id == T.c.proposal_id)).outerjoin(O, O.c.id == T.c.organisation_id)
)
_turns = (
    select(T.c.proposal_id, *TURN)
    .select_from(T.outerjoin(O, O.c.id == T.c.organisation_id))
    .where(T.c.closed_at.is_(None))
    .order_by(T.c.proposal_id, T.c.id)
)
_said = (
    select(S.c.proposal_id, S.c.organisation_id, S.c.state, S.c.amount, V.c.budget, *NAMES)
    .select_from(
        S.join(P, and_(P.c.id == S.c.proposal_id, P.c.stage == S.c.stage))
        .outerjoin(V, V.c.id == S.c.version_id)
        .outerjoin(O, O.c.id == S.c.organisation_id)
    )
    .where(S.c.superseded_at.is_(None))
    .order_by(S.c.id)
)  # fmt: skip
_to_answer = (
    select(R.c.proposal_id, R.c.severity, func.count().label("n"))
    .where(R.c.state == OPEN)
    .group_by(R.c.proposal_id, R.c.severity)
)
ByProposal = dict[int, list[Row[Any]]]


def of(ids: Select[Any], *order: Any) -> Select[Any]:
    """The lines of some proposals: the columns of `LINE`, `cover` only where it is a picture."""
    return _lines.where(P.c.id.in_(ids)).order_by(*order)


def waiting(turns: Select[Any], *order: Any) -> Select[Any]:
    """The lines of the proposals of some turns, each with its turn: `LINE` and `TURN`."""
    return _waiting.where(T.c.id.in_(turns)).order_by(*order)


def read(query: Select[Any]) -> list[Row[Any]]:
    """The rows of such a statement."""
    return list(db.session.connection().execute(query))


def open_turns(proposals: Iterable[int]) -> ByProposal:
    """Whose turn it is and until when: the open turns of some proposals, the columns of `TURN`."""
    keys = list(proposals)
    return _by_proposal(keys, read(_turns.where(T.c.proposal_id.in_(keys))))


def said(proposals: Iterable[int]) -> ByProposal:
    """What the sides of the present stage have said on the current version: side, state, amount.

    What was said on an earlier one is superseded.
    """
    keys = list(proposals)
    return _by_proposal(keys, read(_said.where(S.c.proposal_id.in_(keys))))


def to_answer(proposals: Iterable[int]) -> ByProposal:
    """How many remarks of each severity wait for an answer."""
    keys = list(proposals)
    return _by_proposal(keys, read(_to_answer.where(R.c.proposal_id.in_(keys))))


def _by_proposal(keys: Sequence[int], rows: Iterable[Row[Any]]) -> ByProposal:
    found: ByProposal = {key: [] for key in keys}
    for row in rows:
        found[row.proposal_id].append(row)
    return found
