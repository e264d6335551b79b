"""Who manages whose account."""

from __future__ import annotations

import pytest

from artflow.domain.access import account_rules
from artflow.domain.access.account_rules import ImpersonationTarget, OrganisationScope, RoleGrant
from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Membership, Person, Role

pytestmark = pytest.mark.pure
OURS, THEIRS = frozenset({1}), frozenset({2})


def person(key: int, role: Role, programmes: frozenset[int] = OURS) -> Person:
    return Person(key, f"P{key}", (Membership(role, 10 * key, programmes),))


COORDINATOR = person(1, Role.COORDINATOR)
ADMIN = person(2, Role.ADMINISTRATOR, frozenset())
SPONSOR = person(3, Role.SPONSOR_SIGNATORY)
STRANGER = person(4, Role.SPONSOR_SIGNATORY, THEIRS)
BOTH = Person(5, "P5", SPONSOR.memberships + STRANGER.memberships)
PEER = person(6, Role.COORDINATOR)
NOBODY = Person(7, "P7")
LONELY = person(8, Role.ARTIST, frozenset())


@pytest.mark.parametrize(
    ("other", "sees", "looks_after"),
    [
        (SPONSOR, True, True),
        (STRANGER, False, False),
        (BOTH, True, False),
        (PEER, True, False),
        (COORDINATOR, True, False),
        (NOBODY, False, False),
        (LONELY, False, False),
        (ADMIN, False, False),
    ],
)
def test_a_coordinator_looks_after_those_who_are_wholly_of_the_own_programmes(
    other, sees, looks_after
):
    assert may(COORDINATOR, Can.SEE_PERSON, other) is sees
    assert may(COORDINATOR, Can.MANAGE_ACCOUNT, other) is looks_after


def test_an_administrator_looks_after_everybody_else():
    others = (SPONSOR, STRANGER, BOTH, PEER, NOBODY, LONELY)

    assert all(may(ADMIN, Can.MANAGE_ACCOUNT, other) for other in others)
    assert may(ADMIN, Can.SEE_PERSON, ADMIN)
    assert not may(ADMIN, Can.MANAGE_ACCOUNT, ADMIN)


@pytest.mark.parametrize("can", [Can.SEE_PEOPLE, Can.SEE_MAIL])
def test_pages_of_people_and_letters_are_not_for_everybody(can):
    assert not may(SPONSOR, can)
    assert may(ADMIN, can)
    assert may(COORDINATOR, can) is (can is Can.SEE_PEOPLE)


def test_roles_are_granted_within_the_own_programmes_and_administrators_by_their_own():
    ours, theirs = OrganisationScope(1, "sponsor", OURS), OrganisationScope(2, "sponsor", THEIRS)
    platform = OrganisationScope(3, "platform", OURS)

    assert may(COORDINATOR, Can.SEE_ORGANISATION, ours)
    assert not may(COORDINATOR, Can.SEE_ORGANISATION, theirs)
    assert may(COORDINATOR, Can.INVITE, RoleGrant(Role.SPONSOR_VIEWER, ours))
    assert not may(COORDINATOR, Can.INVITE, RoleGrant(Role.SPONSOR_VIEWER, theirs))
    assert not may(COORDINATOR, Can.INVITE, RoleGrant(Role.ADMINISTRATOR, platform))
    assert may(ADMIN, Can.INVITE, RoleGrant(Role.ADMINISTRATOR, platform))
    assert not may(SPONSOR, Can.INVITE, RoleGrant(Role.SPONSOR_VIEWER, ours))


def test_a_role_belongs_to_a_kind_of_organisation():
    assert account_rules.role_fits(RoleGrant(Role.SPONSOR_VIEWER, OrganisationScope(1, "sponsor")))
    assert not account_rules.role_fits(
        RoleGrant(Role.SPONSOR_VIEWER, OrganisationScope(1, "architecture"))
    )


def test_impersonation_goes_downwards_and_never_shows_what_is_not_ones_own():
    def target(other, *works):
        return ImpersonationTarget(other, frozenset(works))

    assert may(COORDINATOR, Can.SEE_AS, target(SPONSOR))
    assert may(COORDINATOR, Can.SEE_AS, target(SPONSOR, *OURS))
    assert not may(COORDINATOR, Can.SEE_AS, target(SPONSOR, *OURS, *THEIRS))
    others = (STRANGER, BOTH, PEER, ADMIN, NOBODY, LONELY, COORDINATOR)
    assert not any(may(COORDINATOR, Can.SEE_AS, target(other)) for other in others)
    assert not may(SPONSOR, Can.SEE_AS, target(SPONSOR))
    assert may(ADMIN, Can.SEE_AS, target(COORDINATOR, *THEIRS))
    assert not may(ADMIN, Can.SEE_AS, target(ADMIN))
