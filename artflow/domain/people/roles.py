"""Who takes part: roles, the organisations that hold them, and the role in which one acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """A role is always held in an organisation; one person may hold several."""

    ARTIST = "artist"
    ARCHITECTURE_SPECIALIST = "architecture_specialist"
    ARCHITECTURE_HEAD = "architecture_head"
    SPONSOR_SIGNATORY = "sponsor_signatory"
    SPONSOR_VIEWER = "sponsor_viewer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Part(StrEnum):
    """What an organisation does in a programme."""

    ARTIST = "artist"
    ARCHITECTURE = "architecture"
    SPONSOR = "sponsor"
    COORDINATOR = "coordinator"
    PLATFORM = "platform"
    STAND_IN = "stand_in"
    """A sponsor that is asked only where it has taken another's place."""


PART_OF = {
    Role.ARTIST: Part.ARTIST,
    Role.ARCHITECTURE_SPECIALIST: Part.ARCHITECTURE,
    Role.ARCHITECTURE_HEAD: Part.ARCHITECTURE,
    Role.SPONSOR_SIGNATORY: Part.SPONSOR,
    Role.SPONSOR_VIEWER: Part.SPONSOR,
    Role.COORDINATOR: Part.COORDINATOR,
    Role.ADMINISTRATOR: Part.PLATFORM,
}


RESTS_ON_PAPER = frozenset({Role.SPONSOR_SIGNATORY})
"""Roles that bind an organisation: each should rest on an order or a power of attorney."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in an organisation, the paper it rests on and the days it is valid (inclusive).

    One that is not current any more, or not yet, opens no pages and manages nobody; works that
    were visible by it stay so, and an action says that the authority is out of date.
    """

    role: Role
    organisation_id: int
    programmes: frozenset[int] = frozenset()
    basis: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    is_current: bool = True
    left: frozenset[tuple[int, datetime]] = frozenset()
    """Of these programmes those that the organisation leaves or has left, and when: works that are
    sent later are not its own."""
    former: frozenset[int] = frozenset()
    """Those that it has left already: of these it runs nothing any more."""

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, with everything the policy asks about them.

    `session_id` names the session of their browser; the shell and the demo have none.
    """

    id: int
    name: str
    memberships: tuple[Membership, ...] = ()
    session_id: int | None = field(default=None, compare=False)

    def holds(self, *roles: Role) -> bool:
        """Return whether one of the roles is held and current."""
        return any(m.role in roles and m.is_current for m in self.memberships)

    def in_programme(self, programme_id: int, *roles: Role) -> list[Membership]:
        """List the memberships with one of the roles in organisations of the programme."""
        return [
            membership
            for membership in self.memberships
            if membership.role in roles and programme_id in membership.programmes
        ]


@dataclass(frozen=True, slots=True)
class ActingRole:
    """The role, and the organisation, in which a person does one action."""

    person_id: int
    role: Role
    organisation_id: int | None = None
    basis: str = ""
    is_valid: bool = True

    @property
    def party(self) -> str:
        """Return the key of the party it signs for; it comes from the account, never from a
        form."""
        return APPLICANT if self.role is Role.ARTIST else f"org:{self.organisation_id}"


APPLICANT = "applicant"


def takes_part(
    joined_at: datetime | None, leaves_at: datetime | None, sent_at: datetime | None, now: datetime
) -> bool:
    """Return whether an organisation of a programme is a party of a work.

    A work has those that took part when it was sent; one that was not sent yet, with `sent_at`
    empty, has those that take part `now`.
    """
    joined = sent_at is None or joined_at is None or joined_at <= sent_at
    return joined and (leaves_at is None or (sent_at or now) < leaves_at)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a parallel sign-off: an organisation of the programme, or the applicant."""

    key: str
    part: Part
    organisation_id: int | None = None
    user_id: int | None = None
