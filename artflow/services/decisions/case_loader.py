"""A proposal as the engine sees it, read whole in one statement by pages and decisions alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select, tuple_

from artflow.domain.errors import NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.pictures import Unready
from artflow.domain.process.case import Case, ConditionFact, Remark, Twins, WallFact, add_up
from artflow.domain.process.workflow import Openness
from artflow.domain.snapshot import Snapshot
from artflow.models import (
    CandidateWall,
    Condition,
    Event,
    File,
    Milestone,
    MilestonePhoto,
    Payment,
    ProgrammeParty,
    Proposal,
    ProposalFile,
    Record,
    Turn,
    User,
    Version,
    Wall,
)
from artflow.models import Remark as RemarkRow
from artflow.models import Signoff as SignoffRow
from artflow.services.database.json_rows import json_rows
from artflow.services.database.transactions import pipelined
from artflow.services.identity import persons
from artflow.services.programmes import definitions
from artflow.services.programmes.working_days import load_currency
from artflow.services.row_changes.sealing import IS_UNSEALED

from . import case_rows, events, parties, versions
from .open_turns import TURN_COLUMNS, OpenTurn

PROPOSAL, VERSION = Proposal.__table__, Version.__table__
EVENT, TURN, REMARK = Event.__table__, Turn.__table__, RemarkRow.__table__
SIGNOFF, RECORD, WALL = SignoffRow.__table__, Record.__table__, Wall.__table__
MILESTONE, PHOTO, PAYMENT = Milestone.__table__, MilestonePhoto.__table__, Payment.__table__
PARTY, USER, CONDITION = ProgrammeParty.__table__, User.__table__, Condition.__table__
NOBODY = Person(0, "")

COLUMNS = (
    "id",
    "stage",
    "programme_id",
    "applicant_id",
    "title",
    "version_id",
    "came_from",
    "loops",
    "held",
    "held_review_on",
    "wall_id",
    "assignee_id",
    "events",
    "head",
    "entered_at",
    "expires_on",
    "submitted_at",
)
"""Columns of the proposal that a case takes over as they are."""
SIGNOFF_COLUMNS = tuple(
    SIGNOFF.c[key]
    for key in (
        "id",
        "stage",
        "party",
        "state",
        "organisation_id",
        "amount",
        "decided_by_id",
        "decided_at",
    )
)
PAYMENT_COLUMNS = tuple(
    PAYMENT.c[key]
    for key in (
        "id",
        "organisation_id",
        "amount",
        "number",
        "document_key",
        "corrects_id",
        "paid_on",
    )
)
WALL_COLUMNS = tuple(
    WALL.c[key] for key in ("id", "heritage", "owner_contact", "held_by_id", "held_until")
)
REMARK_COLUMNS = ("id", "severity", "state", "author_id", "stage", "fixed")
MILESTONE_COLUMNS = (
    *(MILESTONE.c[key] for key in ("position", "id", "code", "gate", "state")),
    select(func.count(PHOTO.c.id))
    .where(PHOTO.c.milestone_id == MILESTONE.c.id)
    .correlate(MILESTONE)
    .scalar_subquery(),
    MILESTONE.c.submitted_by_id,
    MILESTONE.c.pay,
)
CONDITION_COLUMNS = tuple(CONDITION.c[key] for key in ConditionFact.__slots__)
_judged, ACTOR = VERSION.alias("judged"), USER.alias("actor")
_rows = partial(json_rows, PROPOSAL)
_proposal_id: BindParameter[int] = bindparam("id")
_case = (
    select(
        *(PROPOSAL.c[key] for key in COLUMNS),
        *(PROPOSAL.c[key] for key in ("definition_id", "number", "openness", "reached")),
        PROPOSAL.c.stand_ins,
        VERSION.c.no,
        VERSION.c.sha256,
        VERSION.c.design,
        VERSION.c.budget,
        _rows(
            SIGNOFF_COLUMNS,
            SIGNOFF.c.version_id == PROPOSAL.c.version_id,
            SIGNOFF.c.superseded_at.is_(None),
        ).label("signoffs"),
        _rows(parties.COLUMNS, PARTY.c.programme_id == PROPOSAL.c.programme_id).label("parties"),
        _rows(
            [REMARK.c[key] for key in REMARK_COLUMNS],
            REMARK.c.proposal_id == PROPOSAL.c.id,
        ).label("remarks"),
        _rows(
            [
                *(RECORD.c[key] for key in ("id", "kind", "data", "recorded_by_id", "at")),
                _judged.c.sha256,
                _judged.c.design,
                RECORD.c.wall_id,
                RECORD.c.role,
            ],
            RECORD.c.proposal_id == PROPOSAL.c.id,
            RECORD.c.void_at.is_(None),
            among=RECORD.outerjoin(_judged, _judged.c.id == RECORD.c.version_id),
        ).label("papers"),
        _rows(
            CONDITION_COLUMNS,
            CONDITION.c.proposal_id == PROPOSAL.c.id,
        ).label("conditions"),
        _rows(MILESTONE_COLUMNS, MILESTONE.c.proposal_id == PROPOSAL.c.id).label("milestones"),
        _rows(PAYMENT_COLUMNS, PAYMENT.c.proposal_id == PROPOSAL.c.id).label("payments"),
        _rows(
            WALL_COLUMNS,
            WALL.c.id == PROPOSAL.c.wall_id,
        ).label("wall"),
    )
    .select_from(PROPOSAL.outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id))
    .where(PROPOSAL.c.id == _proposal_id)
)
_press = _case.add_columns(
    _rows(
        events.STORED_COLUMNS,
        EVENT.c.proposal_id == PROPOSAL.c.id,
        EVENT.c.key == bindparam("key"),
    ).label("earlier"),
    _rows(
        [TURN.c[key] for key in TURN_COLUMNS],
        TURN.c.proposal_id == PROPOSAL.c.id,
        TURN.c.closed_at.is_(None),
    ).label("turns"),
    *parties.audience_columns(PROPOSAL),
    IS_UNSEALED.correlate(PROPOSAL).label("is_altered"),
)
"""The same, with what a decision asks besides: nobody who only reads a page waits for it."""
_press = _press.add_columns(*persons.standing_columns(ACTOR)).outerjoin(
    ACTOR, ACTOR.c.id == bindparam("actor")
)
_lock = select(PROPOSAL.c.id).where(PROPOSAL.c.id == _proposal_id).with_for_update()
_signoffs = (
    select(*SIGNOFF_COLUMNS)
    .where(SIGNOFF.c.version_id == bindparam("version"), SIGNOFF.c.superseded_at.is_(None))
    .order_by(SIGNOFF.c.id)
)
_milestones = (
    select(*MILESTONE_COLUMNS)
    .where(MILESTONE.c.proposal_id == _proposal_id)
    .order_by(MILESTONE.c.position)
)
_parties = (
    select(*parties.COLUMNS)
    .where(PARTY.c.programme_id == _proposal_id)
    .order_by(PARTY.c.position, PARTY.c.id)
)
_wall = select(*WALL_COLUMNS).where(WALL.c.id == _proposal_id)
_candidates = select(func.count()).where(CandidateWall.__table__.c.proposal_id == _proposal_id)
_sketches = (
    select(File.sha256)
    .join(ProposalFile, ProposalFile.file_id == File.id)
    .where(ProposalFile.proposal_id == _proposal_id, ProposalFile.kind == "sketch")
)
_this = Proposal.__table__.alias()
_twins = (
    select(
        Proposal.number,
        _this.c.submitted_at.is_(None)
        | (tuple_(Proposal.submitted_at, Proposal.id) < tuple_(_this.c.submitted_at, _this.c.id)),
    )
    .distinct()
    .join(ProposalFile, ProposalFile.proposal_id == Proposal.id)
    .join(File, File.id == ProposalFile.file_id)
    .join(_this, _this.c.id == _proposal_id)
    .where(File.sha256.in_(_sketches), ProposalFile.kind == "sketch", Proposal.id != _proposal_id)
    .where(Proposal.number.is_not(None), Proposal.ended.is_(False))
    .order_by(Proposal.number)
)
"""Other live works with the same sketch, and whether each was sent in before this one."""


class LoadedCase(NamedTuple):
    """A case and what lies around it.

    `person` is who presses, with the roles they have now; `earlier` is the event that the same
    press has made already; `people` are those of the programme who may hear of the proposal: user,
    role, organisation, and can act today; `assignee` are the roles in which who looks after it may.
    `is_altered` says that rows of the work were changed past artflow: nothing may rest on them.
    """

    case: Case
    person: Person
    earlier: events.StoredEvent | None
    turns: list[OpenTurn]
    people: list[tuple[int, str, int]]
    assignee: list[parties.AssigneeTerm]
    is_altered: bool


class DatabaseSource:
    """Answers what only few guards ask; each question is a statement or two of its own.

    Which pictures of a working dossier are not ready is read with the dossier.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._unready: list[Unready] | None = None

    def dossier(self, case: Case) -> Snapshot:
        if case.version_id is not None and not case.current_stage.editable:
            # Nobody can have changed the dossier since.
            return versions.version_snapshot(self.connection, case.version_id)
        snapshot, self._unready = versions.working_dossier(self.connection, case.id)
        return snapshot

    def twins(self, case: Case) -> Twins:
        rows = self.connection.execute(_twins, {"id": case.id}).all()
        return Twins(
            [number for number, earlier in rows if number and earlier],
            [number for number, earlier in rows if number and not earlier],
        )

    def candidates(self, case: Case) -> int:
        count: int = self.connection.execute(_candidates, {"id": case.id}).scalar_one()
        return count

    def unready(self, case: Case) -> list[Unready]:
        if self._unready is None:
            _snapshot, self._unready = versions.working_dossier(self.connection, case.id)
        return self._unready


