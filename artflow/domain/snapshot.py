"""The shape of a dossier: what is kept of each field, and what is frozen when it is sent in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, TypedDict

Value: TypeAlias = str | int | list[int] | None
"""What the dossier keeps of a field, as JSON: decimals as text, dates in ISO form, walls as ids."""
Facts: TypeAlias = Mapping[str, Value]


class FrozenFile(TypedDict):
    """A file of a snapshot."""

    sha256: str
    kind: str
    name: str
    caption: str
    alt: str


class Snapshot(TypedDict):
    """The frozen form of a dossier: every field by its key, and the files in their order."""

    facts: dict[str, Value]
    files: list[FrozenFile]
