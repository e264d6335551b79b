"""The dossier: what an artist says about a work, which part of a decision each field touches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from artflow.domain.history.chain import canonical
from artflow.domain.snapshot import Facts, FrozenFile, Snapshot, Value

IMAGE, WALL, MATERIALS, TEXT = "image", "wall", "materials", "text"
BUDGET, PLAQUE, DATES, RIGHTS = "budget", "plaque", "dates", "rights"
AREAS = (IMAGE, WALL, MATERIALS, TEXT, BUDGET, PLAQUE, DATES, RIGHTS)
"""The parts a change can touch. A stage that `judges` a touched part must decide again."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its kind is the form's, its area says whose decision a change voids."""

    key: str
    kind: str
    area: str
    section: str
    required: bool = True
    limit: int = 200
    unit: str = ""
    choices: tuple[str, ...] = ()


SECTIONS = ("work", "size", "materials", "place", "budget", "dates", "rights")
ART_TYPES = ("mural", "mosaic", "relief", "light", "sculpture")
CREDITS = ("none", "plaque", "logo")
LICENCES = ("city", "programme", "assignment")
FACES = ("north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west")
MAX_WALLS = 3
"""So many walls of the register an artist may name; site selection compares up to five."""

FIELDS = (
    Field("title", "line", TEXT, "work", limit=120),
    Field("art_type", "choice", IMAGE, "work", choices=ART_TYPES),
    Field("concept", "text", TEXT, "work", limit=4000),
    Field("text_in_image", "line", IMAGE, "work", required=False, limit=500),
    Field("depicts_real_person", "yes_no", IMAGE, "work"),
    Field("state_symbols", "yes_no", IMAGE, "work"),
    Field("height_m", "decimal", IMAGE, "size", unit="m"),
    Field("width_m", "decimal", IMAGE, "size", unit="m"),
    Field("technique", "line", MATERIALS, "materials"),
    Field("paint", "line", MATERIALS, "materials"),
    Field("coating", "line", MATERIALS, "materials", required=False),
    Field("expected_life_years", "integer", MATERIALS, "materials", unit="years"),
    Field("walls", "walls", WALL, "walls", required=False),
    Field("wished_place", "line", WALL, "place", required=False, limit=500),
    Field("wall_address", "line", WALL, "place", required=False),
    Field("wall_district", "line", WALL, "place", required=False),
    Field("wall_face", "choice", WALL, "place", required=False, choices=FACES),
    Field("wall_width_m", "decimal", WALL, "place", required=False, unit="m"),
    Field("wall_height_m", "decimal", WALL, "place", required=False, unit="m"),
    Field("wall_substrate", "line", WALL, "place", required=False),
    Field("wall_owner", "line", WALL, "place", required=False),
    Field("wall_latitude", "latitude", WALL, "place", required=False),
    Field("wall_longitude", "longitude", WALL, "place", required=False),
    Field("budget_kzt", "money", BUDGET, "budget"),
    Field("sponsor_credit", "choice", PLAQUE, "budget", choices=CREDITS),
    Field("start_on", "date", DATES, "dates"),
    Field("finish_on", "date", DATES, "dates"),
    Field("maintenance_by", "line", RIGHTS, "rights"),
    Field("licence", "choice", RIGHTS, "rights", choices=LICENCES),
    Field("originality", "declare", RIGHTS, "rights"),
)
FIELDS_BY_KEY = {field.key: field for field in FIELDS}
"""`walls` are ids of the register in the artist's order of preference; they have a page of their
own, as files have. `wall_…` describe a wall that the register does not know yet."""

FILE_AREAS = {
    "sketch": IMAGE,
    "montage": IMAGE,
    "elevation": IMAGE,
    "wall_photo": WALL,
    "palette": MATERIALS,
    "paper": RIGHTS,
}
"""The kinds of files of a dossier, and what a change of one touches."""


def section_fields(key: str) -> list[Field]:
    return [field for field in FIELDS if field.section == key]


def is_filled(value: Value) -> bool:
    return value not in (None, "", False, [])


def describes_wall(facts: Facts) -> bool:
    """Return whether the dossier describes a wall that the register may not know."""
    return is_filled(facts.get("wall_address"))


def missing_fields(facts: Facts) -> list[Field]:
    """List the required fields that are still empty; a yes/no answered with no is filled."""
    return [f for f in FIELDS if f.required and not _is_answered(f, facts.get(f.key))]


def _is_answered(field: Field, value: Value) -> bool:
    return value is not None if field.kind == "yes_no" else is_filled(value)


def text(facts: Facts, key: str) -> str:
    """Return what a text field says, empty if nothing.

    Raises TypeError for another kind of field.
    """
    value = facts.get(key) or ""
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text: {value!r}")
    return value


def number(facts: Facts, key: str) -> int:
    """Return the value of a whole number, 0 if there is none. Raises TypeError for another kind."""
    value = facts.get(key) or 0
    if not isinstance(value, int):
        raise TypeError(f"{key} is no whole number: {value!r}")
    return value


def build_snapshot(facts: Facts, files: Iterable[Mapping[str, str]]) -> Snapshot:
    """Build the frozen form of a dossier: its fields and its files, in their order.

    Other keys of `files` are left out.
    """
    return {
        "facts": {f.key: facts.get(f.key) for f in FIELDS},
        "files": [
            {
                "sha256": file["sha256"],
                "kind": file["kind"],
                "name": file["name"],
                "caption": file["caption"],
                "alt": file["alt"],
            }
            for file in files
        ],
    }


def hash_snapshot(frozen: Mapping[str, object]) -> str:
    """Return the SHA-256 of the whole dossier: the identity of a version."""
    return hashlib.sha256(canonical(frozen).encode()).hexdigest()


def section_fingerprint(facts: Facts, part: str) -> str:
    """Return the SHA-256 of one section of the working dossier, to notice a change by another
    page."""
    return hash_snapshot({field.key: facts.get(field.key) for field in section_fields(part)})


def find_changes(old: Snapshot, new: Snapshot) -> list[str]:
    """List what differs between two snapshots: keys of fields, then `files:KIND`."""
    fields = [
        f.key
        for f in FIELDS
        if _comparable(old["facts"].get(f.key)) != _comparable(new["facts"].get(f.key))
    ]
    kinds = [
        f"files:{kind}"
        for kind in FILE_AREAS
        if _files_of_kind(old, kind) != _files_of_kind(new, kind)
    ]
    return fields + kinds


def _comparable(value: Value) -> Value:
    """Return None for a value that was saved empty: it says no more than one never filled in."""
    return None if value in ("", []) else value


def _files_of_kind(frozen: Snapshot, kind: str) -> list[FrozenFile]:
    return [file for file in frozen["files"] if file["kind"] == kind]


def touched_areas(changed: Iterable[str]) -> frozenset[str]:
    """Return the parts of the dossier that a list from `find_changes` touches."""
    return frozenset(
        FILE_AREAS[key.removeprefix("files:")]
        if key.startswith("files:")
        else FIELDS_BY_KEY[key].area
        for key in changed
    )


def hash_design(frozen: Snapshot) -> str:
    """Return the SHA-256 of what the owners and the architects judge: the image and its
    materials."""
    seen = (IMAGE, MATERIALS)
    facts = {f.key: frozen["facts"].get(f.key) for f in FIELDS if f.area in seen}
    files = [f["sha256"] for f in frozen["files"] if FILE_AREAS[f["kind"]] in seen]
    return hashlib.sha256(canonical([facts, files]).encode()).hexdigest()