def load(connection: Connection, proposal_id: int) -> Case:
    """Return the proposal as the engine sees it. Raises `NotVisible` if there is none."""
    row = connection.execute(_case, {"id": proposal_id}).one_or_none()
    if row is None:
        raise NotVisible
    return _build_case(connection, row)


def load_case(
    connection: Connection, proposal_id: int, key: str, person: Person, now: datetime
) -> LoadedCase:
    """Read a case with its open turns and its people, in one statement.

    `key` is that of a press: the event that it has made already comes with the case, and so does
    what the `person` may do now. Raises `NotVisible` if there is no such proposal, `SignedOut` if
    the person may do nothing any more.
    """
    asked = {"key": key, "actor": person.id, "session": person.session_id}
    row = _read_press(connection, proposal_id, now.date(), asked)
    found = _build_loaded(connection, row, person)
    standing = persons.reread(person, row.is_active, row.is_session_open, row.memberships)
    return found._replace(person=standing)


def load_unattended(connection: Connection, proposal_id: int, now: datetime) -> LoadedCase:
    """Read a case as `load_case` does, for what nobody presses: its person is nobody.

    Raises `NotVisible` if there is no such proposal.
    """
    asked = {"key": "", "actor": None, "session": None}
    row = _read_press(connection, proposal_id, now.date(), asked)
    return _build_loaded(connection, row, NOBODY)


