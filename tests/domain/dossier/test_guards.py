"""Is the dossier whole; is there a wall, and is it free?"""

from __future__ import annotations

import pytest

from artflow.domain.dossier.fields import FIELDS
from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.domain.process.case import WallFact
from artflow.domain.process.guards import GUARDS, refusals
from artflow.domain.process.workflow import Need
from artflow.domain.walls import HERITAGE
from tests.domain.cases import case, guard_context, paper

pytestmark = pytest.mark.pure

WHO = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)


def asked(guard: str, **given) -> list[Reason]:
    name, _, arg = guard.partition(":")
    return refusals([Need(name, arg)], guard_context(case("site", **given)))


def dossier(*kinds: str, **facts) -> dict:
    return {"facts": facts, "files": [{"kind": kind} for kind in kinds]}


def test_no_needs_no_reasons():
    assert refusals([], guard_context(case())) == []


def test_the_reasons_of_several_needs_come_in_their_order():
    needs = [Need("wall_proposed"), Need("held"), Need("has_file", "sketch")]

    assert [reason.code for reason in refusals(needs, guard_context(case()))] == [
        "no_wall_proposed",
        "not_on_hold",
        "file_missing",
    ]


def test_every_guard_is_known_under_its_own_name():
    assert [guard.__name__ for guard in GUARDS.values()] == list(GUARDS)


def test_every_empty_field_is_a_reason_of_its_own():
    whole = dict.fromkeys((f.key for f in FIELDS), "x")

    assert asked("dossier_complete", dossier=dossier(**whole)) == []
    assert asked("dossier_complete", dossier=dossier(**whole | {"title": "", "paint": None})) == [
        Reason("field_missing", {"field": "title", "section": "work"}, (Role.ARTIST,)),
        Reason("field_missing", {"field": "paint", "section": "materials"}, (Role.ARTIST,)),
    ]


def test_a_file_of_the_kind():
    missing = Reason("file_missing", {"kind": "sketch"}, (Role.ARTIST,))

    assert asked("has_file:sketch", dossier=dossier("palette")) == [missing]
    assert asked("has_file:sketch", dossier=dossier("palette", "sketch")) == []


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (dossier(), False),
        (dossier("sketch", wished_place=""), False),
        (dossier("wall_photo"), True),
        (dossier(wished_place="a central street"), True),
    ],
)
def test_a_photo_of_a_wall_or_a_word_on_the_place(given, known):
    missing = Reason("place_missing", {}, (Role.ARTIST,))

    assert asked("place_known", dossier=given) == ([] if known else [missing])


def test_the_same_sketch_twice():
    assert asked("not_duplicate", twins=[]) == []
    assert asked("not_duplicate", later_twins=["SHY-2026-0001"]) == []
    assert asked("not_duplicate", twins=["SHY-2026-0001", "SHY-2026-0002"]) == [
        Reason("duplicate", {"numbers": "SHY-2026-0001, SHY-2026-0002"}, (Role.COORDINATOR,))
    ]


def wall(heritage: str = "none", owner: str = "the chair", held_by: int | None = None) -> WallFact:
    return WallFact(1, heritage, owner, held_by)


def test_a_wall_is_proposed_then_chosen():
    assert asked("wall_proposed") == [Reason("no_wall_proposed", {}, WHO, "propose_wall")]
    assert asked("wall_proposed", candidates=1) == []
    assert asked("wall_chosen") == [Reason("wall_not_chosen", {}, WHO, "choose_wall")]
    assert asked("wall_chosen", wall=wall()) == []


@pytest.mark.parametrize(("held_by", "free"), [(None, True), (7, True), (8, False)])
def test_a_wall_held_by_another_proposal_is_not_free(held_by, free):
    taken = Reason("wall_taken", {}, WHO, "choose_wall")

    assert asked("wall_free", wall=wall(held_by=held_by)) == ([] if free else [taken])
    assert asked("wall_free", wall=None) == []


def test_the_heritage_status_must_be_found_out():
    unknown = [Reason("heritage_unknown", {}, WHO)]
    found = {status: asked("heritage_known", wall=wall(status)) for status in HERITAGE}

    assert found == {status: unknown if status == "unknown" else [] for status in HERITAGE}
    assert asked("heritage_known", wall=None) == []
    assert HERITAGE == (
        "none",
        "monument_local",
        "monument_republican",
        "protection_zone",
        "regulated_zone",
        "unknown",
    )


@pytest.mark.parametrize(
    ("data", "design", "clear"),
    [
        ({"ok": True}, "d1", True),
        ({"ok": True}, "d0", False),
        ({"ok": False}, "d1", False),
        ({}, "d1", False),
    ],
)
def test_a_protected_building_needs_the_culture_body_s_word_on_this_design(data, design, clear):
    papers = [paper("heritage_opinion", data=data, design=design)]
    missing = [Reason("heritage_opinion_missing", {}, WHO, "record_heritage_opinion")]
    given = {"papers": papers, "design": "d1"}

    assert asked("heritage_clear", wall=wall("protection_zone"), **given) == (
        [] if clear else missing
    )
    assert asked("heritage_clear", wall=None, **given) == ([] if clear else missing)
    assert asked("heritage_clear", wall=wall("none"), **given) == []


def test_without_an_opinion_only_an_unprotected_building_is_clear():
    missing = [Reason("heritage_opinion_missing", {}, WHO, "record_heritage_opinion")]

    assert asked("heritage_clear", wall=wall("none")) == []
    assert asked("heritage_clear", wall=wall("monument_local")) == missing


def test_somebody_must_be_known_to_ask():
    unknown = [Reason("owner_unknown", {}, WHO)]

    assert asked("owner_known", wall=wall(owner="")) == unknown
    assert asked("owner_known", wall=wall()) == []
    assert asked("owner_known", wall=None) == []
