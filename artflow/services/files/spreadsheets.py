"""Tables for spreadsheets: what people have typed stays text, numbers are numbers, dates dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

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


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as Excel opens it here: UTF-8 with its mark, semicolons, CRLF.

    A text that could run as a formula gets an apostrophe before it, for a CSV has no types.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerows([_plain(value) for value in row] for row in (headings, *rows))
    return stream.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    text = _unwritable.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_xlsx(title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write a workbook of one sheet, its headings fixed and filters on; texts are typed as
    texts."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = "artflow"
    sheet = book.create_sheet(title)
    for n, column in enumerate(zip(headings, *rows, strict=True), 1):
        width = max(len(str(value)) for value in column if value is not None)
        sheet.column_dimensions[get_column_letter(n)].width = min(width, MAX_WIDTH) + 2
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
    sheet.append([_cell(sheet, text, bold=True) for text in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


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
