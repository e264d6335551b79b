"""Who manages whose account: administrators all, coordinators those of their programmes."""

from __future__ import annotations

from dataclasses import dataclass

from artflow.domain.people.roles import PART_OF, Membership, Person, Role


@dataclass(frozen=True, slots=True)
class OrganisationScope:
    """An organisation as the policy asks of it: its kind and the programmes it takes part in."""

    id: int
    kind: str
    programmes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role in an organisation that somebody is about to get or to lose."""

    role: Role
    organisation: OrganisationScope


@dataclass(frozen=True, slots=True)
class ImpersonationTarget:
    """Somebody who may be impersonated, and the programmes of their own proposals."""

    person: Person
    proposal_programmes: frozenset[int] = frozenset()


def role_fits(grant: RoleGrant) -> bool:
    """Return whether the role belongs to this kind of organisation."""
    return PART_OF[grant.role].value == grant.organisation.kind


def own_programmes(person: Person) -> frozenset[int]:
    """Return the programmes that the person coordinates; those that were left are run by others."""
    found = (
        m.programmes - m.former
        for m in person.memberships
        if m.role is Role.COORDINATOR and m.is_current
    )
    return frozenset().union(*found)


def coordinates(person: Person, programme_id: int) -> bool:
    """Whether the programme is one that the person coordinates."""
    return programme_id in own_programmes(person)


def in_own_programme(person: Person, organisation: OrganisationScope) -> bool:
    """Whether the organisation takes part in a programme that the person coordinates."""
    return bool(organisation.programmes & own_programmes(person))


def grant_in_own_programme(person: Person, grant: RoleGrant) -> bool:
    """Return whether a coordinator may give the role.

    Only administrators name administrators.
    """
    return grant.role is not Role.ADMINISTRATOR and in_own_programme(person, grant.organisation)


def is_another_person(person: Person, other: Person) -> bool:
    """Return whether they are two different people, so that nobody locks themselves out."""
    return person.id != other.id


def shares_own_programme(person: Person, other: Person) -> bool:
    """Whether the other takes part in a programme that the person coordinates."""
    mine = own_programmes(person)
    return any(m.programmes & mine for m in other.memberships)


def within_own_programmes(person: Person, other: Person) -> bool:
    """Return whether all roles of the other lie within the programmes that the person coordinates.

    False for coordinators and administrators: only an administrator manages them.
    """
    mine = own_programmes(person)
    return bool(other.memberships) and all(_within(m, mine) for m in other.memberships)


def ranks_below_administrators(person: Person, target: ImpersonationTarget) -> bool:
    """Return whether the other is no administrator; so nobody impersonates themselves."""
    return not target.person.holds(Role.ADMINISTRATOR)


def target_within_own_programmes(person: Person, target: ImpersonationTarget) -> bool:
    """Return whether all roles and all proposals of the other lie within the person's
    programmes."""
    return within_own_programmes(
        person, target.person
    ) and target.proposal_programmes <= own_programmes(person)


def _within(membership: Membership, programmes: frozenset[int]) -> bool:
    above = membership.role in (Role.COORDINATOR, Role.ADMINISTRATOR)
    return not above and bool(membership.programmes) and membership.programmes <= programmes
