"""The dossier: what is missing, what a version is, what changed and whose decision that touches."""

from __future__ import annotations

import pytest

from artflow.domain.dossier.fields import (
    AREAS,
    FIELDS,
    FIELDS_BY_KEY,
    FILE_AREAS,
    SECTIONS,
    build_snapshot,
    find_changes,
    hash_design,
    hash_snapshot,
    is_filled,
    missing_fields,
    section_fields,
    touched_areas,
)

pytestmark = pytest.mark.pure

WHOLE = {
    "title": "Ұлы дала",
    "art_type": "mural",
    "concept": "…",
    "depicts_real_person": False,
    "state_symbols": False,
    "height_m": "12.5",
    "width_m": "8",
    "technique": "brush",
    "paint": "acrylic",
    "expected_life_years": 10,
    "budget_kzt": 9_000_000,
    "sponsor_credit": "none",
    "start_on": "2027-04-01",
    "finish_on": "2027-05-01",
    "maintenance_by": "city",
    "licence": "city",
    "originality": True,
}
OPTIONAL = [
    "text_in_image",
    "coating",
    "walls",
    "wished_place",
    "wall_address",
    "wall_district",
    "wall_face",
    "wall_width_m",
    "wall_height_m",
    "wall_substrate",
    "wall_owner",
    "wall_latitude",
    "wall_longitude",
]


def file(kind: str, sha256: str = "a" * 64, **more: object) -> dict:
    return {"sha256": sha256, "kind": kind, "name": "f", "caption": "", "alt": "", **more}


def test_nothing_is_missing_from_a_whole_dossier():
    assert missing_fields(WHOLE) == []


def test_of_an_empty_one_everything_obligatory_is_missing():
    assert [f.key for f in missing_fields({})] == [f.key for f in FIELDS if f.key not in OPTIONAL]
    assert [f.key for f in FIELDS if not f.required] == OPTIONAL


@pytest.mark.parametrize("value", [None, "", False, 0])
def test_an_empty_answer_is_no_answer(value):
    empty = dict.fromkeys(WHOLE, value)

    left = [field.key for field in missing_fields(empty)]

    answered_no = {"depicts_real_person", "state_symbols"} if value is not None else set()
    assert left == [f.key for f in FIELDS if f.required and f.key not in answered_no]


def test_filled():
    assert [is_filled(value) for value in (None, "", False, "no", 1, True)] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]


def test_every_field_has_its_place_and_its_area():
    assert [f.key for key in SECTIONS for f in section_fields(key)] == [
        f.key
        for f in FIELDS
        if f.key != "walls"  # they have a page of their own
    ]
    assert {f.area for f in FIELDS} | set(FILE_AREAS.values()) == set(AREAS)
    assert {key: field.key for key, field in FIELDS_BY_KEY.items()} == {
        f.key: f.key for f in FIELDS
    }
    assert section_fields("no such section") == []


def test_a_snapshot_keeps_known_fields_and_files_in_their_order():
    loose = build_snapshot(
        {"title": "A", "unknown": 1}, [file("palette", id=3, size=9), file("sketch", "b" * 64)]
    )

    assert loose == {
        "facts": {f.key: None for f in FIELDS} | {"title": "A"},
        "files": [file("palette"), file("sketch", "b" * 64)],
    }


def test_a_digest_names_a_whole_dossier():
    one = build_snapshot(WHOLE, [file("sketch")])

    assert hash_snapshot(one) == hash_snapshot(
        build_snapshot(dict(reversed(WHOLE.items())), [file("sketch")])
    )
    assert len(hash_snapshot(one)) == 64
    assert hash_snapshot(build_snapshot(WHOLE | {"title": "B"}, [file("sketch")])) != hash_snapshot(
        one
    )
    assert hash_snapshot(build_snapshot(WHOLE, [file("sketch", caption="new")])) != hash_snapshot(
        one
    )
    assert hash_snapshot(build_snapshot(WHOLE, [file("sketch", alt="new")])) != hash_snapshot(one)
    assert hash_snapshot(build_snapshot(WHOLE, [file("sketch", name="new")])) != hash_snapshot(one)


@pytest.mark.parametrize("field", [field.key for field in FIELDS])
def test_a_changed_field_is_named_and_touches_its_area(field):
    old = build_snapshot(WHOLE, [file("sketch")])

    changed = find_changes(old, build_snapshot(WHOLE | {field: "new"}, [file("sketch")]))

    assert changed == [field]
    assert touched_areas(changed) == {FIELDS_BY_KEY[field].area}


@pytest.mark.parametrize(("kind", "area"), FILE_AREAS.items())
def test_a_changed_file_is_named_by_its_kind(kind, area):
    old = build_snapshot(WHOLE, [file("sketch"), file("paper")])

    for others in ([file(kind, "c" * 64)], [file(kind, caption="new")]):
        kept = [f for f in old["files"] if f["kind"] != kind]
        changed = find_changes(old, build_snapshot(WHOLE, [*kept, *others]))

        assert changed == [f"files:{kind}"]
        assert touched_areas(changed) == {area}


def test_what_stayed_the_same_is_not_named():
    old = build_snapshot(WHOLE, [file("sketch"), file("paper")])

    assert find_changes(old, build_snapshot(WHOLE, [file("paper"), file("sketch")])) == []
    assert touched_areas([]) == frozenset()


def test_an_older_snapshot_without_a_field_differs_only_if_it_is_filled_now():
    old = {"facts": {k: v for k, v in WHOLE.items() if k != "title"}, "files": []}

    assert find_changes(old, build_snapshot(WHOLE, [])) == ["title"]
    assert find_changes(old, build_snapshot(WHOLE | {"title": None}, [])) == []
    assert find_changes(build_snapshot(WHOLE, []), old) == ["title"]


def test_several_changes_touch_several_areas():
    assert touched_areas(["budget_kzt", "finish_on", "files:montage"]) == {
        "budget",
        "dates",
        "image",
    }


VISIBLE = {
    "art_type",
    "text_in_image",
    "depicts_real_person",
    "state_symbols",
    "height_m",
    "width_m",
    "technique",
    "paint",
    "coating",
    "expected_life_years",
    "files:sketch",
    "files:montage",
    "files:elevation",
    "files:palette",
}


def test_the_design_is_what_can_be_seen_on_the_wall():
    old = hash_design(build_snapshot(WHOLE, [file("sketch")]))
    fields = {f.key: build_snapshot(WHOLE | {f.key: "new"}, [file("sketch")]) for f in FIELDS}
    kinds = {
        f"files:{k}": build_snapshot(WHOLE, [file("sketch"), file(k, "c" * 64)]) for k in FILE_AREAS
    }

    assert {key for key, new in (fields | kinds).items() if hash_design(new) != old} == VISIBLE
    assert hash_design(build_snapshot(WHOLE, [file("sketch", caption="new")])) == old