def _read_press(
    connection: Connection, proposal_id: int, today: date, asked: Mapping[str, object]
) -> Row[*tuple[Any, ...]]:
    days = parties.audience_on(today)
    row = connection.execute(_press, {"id": proposal_id, **days, **asked}).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _build_loaded(connection: Connection, row: Row[*tuple[Any, ...]], person: Person) -> LoadedCase:
    case = _build_case(connection, row)
    return LoadedCase(
        case,
        person,
        events.StoredEvent(*row.earlier[0]) if row.earlier else None,
        [OpenTurn.of_json(turn) for turn in sorted(row.turns or ())],
        parties.list_audience(case, (tuple(person) for person in row.people or ())),
        [parties.AssigneeTerm(*one) for one in row.assignee or ()],
        bool(row.is_altered),
    )


def lock(connection: Connection, proposal_id: int) -> None:
    """Hold the proposal until the transaction ends; whatever is read comes after this.

    A statement of its own: on PostgreSQL one that has waited for a row sees all the others as
    they were before it waited. On SQLite the write transaction itself is the lock.
    """
    if connection.dialect.name != "sqlite":
        with pipelined(connection):
            connection.execute(_lock, {"id": proposal_id})


def lock_press(connection: Connection, proposal_id: int, person: Person) -> None:
    """Hold the proposal and the rights of whoever presses, in one trip; see `lock`."""
    if connection.dialect.name != "sqlite":
        with pipelined(connection):
            connection.execute(_lock, {"id": proposal_id})
            connection.execute(persons.HOLD, {"user": person.id})


def read_signoffs(connection: Connection, case: Case) -> None:
    """Read the case's sign-offs anew, after rows of them were written."""
    rows = connection.execute(_signoffs, {"version": case.version_id})
    case.signoffs = case_rows.read_signoffs(rows)


def read_milestones(connection: Connection, case: Case) -> None:
    """Read the case's milestones anew, after rows of them were written."""
    case.milestones = case_rows.read_milestones(connection.execute(_milestones, {"id": case.id}))
    case.mark_grounds()


def read_parties(connection: Connection, case: Case) -> None:
    """Read the case's parties anew, after it was sent or the stand-ins have changed."""
    parties.set_parties(case, connection.execute(_parties, {"id": case.programme_id}))


def read_wall(connection: Connection, case: Case) -> None:
    """Read the wall that the case stands on now."""
    row = connection.execute(_wall, {"id": case.wall_id}).one_or_none() if case.wall_id else None
    case.wall = WallFact(*row) if row else None


def _build_case(connection: Connection, row: Row[*tuple[Any, ...]]) -> Case:
    case = Case(
        **{key: getattr(row, key) for key in COLUMNS},
        workflow=definitions.load_workflow(connection, row.definition_id),
        source=DatabaseSource(connection),
        number=row.number or "",
        version_no=row.no or 0,
        version=row.sha256 or "",
        design=row.design or "",
        budget=row.budget or 0,
        currency=load_currency(connection, row.programme_id),
        openness=Openness(row.openness),
        reached=frozenset(row.reached.split(",")) - {""},
        stand_ins={int(key): stands for key, stands in row.stand_ins.items()},
        signoffs=case_rows.read_signoffs(sorted(row.signoffs or ())),
        remarks=[Remark(*remark) for remark in sorted(row.remarks or (), key=itemgetter(0))],
        conditions=case_rows.read_conditions(sorted(row.conditions or (), key=itemgetter(0))),
        papers=case_rows.read_papers(sorted(row.papers or (), key=itemgetter(0))),
        milestones=case_rows.read_milestones(sorted(row.milestones or (), key=itemgetter(0))),
        wall=case_rows.read_wall(*row.wall[0]) if row.wall else None,
    )
    parties.set_parties(case, sorted(row.parties or ()))
    case.booked = case_rows.read_payments(sorted(row.payments or (), key=itemgetter(0)))
    case.payments = add_up(case.booked)
    case.mark_grounds()
    return case
