"""The tables: columns, relationships and small read-only properties. No verbs live here."""

from artflow.models.access import (
    AccountChain,
    AccountChange,
    AccountEvent,
    AccountLink,
    OneTimeLink,
    SignInAttempt,
)
from artflow.models.decisions import Condition, ConditionFile, Record, RecordFile, Signoff, Turn
from artflow.models.event import Anchor, AuditRun, Event, Notice, RowChange
from artflow.models.export import Export, ExportPiece
from artflow.models.imports import ImportRun
from artflow.models.job import Job
from artflow.models.mail import Mail
from artflow.models.milestones import Milestone, MilestonePhoto
from artflow.models.people import (
    AdminEvent,
    FormerName,
    Impersonation,
    LoginSession,
    Membership,
    Organisation,
    RolePaper,
    User,
)
from artflow.models.programme import (
    Calendar,
    CalendarDay,
    Counter,
    Definition,
    Programme,
    ProgrammeParty,
)
from artflow.models.proposal import File, Proposal, ProposalFile, Version
from artflow.models.review import Remark
from artflow.models.sponsorship import Payment, PaymentFile, StageTotal
from artflow.models.walls import CandidateWall, PastWork, Wall, WallPhoto

__all__ = [
    "AccountChain",
    "AccountChange",
    "AccountEvent",
    "AccountLink",
    "AdminEvent",
    "Anchor",
    "AuditRun",
    "Calendar",
    "CalendarDay",
    "CandidateWall",
    "Condition",
    "ConditionFile",
    "Counter",
    "Definition",
    "Event",
    "Export",
    "ExportPiece",
    "File",
    "FormerName",
    "Impersonation",
    "ImportRun",
    "Job",
    "LoginSession",
    "Mail",
    "Membership",
    "Milestone",
    "MilestonePhoto",
    "Notice",
    "OneTimeLink",
    "Organisation",
    "PastWork",
    "Payment",
    "PaymentFile",
    "Programme",
    "ProgrammeParty",
    "Proposal",
    "ProposalFile",
    "Record",
    "RecordFile",
    "Remark",
    "RolePaper",
    "RowChange",
    "SignInAttempt",
    "Signoff",
    "StageTotal",
    "Turn",
    "User",
    "Version",
    "Wall",
    "WallPhoto",
]
