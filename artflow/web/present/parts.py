"""Parts of a proposal's page: versions, papers, candidate walls."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.case import Case
from artflow.domain.policy import Show
from artflow.services.dossier_page import Dossier
from artflow.services.files import paper_shown
from artflow.web import format

from .remarks import Link


class VersionShown(NamedTuple):
    """A frozen version."""

    no: int
    when: str
    sha256: str
    note: str
    current: bool


class PaperShown(NamedTuple):
    """A recorded fact with its files."""

    label: str
    text: str
    by: str
    when: str
    files: list[Link]


class CandidateShown(NamedTuple):
    """A wall that was proposed."""

    url: str
    label: str
    score: str
    note: str
    chosen: bool
    taken: bool


def versions(rows: Dossier) -> list[VersionShown]:
    """The versions, the newest first."""
    current = rows.proposal.version_id
    return [
        VersionShown(v.no, format.day(v.at), v.sha256, v.note, v.id == current)
        for v in rows.versions
    ]


def papers(case: Case, rows: Dossier, seen: frozenset[Show], language: str) -> list[PaperShown]:
    """The recorded facts the reader may see; files only where they may be opened."""
    if Show.PAPERS not in seen:
        return []
    known = case.workflow.papers
    return [
        _paper(case, record, known[record.kind].label[language], seen)
        for record in rows.records
        if record.kind in known and (Show.INTERNAL in seen or not known[record.kind].internal)
    ]


def _paper(case: Case, record: Any, label: str, seen: frozenset[Show]) -> PaperShown:
    files = record.files if paper_shown(record.kind, seen) else []
    links = [
        Link(
            url_for("files.download", proposal_id=case.id, sha256=kept.file.sha256), kept.file.name
        )
        for kept in files
    ]
    text = record.data.get("text") or ""
    return PaperShown(label, text, record.recorded_by.name, format.day(record.at), links)


def candidates(rows: Dossier) -> list[CandidateShown]:
    """The walls that were proposed, the artist's own first, the chosen one marked."""
    return [
        CandidateShown(
            url_for("walls.show", wall_id=wall.id),
            f"{wall.code}: {wall.address}",
            format.number(score),
            note or (_("The artist's choice number %(n)s", n=rank) if rank else ""),
            wall.id == rows.proposal.wall_id,
            wall.held_by_id not in (None, rows.proposal.id),
        )
        for rank, score, note, wall in rows.candidates
    ]
