"""Every file of a dossier, by its kind: what it is, how large it is, where it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import url_for

from artflow.domain.dossier.fields import FILE_AREAS
from artflow.domain.pictures import Shape
from artflow.domain.process.case import Case
from artflow.domain.snapshot import FrozenFile, Snapshot
from artflow.web.shared import formatting
from artflow.web.shared.field_labels import FILE_KIND_LABELS

from .pictures import PROGRESS_LABELS


class FileRow(NamedTuple):
    """One file. `url` is empty as long as there is nothing to open, `state` says why then."""

    url: str
    name: str
    size: str
    caption: str
    state: str


class FileGroup(NamedTuple):
    """The files of one kind, in the artist's order."""

    label: str
    files: list[FileRow]


def build_file_groups(
    case: Case, snapshot: Snapshot, shapes: Mapping[str, Shape]
) -> list[FileGroup]:
    """List the files of a dossier for somebody who may see all of it."""
    found = []
    for kind in FILE_AREAS:
        files = [file for file in snapshot["files"] if file["kind"] == kind]
        label = str(FILE_KIND_LABELS[kind])
        if files:
            rows = [_file_row(case, file, shapes.get(file["sha256"])) for file in files]
            found.append(FileGroup(label[:1].upper() + label[1:], rows))
    return found


def _file_row(case: Case, file: FrozenFile, shape: Shape | None) -> FileRow:
    state = str(PROGRESS_LABELS.get(shape.state, "")) if shape else ""
    url = url_for("files.download", proposal_id=case.id, sha256=file["sha256"])
    return FileRow(
        "" if state else url,
        file["name"],
        formatting.file_size(shape.size) if shape else "",
        file["caption"],
        state,
    )
