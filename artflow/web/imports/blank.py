"""The workbook to fill in: headings with an example, what they mean, and what can be chosen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from artflow.domain.people.roles import Person

from . import recognition
from .kinds import Column, ImportKind
from .page_models import column_rows

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TEXT_FORMAT = "@"
ROWS_AS_TEXT = 500
MIN_WIDTH, MAX_WIDTH = 12, 60
MAX_TITLE = 32
"""Letters that a spreadsheet shows above what it says of a wrong value."""


def build(kind: ImportKind, person: Person | None = None) -> bytes:
    """Build the workbook in the language of the request; its cells are text, so nothing turns
    into a date. With a person, what is known here already is offered as far as they may see it."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "artflow"
    sheet = book.active
    assert sheet is not None
    sheet.title = _sheet_name(str(kind.label))
    labels = recognition.labels(kind)
    _fill(
        sheet, [list(labels.values()), [recognition.example_of(kind.column(key)) for key in labels]]
    )
    for row in sheet.iter_rows(min_row=2, max_row=ROWS_AS_TEXT, max_col=len(labels)):
        for cell in row:
            cell.number_format = TEXT_FORMAT
    headings = [_("Column"), _("Is it needed?"), _("Value"), _("Example")]
    explained = [list(row) for row in column_rows(kind)]
    _fill(book.create_sheet(_sheet_name(_("Columns"))), [headings, *explained])
    _offer_choices(book, sheet, kind, person)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _offer_choices(
    book: Workbook, sheet: Worksheet, kind: ImportKind, person: Person | None
) -> None:
    """Let cells open a list of what can stand there; its values lie on a sheet that is hidden.

    A spreadsheet refuses anything else where there is a choice. Where values are only known, others
    may be typed.
    """
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(_sheet_name(_("Lists")))
    lists.sheet_state = "hidden"
    place = quote_sheetname(lists.title)
    for n, (key, label) in enumerate(recognition.labels(kind).items(), 1):
        column = kind.column(key)
        values = _values(column, person)
        if not values:
            continue
        letter = get_column_letter(n)
        for row, value in enumerate(values, 1):
            lists[f"{letter}{row}"] = value
        rule = DataValidation(
            type="list",
            formula1=f"{place}!${letter}$1:${letter}${len(values)}",
            allow_blank=True,
            showErrorMessage=bool(column.choices),
            errorTitle=label[:MAX_TITLE],
            error=_("Choose one from the list"),
        )
        rule.add(f"{letter}2:{letter}{ROWS_AS_TEXT}")
        sheet.add_data_validation(rule)


def _values(column: Column, person: Person | None) -> list[str]:
    """List what can be chosen in a column, else what is known for it; empty where nothing is."""
    if column.choices:
        return [str(words) for words in column.choices.values()]
    return list(column.known(person)) if column.known and person else []


def _sheet_name(text: str) -> str:
    return text[:31]


def _fill(sheet: Worksheet, rows: list[list[str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for n, column in enumerate(zip(*rows, strict=True), 1):
        width = max(len(text) for text in column) + 2
        letter = get_column_letter(n)
        sheet.column_dimensions[letter].width = min(max(width, MIN_WIDTH), MAX_WIDTH)
    sheet.freeze_panes = "A2"
