"""Who looks after whose account: administrators after all, coordinators after their programmes."""

from __future__ import annotations

from typing import NamedTuple

from .roles import PART_OF, Membership, Person, Role


class House(NamedTuple):
    """An organisation as the policy asks of it: its kind and the programmes it takes part in."""

    id: int
    kind: str
    programmes: frozenset[int] = frozenset()


class Seat(NamedTuple):
    """A role in an organisation that somebody is to be given or to lose."""

    role: Role
    house: House


class Eyes(NamedTuple):
    """Somebody through whose eyes another may look, and the programmes of their own works."""

    person: Person
    works: frozenset[int] = frozenset()


def fits(seat: Seat) -> bool:
    """Whether the role belongs into this kind of organisation."""
    return PART_OF[seat.role].value == seat.house.kind


def own_programmes(person: Person) -> frozenset[int]:
    """The programmes that the person coordinates."""
    found = (m.programmes for m in person.memberships if m.role is Role.COORDINATOR)
    return frozenset().union(*found)


def coordinates(person: Person, programme_id: int) -> bool:
    """Whether the programme is one that the person coordinates."""
    return programme_id in own_programmes(person)


def in_own_programme(person: Person, house: House) -> bool:
    """Whether the organisation takes part in a programme that the person coordinates."""
    return bool(house.programmes & own_programmes(person))


def seat_in_own_programme(person: Person, seat: Seat) -> bool:
    """Whether a coordinator may fill the seat; administrators name administrators."""
    return seat.role is not Role.ADMINISTRATOR and in_own_programme(person, seat.house)


def other(person: Person, one: Person) -> bool:
    """Nobody shuts themselves out."""
    return person.id != one.id


def in_reach(person: Person, other: Person) -> bool:
    """Whether the other takes part in a programme that the person coordinates."""
    mine = own_programmes(person)
    return any(m.programmes & mine for m in other.memberships)


def entrusted(person: Person, other: Person) -> bool:
    """Whether all that the other is lies within the programmes that the person coordinates.

    Coordinators and administrators look after each other through an administrator.
    """
    mine = own_programmes(person)
    return bool(other.memberships) and all(_within(m, mine) for m in other.memberships)


def eyes_below(person: Person, eyes: Eyes) -> bool:
    """Whether the other ranks below administrators; so nobody looks through their own eyes."""
    return not eyes.person.holds(Role.ADMINISTRATOR)


def eyes_entrusted(person: Person, eyes: Eyes) -> bool:
    """Whether all that the other sees, own works too, lies within the person's programmes."""
    return entrusted(person, eyes.person) and eyes.works <= own_programmes(person)


def _within(membership: Membership, programmes: frozenset[int]) -> bool:
    above = membership.role in (Role.COORDINATOR, Role.ADMINISTRATOR)
    return not above and bool(membership.programmes) and membership.programmes <= programmes
