"""What the pages of imports show: columns, counts, problems by row, what would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from wtforms import Form

from artflow.services.files.spreadsheets import Cell
from artflow.services.imports import plans, runs
from artflow.services.imports.plans import Change, Fate, Finding, RowPlan
from artflow.services.imports.runs import Run
from artflow.web.shared import formatting
from artflow.web.summaries.facts import Fact

from . import recognition
from .kinds import KINDS, Column, ImportKind
from .labels import FATE_LABELS, FATE_TAGS, finding_words
from .reading import Reading, default_of, is_required

MAX_PROBLEMS, MAX_CHANGES, MAX_LISTED, MAX_LETTERS = 300, 200, 100, 1000


class ColumnRow(NamedTuple):
    """A column as the page before an upload explains it."""

    label: str
    needed: str
    text: str
    example: str


class ProblemRow(NamedTuple):
    """Something wrong or doubtful: where, what was typed, why. `kind` is the shape of its tag."""

    number: int
    column: str
    typed: str
    words: str
    kind: str
    state: str


class ChangeRow(NamedTuple):
    """A value that the table says otherwise."""

    number: int
    name: str
    column: str
    old: str
    new: str


class ListedRow(NamedTuple):
    """A row of the table by its name, and what would become of it."""

    number: int
    name: str
    kind: str
    state: str


class DryRun(NamedTuple):
    """Everything that a dry run shows. `faults` are those of the table as a whole."""

    faults: list[str]
    notes: list[str]
    counts: list[Fact]
    problems: list[ProblemRow]
    more_problems: int
    changes: list[ChangeRow]
    more_changes: int
    rows: list[ListedRow]
    more_rows: int
    letters: list[str]
    more_letters: int
    wrong: int
    shown: str
    can_be_entered: bool


class RunRow(NamedTuple):
    """An earlier import."""

    url: str
    name: str
    kind: str
    text: str
    is_done: bool


def column_rows(kind: ImportKind) -> list[ColumnRow]:
    """Explain the columns of a kind of tables."""
    labels, form = recognition.labels(kind), kind.form(MultiDict())
    asked = [column for column in kind.columns if column.key in labels]
    return [
        ColumnRow(
            labels[column.key], _needed(form, column), _hint(column), recognition.example_of(column)
        )
        for column in asked
    ]


def _needed(form: Form, column: Column) -> str:
    if not is_required(form, column) or default_of(column):
        return _("optional")
    return _("required, here or once above") if column.option else _("required")


def _hint(column: Column) -> str:
    offered = "; ".join(map(str, column.choices.values()))
    return ". ".join(filter(None, (str(column.hint), offered)))


def run_row(run: Run) -> RunRow:
    """Return an earlier import as the list shows it."""
    at = formatting.date_time(run.done_at or run.created_at)
    return RunRow(
        url_for("imports.show", run_id=run.id),
        run.name,
        str(KINDS[run.kind].label) if run.kind in KINDS else run.kind,
        f"{at}, {run.by}",
        run.done_at is not None,
    )


def result_facts(counts: Mapping[str, int]) -> list[Fact]:
    """Say how many rows came to what, of an import that is done."""
    said = (
        (_("Entered anew"), counts["new"]),
        (_("Changed"), counts["changed"]),
        (_("Already there"), counts["same"]),
        (_("Left out"), counts["left"]),
    )
    return [Fact(term, formatting.number(n)) for term, n in said]


def entered_rows(kind: ImportKind, run: Run) -> tuple[list[tuple[str, str]], int]:
    """Return where what came in is seen, each with its name, and how much more there is."""
    rows = runs.list_entered(run)
    return kind.entered(rows[:MAX_LISTED]), max(len(rows) - MAX_LISTED, 0)


def build_dry_run(kind: ImportKind, reading: Reading, planned: Sequence[RowPlan]) -> DryRun:
    """Build the page of a dry run."""
    labels, counted = recognition.labels(kind), plans.count(planned)
    problems = [(plan, finding) for plan in planned for finding in plan.findings]
    changes = [(plan, change) for plan in planned for change in plan.changes]
    letters = _letters(kind, planned) if kind.sends_letters else []
    open_rows = counted[Fate.NEW] + counted[Fate.DIFFERS]
    return DryRun(
        table_faults(reading, labels),
        table_notes(reading, labels),
        count_facts(planned),
        [problem_row(kind, labels, *each) for each in problems[:MAX_PROBLEMS]],
        max(len(problems) - MAX_PROBLEMS, 0),
        [_change_row(kind, labels, *each) for each in changes[:MAX_CHANGES]],
        max(len(changes) - MAX_CHANGES, 0),
        [_listed_row(kind, plan) for plan in planned[:MAX_LISTED]],
        max(len(planned) - MAX_LISTED, 0),
        letters[:MAX_LETTERS],
        max(len(letters) - MAX_LETTERS, 0),
        counted[Fate.WRONG],
        plans.fingerprint(planned),
        reading.is_complete and open_rows > 0,
    )


def _letters(kind: ImportKind, planned: Iterable[RowPlan]) -> list[str]:
    """Name those who would get a letter: a role, and who is to have it."""
    role = kind.column("role")
    return [
        f"{row_name(kind, plan)}: {value_text(role, plan.row.values['role'])}"
        for plan in planned
        if plan.fate is Fate.NEW
    ]


def _change_row(
    kind: ImportKind, labels: Mapping[str, str], plan: RowPlan, change: Change
) -> ChangeRow:
    column = kind.column(change.column)
    old, new = value_text(column, change.old), value_text(column, change.new)
    return ChangeRow(plan.row.number, row_name(kind, plan), labels[change.column], old, new)


def _listed_row(kind: ImportKind, plan: RowPlan) -> ListedRow:
    name, state = row_name(kind, plan), str(FATE_LABELS[plan.fate])
    if plan.questions and plan.fate is not Fate.WRONG:
        return ListedRow(plan.row.number, name, "wait", f"{state}, {_('question')}")
    return ListedRow(plan.row.number, name, FATE_TAGS[plan.fate], state)


def count_facts(planned: Sequence[RowPlan]) -> list[Fact]:
    """Say how many rows would come to what."""
    counted = plans.count(planned)
    questions = sum(bool(plan.questions) and plan.fate is not Fate.WRONG for plan in planned)
    found = [Fact(str(FATE_LABELS[fate]), formatting.number(counted[fate])) for fate in Fate]
    return [*found, Fact(_("With a question"), formatting.number(questions))]


def table_faults(reading: Reading, labels: Mapping[str, str]) -> list[str]:
    """Say what is wrong with the table as a whole; then nothing of it can be entered."""
    headings = reading.recognised.headings
    found = []
    if reading.missing:
        found.append(_("Columns are missing: %(names)s", names=_names(reading.missing, labels)))
    if headings.twice:
        found.append(_("Columns stand twice: %(names)s", names=_names(headings.twice, labels)))
    if reading.recognised.merged:
        cells = ", ".join(reading.recognised.merged[:MAX_LISTED])
        found.append(
            _("Cells are merged: %(cells)s. Split them, and fill in every row.", cells=cells)
        )
    return found


def table_notes(reading: Reading, labels: Mapping[str, str]) -> list[str]:
    """Say how the table was read."""
    recognised = reading.recognised
    rows = ngettext("%(num)s row", "%(num)s rows", len(reading.rows))
    found = [
        _(
            "The columns are named in row %(row)s; below it: %(rows)s.",
            row=recognised.headings.row,
            rows=rows,
        )
    ]
    if recognised.table.name:
        found.insert(0, _("The sheet «%(name)s» was read.", name=recognised.table.name))
    if recognised.headings.unknown:
        names = ", ".join(f"«{name}»" for name in recognised.headings.unknown)
        found.append(_("These columns are not known and are passed over: %(names)s.", names=names))
    if reading.absent:
        names = _names(reading.absent, labels)
        found.append(
            _("These columns are not in the table, which is allowed: %(names)s.", names=names)
        )
    return found


def _names(columns: Iterable[str], labels: Mapping[str, str]) -> str:
    return ", ".join(f"«{labels[name]}»" for name in columns)


def problem_row(
    kind: ImportKind, labels: Mapping[str, str], plan: RowPlan, finding: Finding
) -> ProblemRow:
    """Return a problem with its row, its column and the text that was typed."""
    tag, state = ("wait", _("question")) if finding.is_question else ("stop", _("mistake"))
    words = finding_words(finding, kind.column(finding.column))
    return ProblemRow(
        plan.row.number, labels[finding.column], finding.typed or "—", words, tag, state
    )


def problem_table(
    kind: ImportKind, planned: Iterable[RowPlan]
) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows of all problems, for a spreadsheet."""
    labels = recognition.labels(kind)
    found = [problem_row(kind, labels, plan, each) for plan in planned for each in plan.findings]
    headings = [
        _("Row"),
        _("Column"),
        _("Value"),
        _("What is wrong with it"),
        _("State"),
    ]
    return headings, [[p.number, p.column, p.typed, p.words, p.state] for p in found]


def row_name(kind: ImportKind, plan: RowPlan) -> str:
    """Return by what people know a row."""
    parts = (plan.row.values.get(name) for name in kind.names)
    return ", ".join(str(part) for part in parts if part) or "—"


def value_text(column: Column, value: object) -> str:
    """Return a value as pages show it."""
    if value in (None, ""):
        return "—"
    if column.choices:
        return str(column.choices.get(str(value), value))
    if isinstance(value, Decimal) and column.places is None:
        return formatting.number(value)
    return str(value)
