"""Which column is which: headings and choices in any language of the house, as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from artflow.domain.errors import FileRefused
from artflow.domain.text import LANGUAGES, fold_text
from artflow.services.imports.tables import MAX_HEADING_ROW, MAX_ROWS, Cell, Row, Table
from artflow.web.shared.form_fields import Words

from .kinds import KINDS, Column, ImportKind

FEWEST_HEADINGS = 2
"""So many columns that are known make a row the one that names the columns."""
_unit = re.compile(r"[,(].*$")
_merged = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


class Headings(NamedTuple):
    """The columns of a table: the place of each that is known, and what else is named.

    `twice` are columns that two headings name.
    """

    row: int
    places: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


class Recognised(NamedTuple):
    """A table whose columns are known, and the rows below their names."""

    table: Table
    headings: Headings
    rows: list[Row]
    merged: tuple[str, ...]


def labels(kind: ImportKind) -> dict[str, str]:
    """Return the headings of a kind in the language of the request, by column, with their units."""
    form = kind.form(MultiDict())
    found = {}
    for column in kind.columns:
        if column.key not in form:
            continue
        unit = str(getattr(form[column.key], "unit", ""))
        label = str(form[column.key].label.text)
        found[column.key] = f"{label}, {unit}" if unit else label
    return found


def known_names(kind: ImportKind) -> dict[str, str]:
    """Return the column of every heading that is understood, as it is compared."""
    return _known_names(kind.key, tuple(labels(kind)))


@cache
def _known_names(key: str, asked: tuple[str, ...]) -> dict[str, str]:
    kind = KINDS[key]
    found: dict[str, str] = {}
    for code in LANGUAGES:
        with force_locale(code):
            found |= {_compared(label): name for name, label in labels(kind).items()}
    for column in kind.columns:
        found |= {_compared(alias): column.key for alias in (column.key, *column.aliases)}
    return {name: column for name, column in found.items() if name and column in asked}


def _compared(heading: str) -> str:
    """Return a heading without its unit, as it is compared."""
    return fold_text(_unit.sub("", heading)) or fold_text(heading)


def known_choices(column: Column) -> dict[str, str]:
    """Return the value of each of its words in every language, as they are compared."""
    found = {fold_text(words): value for value, words in _choice_words(column.choices)}
    others = ((words, value) for value, listed in column.other_words.items() for words in listed)
    return {fold_text(words): value for words, value in others} | found


def _choice_words(choices: Mapping[str, Words]) -> Iterator[tuple[str, str]]:
    for value, words in choices.items():
        yield value, value
        for code in LANGUAGES:
            with force_locale(code):
                yield value, str(words)


def recognise(kind: ImportKind, tables: Sequence[Table]) -> Recognised:
    """Find the table with the most columns that are known, and what stands below their names.

    Raises `FileRefused`: `table_headings` if nothing names its columns, `table_rows` for more rows
    than may be brought in at once, `table_empty` for none.
    """
    found = [(table, _find_headings(kind, table)) for table in tables]
    table, headings = max(
        found, key=lambda each: len(each[1].places), default=(Table("", []), NO_HEADINGS)
    )
    if len(headings.places) < FEWEST_HEADINGS:
        raise FileRefused("table_headings")
    below = (row for row in table.rows if row.number > headings.row)
    rows = [row for row in below if not _is_example(kind, row, headings.places)]
    if table.is_cut or len(rows) > MAX_ROWS:
        raise FileRefused("table_rows", limit=MAX_ROWS)
    if not rows:
        raise FileRefused("table_empty")
    merged = tuple(ref for ref in table.merged if _last_row(ref) > headings.row)
    return Recognised(table, headings, rows, merged)


def _is_example(kind: ImportKind, row: Row, places: Mapping[str, int]) -> bool:
    """Return whether a row is the example of the template, left standing in some language."""
    given = {key: cell_of(row, place).text for key, place in places.items()}
    return any(
        all(example.get(key, "") == text for key, text in given.items())
        for example in examples(kind.key)
    )


@cache
def examples(key: str) -> list[dict[str, str]]:
    """Return the example of a kind's template in each language, by column."""
    found = []
    for code in LANGUAGES:
        with force_locale(code):
            found.append({c.key: example_of(c) for c in KINDS[key].columns})
    return found


def example_of(column: Column) -> str:
    """Return what the template shows in a column, in the language of the request."""
    return str(column.choices.get(str(column.example), column.example))


NO_HEADINGS = Headings(0, {}, (), ())


def _find_headings(kind: ImportKind, table: Table) -> Headings:
    read = [_read_headings(kind, row) for row in table.rows[:MAX_HEADING_ROW]]
    return max(read, key=lambda headings: len(headings.places), default=NO_HEADINGS)


def _read_headings(kind: ImportKind, row: Row) -> Headings:
    names = known_names(kind)
    places: dict[str, int] = {}
    unknown, twice = [], []
    for place, cell in enumerate(row.cells):
        name = names.get(_compared(cell.text)) if cell.text else None
        if name is None:
            unknown += [cell.text] if cell.text else []
        elif name in places:
            twice.append(name)
        else:
            places[name] = place
    return Headings(row.number, places, tuple(unknown), tuple(twice))


def _last_row(merged: str) -> int:
    found = _merged.fullmatch(merged)
    return int(found.group(4)) if found else 0


def cell_of(row: Row, place: int | None) -> Cell:
    """Return the cell at a place; a row may be shorter than its headings."""
    return row.cells[place] if place is not None and place < len(row.cells) else Cell()
