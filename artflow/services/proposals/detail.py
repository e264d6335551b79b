"""Everything the page of one proposal shows, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import defer, joinedload

from artflow.domain.pictures import Shape
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.extensions import db
from artflow.models import (
    Condition,
    Event,
    File,
    Milestone,
    MilestonePhoto,
    Notice,
    Organisation,
    Payment,
    PaymentFile,
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
from artflow.services import conditions
from artflow.services.database.transactions import literal_limit
from artflow.services.walls import candidates
from artflow.services.walls.candidates import Candidate

T = TypeVar("T")


@dataclass(slots=True)
class DetailRows:
    """The rows behind one page; the case asks the same rows through its own questions."""

    proposal: Proposal
    versions: list[Version]
    signoffs: list[Signoff]
    remarks: list[Remark]
    records: list[Record]
    milestones: list[Milestone]
    payments: list[Payment]
    turns: list[Turn]
    events: list[tuple[Event, str | None]]
    unread: list[tuple[int, Event, str | None]]
    candidates: list[Candidate] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    organisations: dict[int, Organisation] = field(default_factory=dict)
    sizes: dict[str, Shape] = field(default_factory=dict)

    @property
    def current(self) -> Version | None:
        return self.proposal.version


class FormAside(NamedTuple):
    """The part of it that stands beside a form."""

    snapshot: Snapshot
    remarks: list[Remark]
    sizes: dict[str, Shape]
    turns: list[Turn]
    organisations: dict[int, Organisation]
    conditions: list[Condition]


class FinishedWork(NamedTuple):
    """What shows a wall as it was painted: the milestones with their photos, and the papers."""

    milestones: list[Milestone]
    records: list[Record]


def load_finished(case: Case, rows: DetailRows | None = None) -> FinishedWork:
    """What shows the painted wall; nothing is asked that `rows` hold, or before it is painted."""
    if rows is not None:
        return FinishedWork(rows.milestones, rows.records)
    if not case.milestones:
        return FinishedWork([], [])
    return FinishedWork(_milestones(case), _records(case))


def load_detail(case: Case, reader_id: int | None = None) -> DetailRows:
    """Read the rows of the case's proposal, and which of its events are news to the reader."""
    proposal, versions = _proposal(case), _versions(case)
    if proposal.version is not None and not case.current_stage.editable:
        case.dossier = proposal.version.snapshot  # read already, and nobody can have changed it
    events = load_history(case.id, reader_id)
    return DetailRows(
        proposal=proposal,
        versions=versions,
        signoffs=[
            s
            for v in versions
            if v.id == case.version_id
            for s in v.signoffs
            if s.superseded_at is None
        ],
        remarks=_all(select(Remark).where(Remark.proposal_id == case.id).order_by(Remark.id)),
        records=_records(case),
        milestones=_milestones(case),
        payments=proposal.payments,
        turns=load_turns(case),
        events=[(event, name) for event, name, _notice in events],
        unread=[(notice, event, name) for event, name, notice in events if notice],
        candidates=candidates.list_candidates(case),
        conditions=conditions.load_conditions(case),
        organisations=load_organisations(case),
        sizes=file_shapes(shown_snapshot(case, proposal.version)),
    )


def _proposal(case: Case) -> Proposal:
    parts = (
        Proposal.applicant,
        Proposal.assignee,
        Proposal.programme,
        Proposal.version,
        Proposal.wall,
        Proposal.cover,
    )
    paid = joinedload(Proposal.payments).joinedload(Payment.files).joinedload(PaymentFile.file)
    query = select(Proposal).options(*map(joinedload, parts), paid).where(Proposal.id == case.id)
    return db.session.execute(query).unique().scalar_one()


def _records(case: Case) -> list[Record]:
    """The papers that have force, with their files."""
    parts = (
        joinedload(Record.recorded_by),
        joinedload(Record.files).joinedload(RecordFile.file),
    )
    mine = select(Record).options(*parts).where(Record.proposal_id == case.id)
    return _all(mine.where(Record.void_at.is_(None)).order_by(Record.id))


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


def _all(query: Select[T]) -> list[T]:
    return list(db.session.scalars(query).unique())


def load_turns(case: Case) -> list[Turn]:
    """All turns of the work, open and over: who must act, until when, and what that has taken."""
    return _all(select(Turn).where(Turn.proposal_id == case.id).order_by(Turn.id))


def load_history(
    proposal_id: int, reader_id: int | None, size: int = 200
) -> list[tuple[Event, str | None, int | None]]:
    """The newest events with the names of those who acted and the reader's unread notices."""
    unread = and_(
        Notice.event_id == Event.id,
        Notice.user_id == reader_id,
        Notice.proposal_id == proposal_id,  # their index begins with the reader and the work
        Notice.read_at.is_(None),
    )
    query = (
        select(Event, User.name, Notice.id)
        .outerjoin(User, User.id == Event.actor_id)
        .outerjoin(Notice, unread)
        .where(Event.proposal_id == proposal_id)
        .order_by(Event.n.desc())
        .limit(literal_limit(size))
    )
    return [(event, name, notice) for event, name, notice in db.session.execute(query)]


def load_organisations(case: Case) -> dict[int, Organisation]:
    """The organisations that take part in the proposal's programme, by id, with former names."""
    query = (
        select(Organisation)
        .options(joinedload(Organisation.former))
        .join(ProgrammeParty, ProgrammeParty.organisation_id == Organisation.id)
        .where(ProgrammeParty.programme_id == case.programme_id)
    )
    return {organisation.id: organisation for organisation in _all(query)}


def shown_snapshot(case: Case, version: Version | None) -> Snapshot:
    """What readers see of a dossier: the current version, or the draft before there is one."""
    return version.snapshot if version else case.dossier


def file_shapes(*snapshots: Snapshot) -> dict[str, Shape]:
    """Load what pages say of the snapshots' files, by SHA-256."""
    keys = {file["sha256"] for snapshot in snapshots for file in snapshot["files"]}
    query = (
        select(File.sha256, File.width, File.height, File.state, File.size)
        .where(File.sha256.in_(keys))
        # The same bytes may have come twice: the last of these counts, one that is ready.
        .order_by(File.large.is_not(None))
    )
    return {
        key: Shape(width or 0, height or 0, state, size)
        for key, width, height, state, size in db.session.execute(query)
    }


def load_aside(case: Case, rows: DetailRows | None = None) -> FormAside:
    """What stands beside a form about the case; nothing is asked that `rows` hold already."""
    if rows is not None:
        snapshot = shown_snapshot(case, rows.current)
        kept = (rows.turns, rows.organisations, rows.conditions)
        return FormAside(snapshot, rows.remarks, rows.sizes, *kept)
    version = db.session.get(Version, case.version_id) if case.version_id else None
    snapshot = shown_snapshot(case, version)
    remarks = _all(select(Remark).where(Remark.proposal_id == case.id).order_by(Remark.id))
    return FormAside(
        snapshot,
        remarks,
        file_shapes(snapshot),
        load_turns(case),
        load_organisations(case),
        conditions.load_conditions(case),
    )
