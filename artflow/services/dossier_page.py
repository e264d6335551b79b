"""Everything the page of one proposal shows, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import defer, joinedload

from artflow.domain.case import Case
from artflow.extensions import db
from artflow.models import (
    Event,
    File,
    Milestone,
    MilestonePhoto,
    Notice,
    Organisation,
    Payment,
    ProgrammeParty,
    Proposal,
    Record,
    RecordFile,
    Remark,
    Signoff,
    Turn,
    User,
    Version,
)

from . import candidates
from .database import at_most


@dataclass(slots=True)
class Dossier:
    """The rows behind one page; the case asks the same rows through its own questions."""

    proposal: Proposal
    versions: list[Version]
    signoffs: list[Signoff]
    remarks: list[Remark]
    records: list[Record]
    milestones: list[Milestone]
    payments: list[Payment]
    turns: list[Turn]
    events: list[Any]
    unread: list[Any]
    candidates: list[Any] = field(default_factory=list)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def current(self) -> Version | None:
        return self.proposal.version


class Beside(NamedTuple):
    """The part of it that stands beside a form."""

    snapshot: dict[str, Any]
    remarks: list[Remark]
    sizes: dict[str, tuple[int, int]]
    turns: list[Turn]
    organisations: dict[int, Organisation]


def read(case: Case, reader_id: int | None = None) -> Dossier:
    """Read the rows of the case's proposal, and which of its events are news to the reader."""
    proposal = db.session.execute(
        select(Proposal)
        .options(*(joinedload(part) for part in (Proposal.applicant, Proposal.programme,
                                                 Proposal.version, Proposal.wall, Proposal.cover,
                                                 Proposal.payments)))
        .where(Proposal.id == case.id)
    ).unique().scalar_one()  # fmt: skip
    told, versions = history(case.id, reader_id), _versions(case)
    return Dossier(
        proposal=proposal,
        versions=versions,
        signoffs=[s for v in versions if v.id == case.version_id for s in v.signoffs
                  if s.superseded_at is None],
        remarks=_all(select(Remark).where(Remark.proposal_id == case.id).order_by(Remark.id)),
        records=_all(select(Record).options(
            joinedload(Record.recorded_by),
            joinedload(Record.files).joinedload(RecordFile.file),
        ).where(Record.proposal_id == case.id, Record.void_at.is_(None)).order_by(Record.id)),
        milestones=_milestones(case),
        payments=proposal.payments,
        turns=turns(case),
        events=[(event, name) for event, name, _notice in told],
        unread=[(notice, event, name) for event, name, notice in told if notice],
        candidates=candidates.of(case),
        organisations=organisations(case),
        sizes=sizes(shown_snapshot(case, proposal.version)),
    )  # fmt: skip


def _milestones(case: Case) -> list[Milestone]:
    """With their photos; nothing is asked before the stage that they are set up for."""
    if not case.workflow.stages_with_milestones & case.reached:
        return []
    parts = joinedload(Milestone.photos).joinedload(MilestonePhoto.file)
    mine = select(Milestone).options(parts).where(Milestone.proposal_id == case.id)
    return _all(mine.order_by(Milestone.position))


def _versions(case: Case) -> list[Version]:
    """The newest first, with what was said on them but without what is in them."""
    parts = (
        defer(Version.snapshot, raiseload=True),
        joinedload(Version.signoffs.and_(Signoff.proposal_id == case.id)).joinedload(
            Signoff.decided_by
        ),
    )
    mine = select(Version).options(*parts).where(Version.proposal_id == case.id)
    return _all(mine.order_by(Version.no.desc()))


def _all(query: Any) -> list[Any]:
    return list(db.session.scalars(query).unique())


def turns(case: Case) -> list[Turn]:
    """The open turns: who must act now, and until when."""
    mine = (Turn.proposal_id == case.id, Turn.closed_at.is_(None))
    return _all(select(Turn).where(*mine).order_by(Turn.id))


def history(proposal_id: int, reader_id: int | None, size: int = 200) -> list[Any]:
    """The newest events with the names of those who acted and the reader's unread notices."""
    unread = and_(Notice.event_id == Event.id, Notice.user_id == reader_id,
                  Notice.read_at.is_(None))  # fmt: skip
    return list(db.session.execute(
        select(Event, User.name, Notice.id)
        .outerjoin(User, User.id == Event.actor_id)
        .outerjoin(Notice, unread)
        .where(Event.proposal_id == proposal_id)
        .order_by(Event.n.desc())
        .limit(at_most(size))
    ))  # fmt: skip


def organisations(case: Case) -> dict[int, Organisation]:
    """The organisations that take part in the proposal's programme, by id, with former names."""
    query = (
        select(Organisation)
        .options(joinedload(Organisation.former))
        .join(ProgrammeParty, ProgrammeParty.organisation_id == Organisation.id)
        .where(ProgrammeParty.programme_id == case.programme_id)
    )
    return {organisation.id: organisation for organisation in _all(query)}


def shown_snapshot(case: Case, version: Version | None) -> dict[str, Any]:
    """What readers see of a dossier: the current version, or the draft before there is one."""
    return version.snapshot if version else case.dossier


def sizes(*snapshots: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Width and height of the snapshots' pictures in pixels, by SHA-256."""
    keys = {file["sha256"] for snapshot in snapshots for file in snapshot["files"]}
    query = select(File.sha256, File.width, File.height).where(File.sha256.in_(keys))
    return {key: (width, height) for key, width, height in db.session.execute(query) if width}


def beside(case: Case, rows: Dossier | None = None) -> Beside:
    """What stands beside a form about the case; nothing is asked that `rows` hold already."""
    if rows is not None:
        snapshot = shown_snapshot(case, rows.current)
        return Beside(snapshot, rows.remarks, rows.sizes, rows.turns, rows.organisations)
    version = db.session.get(Version, case.version_id) if case.version_id else None
    snapshot = shown_snapshot(case, version)
    remarks = _all(select(Remark).where(Remark.proposal_id == case.id).order_by(Remark.id))
    return Beside(snapshot, remarks, sizes(snapshot), turns(case), organisations(case))
