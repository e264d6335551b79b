"""Parts of a proposal's page: pictures, remarks, versions, papers, milestones, candidate walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from artflow.domain.case import ANSWERED, CLOSED, MUST, OPEN, Case
from artflow.domain.engine import Option
from artflow.domain.policy import Show
from artflow.services.dossier_page import Dossier
from artflow.services.files import CARD_KINDS, paper_shown
from artflow.web import format
from artflow.web.language import code as current_language
from artflow.web.words.fields import FILE_KINDS

from .history import Line

SEVERITIES = {"must": _l("Obligatory"), "should": _l("Recommendation"), "note": _l("Comment")}
REMARK_STATES = {
    OPEN: ("wait", _l("Open")),
    ANSWERED: ("now", _l("Answered")),
    CLOSED: ("done", _l("Carried out")),
}
MILESTONE_STATES = {
    "planned": ("", _l("Planned")),
    "submitted": ("wait", _l("Waiting for confirmation")),
    "confirmed": ("done", _l("Confirmed")),
    "returned": ("stop", _l("Returned")),
}
SHORT = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the work."""

    src: str
    alt: str
    caption: str
    tall: bool = False
    cover: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """A remark with its place, its answer and what I may do with it."""

    n: int
    x: Any
    y: Any
    must: bool
    label: str
    severity_label: str
    text: str
    answers: list[Answer]
    kind: str
    state: str
    actions: list[Link]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A frozen version."""

    no: int
    when: str
    sha256: str
    note: str
    current: bool


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A recorded fact with its files."""

    label: str
    text: str
    by: str
    when: str
    files: list[Link]


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """A wall that was proposed."""

    url: str
    label: str
    score: str
    note: str
    chosen: bool


def pictures(case: Case, snapshot: dict[str, Any]) -> list[Picture]:
    """The sketches and montages, each large; they go with the card."""
    files = [file for file in snapshot["files"] if file["kind"] in CARD_KINDS]
    return [
        Picture(_src(case, file["sha256"]), file["alt"] or str(FILE_KINDS[file["kind"]]),
                file["caption"] or str(FILE_KINDS[file["kind"]]).capitalize(),
                tall=file["kind"] == "sketch", cover=n == 0)
        for n, file in enumerate(sorted(files, key=lambda f: CARD_KINDS.index(f["kind"])))
    ]  # fmt: skip


def _src(case: Case, sha256: str, size: str = "large") -> str:
    return url_for("files.picture", proposal_id=case.id, sha256=sha256, size=size)


def remarks(
    case: Case, rows: Dossier, seen: frozenset[Show], options: list[Option]
) -> list[RemarkShown]:
    """The remarks in the order they were written."""
    if Show.REMARKS not in seen:
        return []
    return [_remark(case, n, remark, options) for n, remark in enumerate(rows.remarks, 1)]


def _remark(case: Case, n: int, remark: Any, options: list[Option]) -> RemarkShown:
    kind, state = REMARK_STATES[remark.state]
    how = _("changed") if remark.fixed else _("not changed")
    answers = [Answer(_("Artist"), f"{how}. {remark.answer}")] if remark.answer else []
    return RemarkShown(
        n=n, x=remark.x, y=remark.y, must=remark.severity == MUST,
        label=remark.text[:SHORT], severity_label=str(SEVERITIES[remark.severity]),
        text=remark.text, answers=answers, kind=kind, state=str(state),
        actions=_remark_actions(case, remark, options),
    )  # fmt: skip


def _remark_actions(case: Case, remark: Any, options: list[Option]) -> list[Link]:
    fits = {"answer": (OPEN, ANSWERED), "close_remark": (OPEN, ANSWERED),
            "reopen_remark": (ANSWERED, CLOSED)}  # fmt: skip
    return [
        Link(url_for("actions.ask", proposal_id=case.id, name=option.action.name, remark=remark.id),
             option.action.label[current_language()])
        for option in options
        for effect in option.action.effects
        if option.open and remark.state in fits.get(effect.name, ())
    ]  # fmt: skip


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
        PaperShown(known[r.kind].label[language], r.data.get("text") or "", r.recorded_by.name,
                   format.day(r.at), _paper_files(case, r, seen))
        for r in rows.records
        if r.kind in known and (Show.INTERNAL in seen or not known[r.kind].internal)
    ]  # fmt: skip


def _paper_files(case: Case, record: Any, seen: frozenset[Show]) -> list[Link]:
    if not paper_shown(record.kind, seen):
        return []
    return [
        Link(
            url_for("files.download", proposal_id=case.id, sha256=kept.file.sha256), kept.file.name
        )
        for kept in record.files
    ]


def milestones(case: Case, rows: Dossier, language: str) -> list[Line]:
    """The milestones in their order, as lines of a time line."""
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    first = next((m.id for m in rows.milestones if m.state != "confirmed"), None)
    return [_milestone(m, labels[m.code], here=m.id == first) for m in rows.milestones]


def _milestone(milestone: Any, label: str, *, here: bool) -> Line:
    kind, words = MILESTONE_STATES[milestone.state]
    confirmed = milestone.state == "confirmed"
    text = Markup('<b>{}</b> <span class="tag {}">{}</span>').format(label, kind, words)
    pay = _("%(pay)s %% becomes payable", pay=milestone.pay) if milestone.pay else ""
    return Line("" if confirmed else "now" if here else "next",
                milestone.done_on.isoformat() if milestone.done_on else "",
                format.day(milestone.done_on) if milestone.done_on else "", text,
                milestone.answer or milestone.note or pay)  # fmt: skip


def photos(case: Case, rows: Dossier, language: str) -> list[Picture]:
    """The photos of the milestones, in their order."""
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    return [
        Picture(_src(case, photo.file.sha256), labels[m.code],
                f"{labels[m.code]}, {format.day(m.done_on)}")
        for m in rows.milestones
        for photo in m.photos
        if photo.file.is_image
    ]  # fmt: skip


def candidates(rows: Dossier) -> list[CandidateShown]:
    """The walls that were proposed, the chosen one marked."""
    return [
        CandidateShown(url_for("walls.show", wall_id=wall.id), f"{wall.code}: {wall.address}",
                       format.number(candidate.score), candidate.note,
                       wall.id == rows.proposal.wall_id)
        for candidate, wall in rows.candidates
    ]  # fmt: skip
