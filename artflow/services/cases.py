"""A proposal as the engine sees it: one row first, everything else only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from artflow.domain.case import Case, MilestoneFact, PaperFact, Remark, Signoff, WallFact
from artflow.domain.errors import NotVisible
from artflow.domain.joins import SignoffState
from artflow.domain.roles import APPLICANT, Part, Party
from artflow.domain.workflow import Openness
from artflow.models import (
    CandidateWall,
    File,
    Milestone,
    MilestonePhoto,
    Payment,
    ProgrammeParty,
    Proposal,
    ProposalFile,
    Record,
    Version,
    Wall,
)
from artflow.models import Remark as RemarkRow
from artflow.models import Signoff as SignoffRow

from . import definitions, dossiers
from .database import unanswered

P, V = Proposal.__table__, Version.__table__
_SAME = ("id", "stage", "programme_id", "applicant_id", "title", "version_id", "came_from", "loops",
         "held", "wall_id", "assignee_id", "events", "head")  # fmt: skip
KNOWN = (
    *(P.c[key] for key in (*_SAME, "definition_id", "number", "openness", "reached",
                             "stand_ins")),
    V.c.no, V.c.sha256, V.c.design, V.c.budget,
)  # fmt: skip
"""What the engine asks of the row and its version: the dossier's own facts are not among it."""
PLACE = P.outerjoin(V, V.c.id == P.c.version_id)
_row = select(*KNOWN).select_from(PLACE).where(P.c.id == bindparam("id"))
_lock = select(P.c.id).where(P.c.id == bindparam("id")).with_for_update()
_s = SignoffRow.__table__.c
SIGNOFF = (_s.id, _s.stage, _s.party, _s.state, _s.organisation_id, _s.amount, _s.decided_by_id)
_counts = (_s.version_id == bindparam("version"), _s.superseded_at.is_(None))
_signoffs = select(*SIGNOFF).where(*_counts).order_by(_s.id)
_r = RemarkRow.__table__.c
_remarks = (
    select(_r.id, _r.severity, _r.state, _r.author_id, _r.stage)
    .where(_r.proposal_id == bindparam("id"))
    .order_by(_r.id)
)
_a = Record.__table__.c
_papers = (
    select(_a.kind, _a.data, _a.recorded_by_id, _a.at, _a.wall_id, V.c.sha256, V.c.design)
    .select_from(Record.__table__.outerjoin(V, V.c.id == _a.version_id))
    .where(_a.proposal_id == bindparam("id"), _a.void_at.is_(None))
    .order_by(_a.id)
)
_m, _mp = Milestone.__table__.c, MilestonePhoto.__table__.c
_photos = func.count(_mp.id)
_milestones = (
    select(_m.id, _m.code, _m.position, _m.gate, _m.state, _photos, _m.submitted_by_id, _m.pay)
    .select_from(Milestone.__table__.outerjoin(MilestonePhoto.__table__, _mp.milestone_id == _m.id))
    .where(_m.proposal_id == bindparam("id"))
    .group_by(_m.id)
    .order_by(_m.position)
)
_y = Payment.__table__.c
_paid = select(_y.organisation_id, func.sum(_y.amount)).group_by(_y.organisation_id)
_payments = _paid.where(_y.proposal_id == bindparam("id"))
_w = Wall.__table__.c
_wall = select(_w.id, _w.heritage, _w.owner_contact, _w.held_by_id).where(_w.id == bindparam("id"))
_pp = ProgrammeParty.__table__.c
PARTY = (_pp.position, _pp.id, _pp.part, _pp.organisation_id)
_parties = select(*PARTY).where(_pp.programme_id == bindparam("id")).order_by(_pp.position, _pp.id)
_c = CandidateWall.__table__.c
_candidates = select(func.count()).where(_c.proposal_id == bindparam("id"))
_f, _pf = File.__table__.c, ProposalFile.__table__.c
_sketches = (
    select(_f.sha256)
    .select_from(ProposalFile.__table__.join(File.__table__, _f.id == _pf.file_id))
    .where(_pf.proposal_id == bindparam("mine"), _pf.kind == "sketch")
)
_twins = (
    select(P.c.number)
    .distinct()
    .select_from(File.__table__.join(ProposalFile.__table__, _pf.file_id == _f.id)
                 .join(P, P.c.id == _pf.proposal_id))
    .where(_f.sha256.in_(_sketches), _pf.kind == "sketch", P.c.id != bindparam("mine"))
    .where(P.c.number.is_not(None), P.c.ended.is_(False))
    .order_by(P.c.number)
)  # fmt: skip


