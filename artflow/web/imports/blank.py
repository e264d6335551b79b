"""The workbook to fill in: one sheet with the headings and an example, one that explains them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from . import recognition
from .kinds import ImportKind
from .page_models import column_rows

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TEXT_FORMAT = "@"
ROWS_AS_TEXT = 500
MIN_WIDTH, MAX_WIDTH = 12, 60


def build(kind: ImportKind) -> bytes:
    """Build the workbook in the language of the request; its cells are text, so nothing turns
    into a date."""
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
    headings = [_("Column"), _("Is it needed?"), _("What stands there"), _("Example")]
    explained = [list(row) for row in column_rows(kind)]
    _fill(book.create_sheet(_sheet_name(_("Columns"))), [headings, *explained])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


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
