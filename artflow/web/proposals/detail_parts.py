"""Parts of a proposal's page: versions, papers, candidate walls."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access.policy import PagePart
from artflow.domain.process import commitments
from artflow.domain.process.case import Case
from artflow.domain.walls import fits
from artflow.models import File, Record, Wall
from artflow.services.files.files import is_paper_visible
from artflow.services.proposals.detail import DetailRows
from artflow.web.review.remarks import Link
from artflow.web.shared import formatting
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.pictures import PROGRESS_LABELS
from artflow.web.walls.page_models import size_text


def in_charge_facts(case: Case, rows: DetailRows, seen: frozenset[PagePart]) -> list[Fact]:
    """Tell reviewers which specialist is in charge, where the process names one."""
    effects = {effect.name for _, action in case.workflow.actions() for effect in action.effects}
    if (
        PagePart.INTERNAL not in seen
        or case.current_stage.final
        or not effects & {"assign", "take"}
    ):
        return []
    who = rows.proposal.assignee
    return [Fact(_("Specialist in charge"), who.name if who else _("nobody yet"))]


def twin_facts(case: Case, seen: frozenset[PagePart]) -> list[Fact]:
    """Tell reviewers which works came later with the same sketch, where a stage looks for twins.

    Nothing stops this one by them.
    """
    needs = {n.name for each in case.current_stage.actions.values() for n in each.needs}
    if PagePart.INTERNAL not in seen or "not_duplicate" not in needs:
        return []
    later = case.source.twins(case).later
    return [Fact(_("The same sketch came later in"), ", ".join(later))] if later else []


def missing_facts(case: Case, seen: frozenset[PagePart]) -> list[Fact]:
    """Tell what of the budget nobody covers yet, where sums are promised and the reader may know.

    It is the sum that desks and lists name.
    """
    if not case.current_stage.counts_money or not {PagePart.TOTAL, PagePart.COMMITMENTS} <= seen:
        return []
    left = commitments.compute_left(case)
    term = _("Not covered yet")
    return [Fact(term, formatting.money(left, case.currency), sum=True)] if left else []


class VersionRow(NamedTuple):
    """A frozen version."""

    no: int
    when: str
    sha256: str
    note: str
    current: bool


class PaperRow(NamedTuple):
    """A recorded fact with its files."""

    label: str
    text: str
    by: str
    when: str
    files: list[Link]


class CandidateRow(NamedTuple):
    """A wall that was proposed."""

    url: str
    label: str
    score: str
    size: str
    note: str
    chosen: bool
    taken: bool


def version_rows(rows: DetailRows) -> list[VersionRow]:
    """Return the versions, the newest first."""
    current = rows.proposal.version_id
    return [
        VersionRow(v.no, formatting.day(v.at), v.sha256, v.note, v.id == current)
        for v in rows.versions
    ]


def paper_rows(
    case: Case, rows: DetailRows, seen: frozenset[PagePart], language: str
) -> list[PaperRow]:
    """Return the records the reader may see, with files only where they may be opened."""
    if PagePart.PAPERS not in seen:
        return []
    known = case.workflow.papers
    return [
        _paper_row(case, record, known[record.kind].label[language], seen)
        for record in rows.records
        if record.kind in known and (PagePart.INTERNAL in seen or not known[record.kind].internal)
    ]


def _paper_row(case: Case, record: Record, label: str, seen: frozenset[PagePart]) -> PaperRow:
    files = record.files if is_paper_visible(record.kind, seen) else []
    links = [_file_link(case, kept.file) for kept in files]
    told = (
        cover_text(case, record),
        terms_text(case, record),
        record.data.get("text"),
        record.data.get("day_grounds"),
    )
    text = ". ".join(filter(None, told))
    return PaperRow(label, text, record.recorded_by.name, formatting.day(record.at), links)


def cover_text(case: Case, record: Record) -> str:
    """Tell who covers a gap and with how much; nothing of another paper."""
    who, amount = record.data.get("covered_by"), record.data.get("amount")
    return f"{who}: {formatting.money(amount, case.currency)}" if who and amount else ""


def terms_text(case: Case, record: Record) -> str:
    """Tell what a contract or a policy says: with whom, for which sum, until when."""
    data = record.data
    amount = data.get("amount") if "counterparty" in data else None
    parts = (
        data.get("counterparty") or data.get("insurer") or "",
        formatting.money(amount, case.currency) if isinstance(amount, int) else "",
        _("in force until %(day)s", day=formatting.day(record.until)) if record.until else "",
    )
    return ", ".join(filter(None, parts))


def _file_link(case: Case, file: File) -> Link:
    """Return where a file is opened; a picture that is not ready says so and leads nowhere."""
    if file.state in PROGRESS_LABELS:
        return Link("", f"{file.name} ({PROGRESS_LABELS[file.state]})")
    return Link(url_for("files.download", proposal_id=case.id, sha256=file.sha256), file.name)


def wall_size(rows: DetailRows, wall: Wall) -> str:
    """Tell the size of a wall, and that the work as it was sent in is larger."""
    sides = size_text(wall)
    snapshot = rows.current.snapshot if rows.current else None
    if snapshot is None or fits(snapshot["facts"], wall.width_m, wall.height_m):
        return sides
    return _("%(size)s, the work does not fit", size=sides)


def candidate_rows(rows: DetailRows) -> list[CandidateRow]:
    """Return the proposed walls, the artist's own first, the chosen one marked."""
    return [
        CandidateRow(
            url_for("walls.show", wall_id=wall.id),
            f"{wall.code}: {wall.address}",
            formatting.number(score),
            wall_size(rows, wall),
            note or (_("The artist's choice number %(n)s", n=rank) if rank else ""),
            wall.id == rows.proposal.wall_id,
            wall.held_by_id not in (None, rows.proposal.id),
        )
        for rank, score, note, wall in rows.candidates
    ]
