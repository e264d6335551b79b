"""The tables: columns, relationships and small read-only properties. No verbs live here."""

from .event import Anchor, Event, Notice
from .execution import Milestone, MilestonePhoto
from .people import LoginSession, Membership, Organisation, User
from .programme import CalendarDay, Counter, Definition, Programme, ProgrammeParty
from .proposal import CandidateWall, File, Proposal, ProposalFile, Version
from .review import Record, RecordFile, Remark, Signoff, Turn
from .wall import Wall

__all__ = [
    "Anchor", "CalendarDay", "CandidateWall", "Counter", "Definition", "Event", "File",
    "LoginSession", "Membership", "Milestone", "MilestonePhoto", "Notice", "Organisation",
    "Programme", "ProgrammeParty", "Proposal", "ProposalFile", "Record", "RecordFile", "Remark",
    "Signoff", "Turn", "User", "Version", "Wall",
]  # fmt: skip
