"""The page of an archive that a person reads: a work's file in words, in the reader's language."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flask import current_app, render_template
from flask_babel import gettext as _

from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.services.archives.parts import Part
from artflow.services.archives.reading import KeptFile, WorkRows
from artflow.web.shared import current
from artflow.web.shared.field_labels import FILE_KIND_LABELS

from . import decision_rows, history_rows, making_rows
from .decision_rows import Entry, when

STYLES = "css/archive.css"


class Section(NamedTuple):
    """A part of the page: what it is called, and its entries."""

    key: str
    title: str
    entries: list[Entry]


class IndexPage(NamedTuple):
    """The page; `withheld` is how many events its reader may not see."""

    number: str
    title: str
    artist: str
    programme: str
    stage: str
    taken: str
    withheld: int
    head: str
    sections: list[Section]
    files: list[KeptFile]


def build_pages(
    case: Case, rows: WorkRows, seen: frozenset[PagePart], person: Person, language: str
) -> list[Part]:
    """Render the page and its styles; it needs neither artflow nor a network."""
    page = build_index(case, rows, seen, person, language)
    shown = render_template("archives/index.html", page=page)
    styles = Path(current_app.static_folder or "", STYLES).read_bytes()
    return [Part("index.html", shown.encode()), Part("index.css", styles)]


def build_index(
    case: Case, rows: WorkRows, seen: frozenset[PagePart], person: Person, language: str
) -> IndexPage:
    """Build the page of what is in the archive, the oldest first; nothing but its rows is asked."""
    history = history_rows.history_entries(case, rows, seen, language)
    sections = [
        Section("versions", _("Versions"), _version_entries(rows)),
        Section("decisions", _("Decisions"), decision_rows.signoff_entries(case, rows, language)),
        Section("remarks", _("Remarks"), decision_rows.remark_entries(rows)),
        Section("papers", _("Papers"), decision_rows.paper_entries(case, rows, language)),
        Section("milestones", _("Milestones"), making_rows.milestone_entries(case, rows, language)),
        Section("payments", _("Payments"), making_rows.payment_entries(case, rows, language)),
        Section("history", _("History"), history),
    ]
    now = current.now()
    return IndexPage(
        number=case.number,
        title=rows.work.title,
        artist=rows.people.get(rows.work.applicant_id, ""),
        programme=case.workflow.name[language],
        stage=case.workflow.stages[rows.work.stage].label[language],
        taken=f"{person.name}, {when(now)}",
        withheld=history_rows.count_withheld(rows, seen),
        head=rows.work.head,
        sections=[section for section in sections if section.entries],
        files=list(rows.files.values()),
    )


def _version_entries(rows: WorkRows) -> list[Entry]:
    snapshots = dict(rows.snapshots)
    return [
        Entry(
            _("Version %(n)s", n=version.no),
            version.note,
            f"{rows.people.get(version.created_by_id, '')}, {when(version.at)}",
            [
                rows.files[file["sha256"]]._replace(
                    name=": ".join(
                        filter(None, (str(FILE_KIND_LABELS[file["kind"]]), file["caption"]))
                    )
                )
                for file in snapshots[version.no]["files"]
                if file["sha256"] in rows.files
            ],
            version.sha256,
        )
        for version in rows.tables["version"]
    ]
