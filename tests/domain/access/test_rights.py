"""The page of somebody's rights says what the policy and the engine would answer."""

from __future__ import annotations

import pytest

from artflow.domain.access import rights
from artflow.domain.access.permissions import PAGE_RIGHTS, Can
from artflow.domain.access.policy import PagePart, may, sees, visible_parts
from artflow.domain.people.roles import Membership, Role
from tests.domain.cases import MURAL, OFFICE, PROGRAMME, case, person
from tests.domain.cases import workflow as read

pytestmark = pytest.mark.pure


def workflow():
    return read(MURAL)


def holder(role: Role):
    return person(99, Membership(role, OFFICE, frozenset({PROGRAMME})))


@pytest.mark.parametrize("role", Role)
def test_the_actions_are_those_of_the_definition_and_no_others(role):
    process = workflow()
    found = {
        (duty.stage.key, action.name)
        for duty in rights.list_duties(process, frozenset({role}))
        for action, by in duty.actions
        if by == (role,)
    }

    assert found == {(s.key, a.name) for s, a in process.actions() if role in a.by}
    assert not found or role is not Role.SPONSOR_VIEWER


def test_two_roles_have_the_actions_of_both_and_say_whose_each_is():
    both = frozenset({Role.COORDINATOR, Role.ARCHITECTURE_HEAD})
    (submitted,) = [d for d in rights.list_duties(workflow(), both) if d.stage.key == "submitted"]
    by = {action.name: roles for action, roles in submitted.actions}

    assert by["accept"] == (Role.COORDINATOR,)
    assert set(by["assign"]) == both


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ARTIST])
def test_the_stages_from_which_works_are_seen_are_those_of_the_policy(role):
    """Along the straight way, stage by stage."""
    card, full = rights.visible_from(workflow(), role)
    stages = list(workflow().stages.values())

    def first(test):
        return next(s for s in stages if test(case(stage=s.key, openness=s.opens)))

    assert card is first(lambda subject: sees(holder(role), subject))
    assert full is first(lambda subject: PagePart.DOSSIER in visible_parts(holder(role), subject))


def test_an_artist_sees_no_works_of_others():
    assert rights.visible_from(workflow(), Role.ARTIST) == (None, None)


@pytest.mark.parametrize("role", Role)
def test_the_rooms_are_what_the_policy_opens(role):
    found = rights.page_rights(holder(role))

    assert found == [can for can in PAGE_RIGHTS if may(holder(role), can)]
    assert Can.SEE_PROCESS in found
