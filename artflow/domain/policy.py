"""Who may see and do what: one table, asked by pages, lists, files, search, exports and mail."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from . import colleagues
from .can import Can
from .roles import Person, Role
from .workflow import Openness, Stage


class Subject(Protocol):
    """What the policy asks of a proposal; a case and a table row both answer."""

    applicant_id: int
    programme_id: int
    openness: int
    held: bool

    @property
    def at(self) -> Stage: ...


class Sight(NamedTuple):
    """One reason to see a proposal: it is one's own, or it has opened itself far enough."""

    openness: Openness
    own: int | None = None
    programmes: frozenset[int] | None = frozenset()


OPENS_TO = {
    Role.ARCHITECTURE_SPECIALIST: Openness.REVIEWERS,
    Role.ARCHITECTURE_HEAD: Openness.REVIEWERS,
    Role.COORDINATOR: Openness.REVIEWERS,
    Role.SPONSOR_SIGNATORY: Openness.SPONSORS_CARD,
    Role.SPONSOR_VIEWER: Openness.SPONSORS_CARD,
}
"""From when on a role sees the proposals of its programmes."""
ANYBODY = Sight(Openness.PUBLIC, programmes=None)  # not even signed in: the finished works


def sights(person: Person) -> list[Sight]:
    """Everything the person may see. Lists turn this into a query, pages into a test."""
    found = [Sight(Openness.APPLICANT, own=person.id)]
    for membership in person.memberships:
        if membership.role is Role.ADMINISTRATOR:
            found.append(Sight(Openness.REVIEWERS, programmes=None))
        elif membership.role in OPENS_TO:
            found.append(Sight(OPENS_TO[membership.role], programmes=membership.programmes))
    return found


def sees(person: Person, subject: Subject) -> bool:
    """Whether the person may know that the proposal exists."""
    return any(_within(sight, subject) for sight in sights(person))


def _within(sight: Sight, subject: Subject) -> bool:
    if sight.own is not None:
        return subject.applicant_id == sight.own
    reached = subject.openness >= sight.openness
    return reached and (sight.programmes is None or subject.programme_id in sight.programmes)


class Show(StrEnum):
    """The parts of a proposal's page that not everybody sees."""

    DOSSIER = "dossier"
    TOTAL = "total"
    CONTACT = "contact"
    CONSENT = "consent"
    CONSENT_SCAN = "consent_scan"
    PAPERS = "papers"
    REMARKS = "remarks"
    SIGNOFFS = "signoffs"
    COMMITMENTS = "commitments"
    MILESTONES = "milestones"
    INTERNAL = "internal"
    MOVES = "moves"
    HISTORY = "history"
    FULL_HISTORY = "full_history"


_APPLICANT = {
    Show.DOSSIER, Show.TOTAL, Show.CONTACT, Show.CONSENT, Show.CONSENT_SCAN, Show.PAPERS,
    Show.REMARKS, Show.SIGNOFFS, Show.COMMITMENTS, Show.MILESTONES, Show.MOVES, Show.HISTORY,
}  # fmt: skip
_REVIEWER = (_APPLICANT - {Show.COMMITMENTS}) | {Show.INTERNAL, Show.FULL_HISTORY}
_SPONSOR = {
    Show.DOSSIER, Show.TOTAL, Show.CONSENT, Show.REMARKS, Show.SIGNOFFS, Show.COMMITMENTS,
    Show.MILESTONES, Show.MOVES,
}  # fmt: skip

SHOWS: dict[Role, tuple[tuple[Openness, set[Show]], ...]] = {
    Role.ARCHITECTURE_SPECIALIST: ((Openness.REVIEWERS, _REVIEWER),),
    Role.ARCHITECTURE_HEAD: ((Openness.REVIEWERS, _REVIEWER),),
    Role.COORDINATOR: ((Openness.REVIEWERS, _REVIEWER | {Show.COMMITMENTS}),),
    Role.ADMINISTRATOR: ((Openness.REVIEWERS, _REVIEWER | {Show.COMMITMENTS}),),
    Role.SPONSOR_SIGNATORY: ((Openness.SPONSORS, _SPONSOR),),
    Role.SPONSOR_VIEWER: ((Openness.SPONSORS, _SPONSOR),),
}
"""Visibility as the trade has it: a sponsor sees a card from site selection on, all from its own
stage on, of the history the moves and its own deeds; neighbours' names, telephone numbers and
internal notes are not for sponsors."""


