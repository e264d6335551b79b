"""People and the organisations in which they hold their roles; the ways to say no."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import DefinitionError, Invalid, NotPossible, Reason, Refusal, Stale
from artflow.domain.people.roles import APPLICANT, PART_OF, ActingRole, Membership, Part, Role
from tests.domain.cases import (
    ARTIST,
    BANK,
    DEPARTMENT,
    PROGRAMME,
    case,
    guard_context,
    member,
    person,
)

pytestmark = pytest.mark.pure

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("begins", "ends", "day", "valid"),
    [
        (None, None, date(2026, 6, 1), True),
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, True),
        (FIRST, LAST, date(2025, 12, 31), False),
        (FIRST, LAST, date(2027, 1, 1), False),
        (FIRST, None, date(2030, 1, 1), True),
        (None, LAST, date(2020, 1, 1), True),
        (None, LAST, date(2027, 1, 1), False),
    ],
)
def test_an_authority_is_valid_from_its_first_day_to_its_last(begins, ends, day, valid):
    membership = Membership(Role.SPONSOR_SIGNATORY, BANK, valid_from=begins, valid_until=ends)

    assert membership.valid_on(day) is valid


def test_a_person_holds_roles_in_organisations_of_programmes():
    head, viewer = member(Role.ARCHITECTURE_HEAD, DEPARTMENT), member(Role.SPONSOR_VIEWER, BANK)
    both = person(9, head, viewer)

    assert both.holds(Role.ARTIST, Role.SPONSOR_VIEWER) is True
    assert both.holds(Role.ARTIST) is False
    assert both.in_programme(PROGRAMME, Role.ARCHITECTURE_HEAD) == [head]
    assert both.in_programme(PROGRAMME, *Role) == [head, viewer]
    assert both.in_programme(PROGRAMME + 1, *Role) == []


def test_the_party_comes_from_the_acting_role():
    assert ActingRole(1, Role.ARTIST).party == APPLICANT
    assert ActingRole(1, Role.ARTIST, 50).party == APPLICANT
    assert ActingRole(5, Role.SPONSOR_SIGNATORY, BANK).party == "org:30"


def test_every_role_belongs_to_a_part():
    assert PART_OF == {
        Role.ARTIST: Part.ARTIST,
        Role.ARCHITECTURE_SPECIALIST: Part.ARCHITECTURE,
        Role.ARCHITECTURE_HEAD: Part.ARCHITECTURE,
        Role.SPONSOR_SIGNATORY: Part.SPONSOR,
        Role.SPONSOR_VIEWER: Part.SPONSOR,
        Role.COORDINATOR: Part.COORDINATOR,
        Role.ADMINISTRATOR: Part.PLATFORM,
    }


def test_a_refusal_carries_its_reasons():
    first, second = Reason("on_hold", {"n": 1}, (Role.COORDINATOR,), "resume"), Reason("own_work")

    refusal = NotPossible(first, second)
    stale = Stale(first, changes=("title",))

    assert (refusal.reasons, str(refusal)) == ((first, second), "on_hold, own_work")
    assert (stale.reasons, stale.changes, str(stale)) == ((first,), ("title",), "on_hold")
    assert Stale().changes == ()
    assert isinstance(stale, NotPossible)
    assert isinstance(refusal, Refusal)


def test_a_wrong_value_names_its_field_and_its_code():
    wrong = Invalid("height_m", "too_big", n=5)

    assert (wrong.field, wrong.code, wrong.params) == ("height_m", "too_big", {"n": 5})
    assert str(wrong) == "height_m: too_big"


def test_a_definition_error_lists_its_problems_a_line_each():
    error = DefinitionError(["a: b", "c: d"])

    assert (error.problems, str(error)) == (["a: b", "c: d"], "a: b\nc: d")


def test_a_case_asks_its_source_for_the_dossier_once_and_only_when_wanted():
    one = case("site", dossier={"facts": {"title": "Дала"}, "files": []})

    assert [one.signoffs, one.remarks, one.papers, one.wall] == [[], [], {}, None]
    assert one.source.asked == []
    assert one.dossier is one.dossier
    assert one.source.asked == ["dossier"]
    assert one.applicant_id == ARTIST


def test_the_number_of_candidates_is_asked_anew_each_time():
    one = case("site", candidates=2)

    assert [one.candidates, one.candidates] == [2, 2]
    assert one.source.asked == ["candidates", "candidates"]


def test_an_instant_is_dated_in_the_city():
    assert guard_context(case()).today == date(2026, 11, 23)