class DatabaseSource:
    """The database behind a case; every list is one statement."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def _all(self, statement: Any, **values: Any) -> Any:
        return self.connection.execute(statement, values)

    def signoffs(self, case: Case) -> list[Signoff]:
        return signoffs(self._all(_signoffs, version=case.version_id))

    def remarks(self, case: Case) -> list[Remark]:
        return [Remark(*row) for row in self._all(_remarks, id=case.id)]

    def papers(self, case: Case) -> dict[str, PaperFact]:
        """The latest of each kind: rows come in order, so a later one takes the place."""
        return {
            kind: PaperFact(kind, data, by, at, version or "", design or "", wall)
            for kind, data, by, at, wall, version, design in self._all(_papers, id=case.id)
        }

    def milestones(self, case: Case) -> list[MilestoneFact]:
        return [MilestoneFact(*row) for row in self._all(_milestones, id=case.id)]

    def payments(self, case: Case) -> dict[int, int]:
        return {payer: int(amount) for payer, amount in self._all(_payments, id=case.id)}

    def wall(self, case: Case) -> WallFact | None:
        row = self._all(_wall, id=case.wall_id).one_or_none() if case.wall_id else None
        return WallFact(*row) if row else None

    def dossier(self, case: Case) -> dict[str, Any]:
        return dossiers.working(self.connection, case.id)

    def parties(self, case: Case) -> list[Party]:
        return parties(case, self._all(_parties, id=case.programme_id))

    def twins(self, case: Case) -> list[str]:
        return list(self._all(_twins, mine=case.id).scalars())

    def candidates(self, case: Case) -> int:
        return self._all(_candidates, id=case.id).scalar_one()


def signoffs(rows: Iterable[Any]) -> list[Signoff]:
    """Sign-offs from rows of the columns `SIGNOFF`."""
    return [
        Signoff(stage, party, SignoffState(state), organisation, amount, decided_by, key)
        for key, stage, party, state, organisation, amount, decided_by in rows
    ]


def parties(case: Case, rows: Iterable[Any]) -> list[Party]:
    """Those who may have to sign, from rows of the columns `PARTY`.

    For the artists signs the artist, not their association; for a sponsor that was replaced signs
    the one that stands in.
    """
    asked = [(Part(part), case.stand_ins.get(key, key)) for _, _, part, key in rows]
    organisations = [
        Party(f"org:{key}", part, key)
        for part, key in asked
        if part not in (Part.ARTIST, Part.STAND_IN)
    ]
    return [*organisations, Party(APPLICANT, Part.ARTIST, user_id=case.applicant_id)]


def load(connection: Connection, proposal_id: int) -> Case:
    """The proposal as the engine sees it. Raises `NotVisible` if there is none."""
    row = connection.execute(_row, {"id": proposal_id}).one_or_none()
    if row is None:
        raise NotVisible
    return made(connection, row)


def lock(connection: Connection, proposal_id: int) -> None:
    """The proposal is ours until the transaction ends; whatever is read comes after this.

    A statement of its own: on PostgreSQL one that has waited for a row sees all the others as
    they were before it waited. On SQLite the write transaction itself is the lock.
    """
    if connection.dialect.name != "sqlite":
        with unanswered(connection):
            connection.execute(_lock, {"id": proposal_id})


def made(connection: Connection, row: Any) -> Case:
    """The case of a row of the columns `KNOWN`."""
    return Case(
        **{key: getattr(row, key) for key in _SAME},
        workflow=definitions.workflow(connection, row.definition_id),
        source=DatabaseSource(connection),
        number=row.number or "",
        version_no=row.no or 0,
        version=row.sha256 or "",
        design=row.design or "",
        budget=row.budget or 0,
        openness=Openness(row.openness),
        reached=frozenset(row.reached.split(",")) - {""},
        stand_ins={int(key): stands for key, stands in row.stand_ins.items()},
    )