def shows(person: Person, subject: Subject) -> frozenset[Show]:
    """The parts of the proposal that the person sees; empty means the card alone."""
    found: set[Show] = set(_APPLICANT) if person.id == subject.applicant_id else set()
    for membership in person.memberships:
        everywhere = membership.role is Role.ADMINISTRATOR
        if everywhere or subject.programme_id in membership.programmes:
            for openness, parts in SHOWS.get(membership.role, ()):
                found |= parts if subject.openness >= openness else set()
    if person.id == subject.applicant_id:
        found -= {Show.INTERNAL, Show.FULL_HISTORY}
    return frozenset(found)


Predicate = Callable[[Person, Any], bool]


def _sees(person: Person, subject: Subject | None) -> bool:
    return subject is not None and sees(person, subject)


def _sees_full(person: Person, subject: Subject | None) -> bool:
    return subject is not None and Show.DOSSIER in shows(person, subject)


def _is_author(person: Person, subject: Subject | None) -> bool:
    return subject is not None and subject.applicant_id == person.id


def _open_to_changes(person: Person, subject: Subject | None) -> bool:
    return subject is not None and subject.at.editable and not subject.held


def _ended_otherwise(person: Person, subject: Subject | None) -> bool:
    return subject is not None and subject.at.outcome not in ("", "accepted")


def _holds(*roles: Role) -> Predicate:
    return lambda person, subject: person.holds(*roles)


_anyone, _artist = _holds(*Role), _holds(Role.ARTIST)
_keeper = _holds(Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST, Role.ADMINISTRATOR)
_coordinator, _administrator = _holds(Role.COORDINATOR), _holds(Role.ADMINISTRATOR)
_sponsor = _holds(Role.SPONSOR_SIGNATORY, Role.SPONSOR_VIEWER)

TABLE: dict[Can, list[tuple[Predicate, ...]]] = {
    Can.SEE: [(_sees,)],
    Can.SEE_FULL: [(_sees, _sees_full)],
    Can.EDIT: [(_is_author, _open_to_changes)],
    Can.COPY: [(_is_author, _artist, _ended_otherwise)],
    Can.CREATE: [(_artist,)],
    Can.SEE_WALLS: [(_anyone,)],
    Can.EDIT_WALLS: [(_keeper,)],
    Can.SEE_PROCESS: [(_anyone,)],
    Can.SEE_PEOPLE: [(_coordinator,), (_administrator,)],
    Can.SEE_HOUSE: [(_administrator,), (_coordinator, colleagues.in_own_programme)],
    Can.EDIT_HOUSE: [(_administrator,), (_coordinator, colleagues.in_own_programme)],
    Can.ADD_HOUSE: [(_administrator,)],
    Can.SEE_PERSON: [(_administrator,), (_coordinator, colleagues.in_reach)],
    Can.INVITE: [(_administrator,), (_coordinator, colleagues.seat_in_own_programme)],
    Can.LOOK_AFTER: [(_administrator, colleagues.other), (_coordinator, colleagues.entrusted)],
    Can.SEE_AS: [
        (_administrator, colleagues.eyes_below),
        (_coordinator, colleagues.eyes_entrusted),
    ],
    Can.SEE_PROGRAMMES: [(_administrator,), (_coordinator,)],
    Can.EDIT_PROGRAMME: [(_administrator,), (_coordinator, colleagues.coordinates)],
    Can.EDIT_PARTIES: [(_administrator,)],
    Can.EDIT_CALENDAR: [(_administrator,)],
    Can.SEE_MAIL: [(_administrator,)],
    Can.SEE_BOARD: [(_coordinator,), (_administrator,)],
    Can.SEE_PORTFOLIO: [(_sponsor,), (_coordinator,)],
}
"""An OR of ANDs: a right is a line here, not an `if` elsewhere."""


def may(person: Person, can: Can, subject: Any = None) -> bool:
    """Whether the person may do this to this thing."""
    return any(all(test(person, subject) for test in line) for line in TABLE[can])
