"""A table that somebody has sent: rows of texts with the numbers that their program shows.

Whatever a cell was (a number, a date, a formula), a row holds its text and, where that text is not
what was typed, why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

MAX_ROWS, MAX_COLUMNS = 5000, 60
MAX_HEADING_ROW = 20
"""The row that names the columns is one of so many first rows: a title may stand above it."""
_lost_letter = re.compile(r"[^\W\d_]\?[^\W\d_]")


class Cell(NamedTuple):
    """The text of a cell, and what is doubtful about it.

    `trouble` is one of `date` (a spreadsheet has made a date of it), `formula` (its value was never
    computed), `broken` (its formula has no value), `letters` (a character set had no place for
    some) or empty.
    """

    text: str = ""
    trouble: str = ""


class Row(NamedTuple):
    """A row that is not empty, under the number by which a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """A sheet of a workbook, or a CSV read by one of its possible separators.

    `merged` are the merged cells, as `A5:A7`; `is_cut` says that it has more than `MAX_ROWS` rows.
    """

    name: str
    rows: list[Row]
    merged: tuple[str, ...] = ()
    is_cut: bool = False


def text_cell(text: str, trouble: str = "") -> Cell:
    """Return the cell of a text; one in whose words a question mark stands has lost letters."""
    text = text.strip()
    return Cell(text, trouble or ("letters" if _lost_letter.search(text) else ""))


def collect(name: str, rows: Iterable[Row], merged: Iterable[str] = ()) -> Table:
    """Build a table of the rows that are not empty, up to one more than may be."""
    kept: list[Row] = []
    for row in rows:
        if any(cell.text or cell.trouble for cell in row.cells):
            kept.append(row)
        if len(kept) > MAX_ROWS + MAX_HEADING_ROW:
            return Table(name, kept, tuple(merged), is_cut=True)
    return Table(name, kept, tuple(merged))
