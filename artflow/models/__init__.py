"""The tables: columns, relationships and small read-only properties. No verbs live here."""

from .access import AccountEvent, OneTimeLink, SignInAttempt
from .event import Anchor, Event, Notice
from .execution import Milestone, MilestonePhoto, Payment
from .mail import Mail
from .people import (
    FormerName,
    KeeperEvent,
    LoginSession,
    Membership,
    Organisation,
    Seeing,
    User,
)
from .programme import CalendarDay, Counter, Definition, Programme, ProgrammeParty
from .proposal import CandidateWall, File, Proposal, ProposalFile, Version
from .review import Record, RecordFile, Remark, Signoff, Turn
from .wall import Wall, WallPhoto

__all__ = [
    "AccountEvent", "Anchor", "CalendarDay", "CandidateWall", "Counter", "Definition", "Event",
    "File", "FormerName", "KeeperEvent", "LoginSession", "Mail", "Membership", "Milestone",
    "MilestonePhoto", "Notice", "OneTimeLink", "Organisation", "Payment", "Programme",
    "ProgrammeParty", "Proposal", "ProposalFile",
    "Record", "RecordFile", "Remark", "Seeing", "SignInAttempt", "Signoff", "Turn", "User",
    "Version", "Wall", "WallPhoto",
]  # fmt: skip
