"""Who may see and do what: one table, asked by pages, lists, files, search, exports and mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Openness, Stage

from . import account_rules
from .permissions import Can as Can  # noqa: PLC0414  # asked for together with `may`


class HasOpenness(Protocol):
    """What visibility asks of a proposal; a case and a table row both answer."""

    @property
    def applicant_id(self) -> int: ...
    @property
    def programme_id(self) -> int: ...
    @property
    def openness(self) -> int: ...
    @property
    def submitted_at(self) -> datetime | None: ...


class Subject(HasOpenness, Protocol):
    """What the other rights ask besides."""

    @property
    def held(self) -> bool: ...
    @property
    def current_stage(self) -> Stage: ...


@dataclass(frozen=True, slots=True)
class VisibilityRule:
    """One reason to see a proposal: it is one's own, or it has opened itself far enough.

    Of a programme in `left` only what was sent before that instant.
    """

    openness: Openness
    own: int | None = None
    programmes: frozenset[int] | None = frozenset()
    left: frozenset[tuple[int, datetime]] = frozenset()


VISIBLE_FROM = {
    Role.ARCHITECTURE_SPECIALIST: Openness.REVIEWERS,
    Role.ARCHITECTURE_HEAD: Openness.REVIEWERS,
    Role.COORDINATOR: Openness.REVIEWERS,
    Role.SPONSOR_SIGNATORY: Openness.SPONSORS_CARD,
    Role.SPONSOR_VIEWER: Openness.SPONSORS_CARD,
}
"""From when on a role sees the proposals of its programmes."""
PUBLIC_RULE = VisibilityRule(
    Openness.PUBLIC, programmes=None
)  # not even signed in: the finished works


def visibility_rules(person: Person) -> list[VisibilityRule]:
    """List every reason for which the person may see a proposal.

    Lists turn the rules into a query, pages into a test.
    """
    found = [VisibilityRule(Openness.APPLICANT, own=person.id)]
    for membership in person.memberships:
        if membership.role is Role.ADMINISTRATOR and membership.is_current:
            found.append(VisibilityRule(Openness.REVIEWERS, programmes=None))
        elif membership.role in VISIBLE_FROM:
            found.append(
                VisibilityRule(
                    VISIBLE_FROM[membership.role],
                    programmes=membership.programmes,
                    left=membership.left,
                )
            )
    return found


def sees(person: Person, subject: HasOpenness) -> bool:
    """Return whether the person may know that the proposal exists."""
    return any(_rule_allows(rule, subject) for rule in visibility_rules(person))


def _rule_allows(rule: VisibilityRule, subject: HasOpenness) -> bool:
    if rule.own is not None:
        return subject.applicant_id == rule.own
    if subject.openness < rule.openness:
        return False
    return rule.programmes is None or _was_sent_to(subject, rule.programmes, rule.left)


def _was_sent_to(
    subject: HasOpenness,
    programmes: frozenset[int],
    left: frozenset[tuple[int, datetime]],
) -> bool:
    """Return whether the work belongs to one of the programmes, and was not sent after leaving."""
    if subject.programme_id not in programmes:
        return False
    until = dict(left).get(subject.programme_id)
    return until is None or subject.submitted_at is None or subject.submitted_at < until


class PagePart(StrEnum):
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
    PagePart.DOSSIER,
    PagePart.TOTAL,
    PagePart.CONTACT,
    PagePart.CONSENT,
    PagePart.CONSENT_SCAN,
    PagePart.PAPERS,
    PagePart.REMARKS,
    PagePart.SIGNOFFS,
    PagePart.COMMITMENTS,
    PagePart.MILESTONES,
    PagePart.MOVES,
    PagePart.HISTORY,
}
_REVIEWER = (_APPLICANT - {PagePart.COMMITMENTS}) | {PagePart.INTERNAL, PagePart.FULL_HISTORY}
_SUMS = {PagePart.COMMITMENTS}
_SPONSOR = {
    PagePart.DOSSIER,
    PagePart.TOTAL,
    PagePart.CONSENT,
    PagePart.REMARKS,
    PagePart.SIGNOFFS,
    PagePart.COMMITMENTS,
    PagePart.MILESTONES,
    PagePart.MOVES,
}

PARTS_OF_ROLE: dict[Role, tuple[tuple[Openness, set[PagePart]], ...]] = {
    Role.ARCHITECTURE_SPECIALIST: ((Openness.REVIEWERS, _REVIEWER),),
    Role.ARCHITECTURE_HEAD: ((Openness.REVIEWERS, _REVIEWER),),
    Role.COORDINATOR: ((Openness.REVIEWERS, _REVIEWER | {PagePart.COMMITMENTS}),),
    Role.ADMINISTRATOR: ((Openness.REVIEWERS, _REVIEWER | {PagePart.COMMITMENTS}),),
    Role.SPONSOR_SIGNATORY: ((Openness.SPONSORS, _SPONSOR),),
    Role.SPONSOR_VIEWER: ((Openness.SPONSORS, _SPONSOR),),
}
"""Visibility as the trade has it: a sponsor sees a card from site selection on, all from its own
stage on, of the history the moves and its own actions; neighbours' names, telephone numbers and
internal notes are not for sponsors."""


def visible_parts(person: Person, subject: HasOpenness) -> frozenset[PagePart]:
    """Return the parts of the proposal that the person sees; empty means the card alone."""
    found: set[PagePart] = set(_APPLICANT) if person.id == subject.applicant_id else set()
    for membership in person.memberships:
        everywhere = membership.role is Role.ADMINISTRATOR and membership.is_current
        if everywhere or _was_sent_to(subject, membership.programmes, membership.left):
            hidden = _SUMS if membership.organisation_id in replaced_in(subject) else set()
            for openness, parts in PARTS_OF_ROLE.get(membership.role, ()):
                found |= parts - hidden if subject.openness >= openness else set()
    if person.id == subject.applicant_id:
        found -= {PagePart.INTERNAL, PagePart.FULL_HISTORY}
    return frozenset(found)


def replaced_in(subject: HasOpenness) -> frozenset[int]:
    """List the sponsors in whose place another signs for this work: they know no sums of it.

    Rows that show no sums need not know who stands in for whom.
    """
    stand_ins = getattr(subject, "stand_ins", None) or {}
    return frozenset(map(int, stand_ins)) - frozenset(stand_ins.values())


Predicate = Callable[[Person, Any], bool]
"""A person and the subject of the right: each right has its own kind of subject, hence `Any`."""


def _sees(person: Person, subject: HasOpenness | None) -> bool:
    return subject is not None and sees(person, subject)


def _sees_full(person: Person, subject: HasOpenness | None) -> bool:
    return subject is not None and PagePart.DOSSIER in visible_parts(person, subject)


def _sees_all_history(person: Person, subject: HasOpenness | None) -> bool:
    return subject is not None and PagePart.FULL_HISTORY in visible_parts(person, subject)


def _is_author(person: Person, subject: HasOpenness | None) -> bool:
    return subject is not None and subject.applicant_id == person.id


def _open_to_changes(person: Person, subject: Subject | None) -> bool:
    return subject is not None and subject.current_stage.editable and not subject.held


def _ended_otherwise(person: Person, subject: Subject | None) -> bool:
    return subject is not None and subject.current_stage.outcome not in ("", "accepted")


def _holds(*roles: Role) -> Predicate:
    return lambda person, subject: person.holds(*roles)


_anyone, _artist = _holds(*Role), _holds(Role.ARTIST)
_wall_editor = _holds(Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST, Role.ADMINISTRATOR)
_coordinator, _administrator = _holds(Role.COORDINATOR), _holds(Role.ADMINISTRATOR)
_sponsor = _holds(Role.SPONSOR_SIGNATORY, Role.SPONSOR_VIEWER)

POLICY: dict[Can, list[tuple[Predicate, ...]]] = {
    Can.SEE: [(_sees,)],
    Can.SEE_FULL: [(_sees, _sees_full)],
    Can.TAKE_FILE: [(_sees, _sees_full, _sees_all_history)],
    Can.EDIT: [(_is_author, _open_to_changes)],
    Can.COPY: [(_is_author, _artist, _ended_otherwise)],
    Can.CREATE: [(_artist,)],
    Can.SEE_WALLS: [(_anyone,)],
    Can.EDIT_WALLS: [(_wall_editor,)],
    Can.SEE_PROCESS: [(_anyone,)],
    Can.SEE_PEOPLE: [(_coordinator,), (_administrator,)],
    Can.SEE_ORGANISATION: [(_administrator,), (_coordinator, account_rules.in_own_programme)],
    Can.EDIT_ORGANISATION: [(_administrator,), (_coordinator, account_rules.in_own_programme)],
    Can.ADD_ORGANISATION: [(_administrator,)],
    Can.SEE_PERSON: [(_administrator,), (_coordinator, account_rules.shares_own_programme)],
    Can.INVITE: [(_administrator,), (_coordinator, account_rules.grant_in_own_programme)],
    Can.MANAGE_ACCOUNT: [
        (_administrator, account_rules.is_another_person),
        (_coordinator, account_rules.within_own_programmes),
    ],
    Can.SEE_AS: [
        (_administrator, account_rules.ranks_below_administrators),
        (_coordinator, account_rules.target_within_own_programmes),
    ],
    Can.SEE_PROGRAMMES: [(_administrator,), (_coordinator,)],
    Can.EDIT_PROGRAMME: [(_administrator,), (_coordinator, account_rules.coordinates)],
    Can.EDIT_PARTIES: [(_administrator,)],
    Can.ADD_PROGRAMME: [(_administrator,)],
    Can.PUBLISH_PROCESS: [(_administrator,)],
    Can.EDIT_CALENDAR: [(_administrator,)],
    Can.SEE_MAIL: [(_administrator,)],
    Can.SEE_JOBS: [(_administrator,)],
    Can.VERIFY_HISTORY: [(_administrator,)],
    Can.SEE_BOARD: [(_coordinator,), (_administrator,)],
    Can.SEE_PORTFOLIO: [(_sponsor,), (_coordinator,)],
}
"""An OR of ANDs: a right is a line here, not an `if` elsewhere."""


def may(person: Person, can: Can, subject: object = None) -> bool:
    """Return whether the person has the right, over the subject if the right needs one."""
    return any(all(test(person, subject) for test in conditions) for conditions in POLICY[can])
