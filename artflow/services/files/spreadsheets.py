"""Tables for spreadsheets: what people have typed stays text, numbers are numbers, dates dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain, zip_longest
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | date | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet would take for a formula, full-width signs included."""
_unwritable = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
MAX_WIDTH, MONEY_FORMAT, DAY_FORMAT = 48, "#,##0", "mm-dd-yy"
"""Widths in characters. The format of days is the one that every Excel shows in its own order."""


class Table(NamedTuple):
    """A table that is written row by row: its rows are made while it is written, and counted.

    `widths` are those of the columns in characters, as far as they are known beforehand.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    row_count: int
    widths: Sequence[int] = ()


def widen(widths: Sequence[int], row: Sequence[Cell]) -> list[int]:
    """Return the widths at which this row is seen, too."""
    return [
        max(width, 0 if value is None else len(str(value)))
        for width, value in zip_longest(widths, row, fillvalue=0)
    ]


def write_csv(file: IO[bytes], table: Table) -> None:
    """Write a table as Excel opens it here: UTF-8 with its mark, semicolons, CRLF.

    A text that could run as a formula gets an apostrophe before it, for a CSV has no types.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in chain([table.headings], table.rows):
        writer.writerow([_plain(value) for value in row])
    text.detach()


def _plain(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    text = _unwritable.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_xlsx(file: IO[bytes], table: Table) -> None:
    """Write a workbook of one sheet, its headings fixed and filters on; texts are typed as texts.

    Row by row: what is in memory does not grow with their number.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = "artflow"
    sheet = book.create_sheet(table.title)
    for n, width in enumerate(widen(table.widths, table.headings), 1):
        sheet.column_dimensions[get_column_letter(n)].width = min(width, MAX_WIDTH) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.headings))}{table.row_count + 1}"
    sheet.append([_cell(sheet, text, bold=True) for text in table.headings])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, bold: bool = False) -> SheetCell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    text = _unwritable.sub("", value) if isinstance(value, str) else None
    said = value if text is None else text
    cell = WriteOnlyCell(sheet, value=said)  # type: ignore[arg-type]  # a date is taken, too
    if text is not None:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_STARTS)
    elif value is not None:
        cell.number_format = DAY_FORMAT if isinstance(value, date) else MONEY_FORMAT
    if bold:
        cell.font = Font(bold=True)
    return cell


WRITERS: dict[str, Callable[[IO[bytes], Table], None]] = {"csv": write_csv, "xlsx": write_xlsx}
"""By the ending of the file's name."""
