"""Page models of published processes, for administrators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.domain.definitions.differences import Difference
from artflow.domain.people.roles import Part
from artflow.domain.text import LocalizedText
from artflow.services.programmes.processes import Change, Published
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS

MAX_DIFFERENCES = 200
"""More are counted and not shown: the documents are then two different processes."""


class ProcessRow(NamedTuple):
    """A published process; `version` is the beginning of its hash."""

    id: int
    url: str
    name: str
    key: str
    version: str
    published: str
    programmes: list[str]
    works: str


SETTING_LABELS = {
    "hearing_days": _l("A preliminary refusal is shown for, working days"),
    "payment_days": _l("What is due is to be paid within, working days"),
    "reserve_days": _l("A wall is kept for one work for, days"),
}
"""What the numbers are called that a process fixes for its works."""


class DifferencesView(NamedTuple):
    """The places where two documents differ, and how many more there are.

    `words` has what the numbers among them are called, by their place.
    """

    rows: list[Difference]
    more: int
    words: dict[str, str]


class ProcessPage(NamedTuple):
    """One published process with what is different from the version before.

    `elsewhere` are the pages that put it into force, each with the name of its programme.
    """

    row: ProcessRow
    differences: DifferencesView
    elsewhere: list[tuple[str, str]]


class ChangePage(NamedTuple):
    """What coming into force would change; `missing` are parts that no organisation takes.

    `is_same_process` says that one process would follow itself in another version.
    """

    before: ProcessRow
    after: ProcessRow
    differences: DifferencesView
    missing: list[str]
    is_same_process: bool


def process_row(shown: Published, language: str) -> ProcessRow:
    """Build the row of a published process."""
    return ProcessRow(
        shown.id,
        url_for("processes.show", definition_id=shown.id),
        shown.name[language],
        shown.key,
        shown.sha256[:12],
        formatting.day(shown.published_at),
        [name[language] for name in shown.programmes],
        count_works(shown.works) if shown.works else "",
    )


def process_label(shown: Published, language: str) -> str:
    """Tell published processes apart: by name, version and day."""
    row = process_row(shown, language)
    return f"{row.name}, {row.version}, {row.published}"


def build_process_page(
    shown: Published,
    differences: list[Difference],
    programmes: list[tuple[int, LocalizedText]],
    language: str,
) -> ProcessPage:
    """Build the page of a published process; `programmes` are those where another is in force."""
    elsewhere = [
        (
            url_for("processes.put_in_force", programme_id=key, definition_id=shown.id),
            name[language],
        )
        for key, name in programmes
    ]
    return ProcessPage(process_row(shown, language), _differences_view(differences), elsewhere)


def build_change_page(change: Change, language: str) -> ChangePage:
    """Build the page that asks whether a process is to come into force."""
    return ChangePage(
        process_row(change.before, language),
        process_row(change.after, language),
        _differences_view(change.differences),
        part_names(change.missing),
        change.before.key == change.after.key,
    )


def part_names(parts: Iterable[Part]) -> list[str]:
    """Return what organisations are called by the part they take."""
    return [str(PART_LABELS[part]) for part in parts]


def _differences_view(found: list[Difference]) -> DifferencesView:
    words = {f"settings.{name}": str(label) for name, label in SETTING_LABELS.items()}
    return DifferencesView(found[:MAX_DIFFERENCES], max(len(found) - MAX_DIFFERENCES, 0), words)


def count_works(n: int, most: int | None = None) -> str:
    """Return how many works there are; where counting stops at `most`, that there are more."""
    if most is not None and n > most:
        return _("more than %(n)s works", n=formatting.number(most))
    return ngettext("%(num)s work", "%(num)s works", n)
