"""From a table to rows that were judged: by the very form with which one such thing is entered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import Form

from artflow.domain.text import fold_text
from artflow.services.imports.formats import read_tables
from artflow.services.imports.plans import Finding, ReadRow
from artflow.services.imports.tables import Cell, Row

from .kinds import Column, ImportKind
from .recognition import Recognised, cell_of, known_choices, recognise

_spaces = re.compile(r"\s+")
DOUBTS = ("letters",)
"""What is only asked about a cell; everything else that is odd about one is wrong."""


class Reading(NamedTuple):
    """A table that was read. `missing` are columns that it must have and has not."""

    recognised: Recognised
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    rows: list[ReadRow]

    @property
    def is_complete(self) -> bool:
        """Return whether its rows could be entered at all."""
        headings = self.recognised.headings
        return not (self.missing or headings.twice or self.recognised.merged)


def read(kind: ImportKind, content: bytes, options: Mapping[str, object]) -> Reading:
    """Read a table and judge each of its rows. Raises `FileRefused`."""
    recognised = recognise(kind, read_tables(content))
    places = recognised.headings.places
    reader = _RowReader(kind, recognised, options)
    lacking = [column for column in reader.columns if column.key not in places]
    return Reading(
        recognised,
        tuple(column.key for column in lacking if reader.is_needed(column)),
        tuple(column.key for column in lacking if not reader.is_needed(column)),
        [reader.read(row) for row in recognised.rows],
    )


class _RowReader:
    """Judges row after row with one form, for making five thousand of them takes a while."""

    def __init__(
        self, kind: ImportKind, recognised: Recognised, options: Mapping[str, object]
    ) -> None:
        self.kind, self.options = kind, options
        self.places = recognised.headings.places
        self.choices = {c.key: known_choices(c) for c in kind.columns if c.choices}
        self.form: Form = kind.form(MultiDict())
        self.columns = [column for column in kind.columns if column.key in self.form]
        self.defaults = {column.key: self._default(column) for column in self.columns}

    def _default(self, column: Column) -> str:
        """Return what stands in the place of an empty cell."""
        return str(self.options.get(column.option) or "") or default_of(column)

    def is_needed(self, column: Column) -> bool:
        """Return whether a table must have a column."""
        return is_required(self.form, column) and not self.defaults[column.key]

    def read(self, row: Row) -> ReadRow:
        """Judge a row."""
        given: dict[str, str] = {}
        findings: list[Finding] = []
        stated = set()
        for column in self.columns:
            cell = cell_of(row, self.places.get(column.key))
            if column.is_year and cell.trouble == "date":
                cell = Cell(cell.text[:4])
            findings += _doubts(column, cell)
            if cell.text:
                stated.add(column.key)
            given[column.key] = self._value(column, cell.text or self.defaults[column.key])
        findings += self._judge(given, {f.column for f in findings if not f.is_question})
        values = {} if self.form.errors else self.kind.values(self.form)
        kept = values or dict.fromkeys(given) | given
        return ReadRow(row.number, dict(kept), frozenset(stated), tuple(findings))

    def _value(self, column: Column, text: str) -> str:
        if column.choices:
            return self.choices[column.key].get(fold_text(text), text)
        return _rounded(text, column.places) if column.places is not None else text

    def _judge(self, given: dict[str, str], known: set[str]) -> list[Finding]:
        self.form.process(MultiDict(given))
        self.form.validate()
        found = []
        for name, errors in self.form.errors.items():
            if isinstance(name, str) and name not in known:
                wrong = partial(Finding, name, typed=given.get(name, ""))
                column = self.kind.column(name)
                if column.choices and given.get(name):
                    found.append(wrong("choice_words"))
                elif column.option and not given.get(name):
                    found.append(wrong("option_empty"))
                else:
                    found += [
                        wrong("form", words=words) for words in dict.fromkeys(map(str, errors))
                    ]
        return found


def default_of(column: Column) -> str:
    """Return what stands in the place of an empty cell, whatever table it is in."""
    return column.default() if callable(column.default) else column.default


def is_required(form: Form, column: Column) -> bool:
    """Return whether a form asks for the value of a column."""
    return not form[column.key].flags.optional


def _doubts(column: Column, cell: Cell) -> list[Finding]:
    if not cell.trouble:
        return []
    return [
        Finding(column.key, f"cell_{cell.trouble}", cell.text, is_question=cell.trouble in DOUBTS)
    ]


def _rounded(text: str, places: int) -> str:
    """Return a number with no more digits after the point than are kept, other texts as typed.

    So is a number of more digits than are reckoned with: no form takes one.
    """
    try:
        value = Decimal(_spaces.sub("", text).replace(",", "."))
        if not value.is_finite() or -int(value.as_tuple().exponent) <= places:
            return text
        return str(round(value, places))
    except InvalidOperation:
        return text
