"""Workbooks (XLSX): unpacked only as far as is safe, with the values that formulas have."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from artflow.domain.errors import FileRefused

from .tables import MAX_COLUMNS, Cell, Row, Table, collect, text_cell

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SIGNATURE, OLD_SIGNATURE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""A zip; the container of Excel 97 and of workbooks that are locked by a password."""
MAX_UNPACKED, MAX_TEXTS = 24 * 2**20, 8 * 2**20
"""Bytes of all documents in a workbook, and of the one with all its texts, which is held whole.
Five thousand rows of twenty columns take some ten; pictures are not counted, for nobody opens them.
"""
MAX_PARTS, MAX_SHEETS = 2000, 12
DOCUMENTS = (".xml", ".rels", ".vml")
TEXTS = "xl/sharedStrings.xml"
_merged = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]+)"')
_formula = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read(content: bytes) -> list[Table]:
    """Read the visible sheets of a workbook. Raises `FileRefused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive)
            sources = {
                info.filename: archive.read(info)
                for info in archive.infolist()
                if info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
            }
        return _read_sheets(content, sources)
    except FileRefused:
        raise
    except Exception as error:  # openpyxl gives no list of what a damaged file may raise
        raise FileRefused("table_broken") from error


def _check_size(archive: zipfile.ZipFile) -> None:
    """Refuse what would grow too large. No more is ever unpacked than the directory says."""
    parts = archive.infolist()
    sizes = [part.file_size for part in parts if part.filename.endswith(DOCUMENTS)]
    texts = [part.file_size for part in parts if part.filename.lower() == TEXTS.lower()]
    if len(parts) > MAX_PARTS or sum(sizes) > MAX_UNPACKED or sum(texts) > MAX_TEXTS:
        raise FileRefused("table_unpacked")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("table_locked")
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused("table_type")


def _open(content: bytes, *, values: bool) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)


def _read_sheets(content: bytes, sources: dict[str, bytes]) -> list[Table]:
    book = _open(content, values=True)
    computed = any(_formula.search(source) for source in sources.values())
    written = _open(content, values=False) if computed else None
    found = []
    for sheet in book.worksheets[:MAX_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        path = getattr(sheet, "_worksheet_path", "")  # merged cells are not read in this mode
        merged = [ref.decode() for ref in _merged.findall(sources.get(path.lstrip("/"), b""))]
        other = written[sheet.title] if written else None
        found.append(collect(sheet.title, _rows(sheet, other), merged))
    return found


def _rows(sheet: Any, written: Any) -> Iterator[Row]:  # both kinds of sheets, without stubs
    formulas = _cells(written) if written is not None else None
    for number, cells in enumerate(_cells(sheet), 1):
        behind = next(formulas, ()) if formulas is not None else ()
        if behind or any(cell.value is not None for cell in cells):
            others = [*behind, *[None] * (len(cells) - len(behind))]
            read = [*map(_cell, cells, others)]
            while read and not any(read[-1]):
                read.pop()
            yield Row(number, tuple(read))


def _cells(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a file says of its size need not be so
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_col=MAX_COLUMNS)
    return rows


def _cell(cell: Any, behind: Any) -> Cell:
    value = cell.value
    if value is None:
        lacks_value = behind is not None and behind.data_type == "f"
        return Cell(str(behind.value), "formula") if lacks_value else Cell()
    if cell.data_type == "e":
        return Cell(str(value), "broken")
    if isinstance(value, date | time):
        return Cell(_day(value), "date")
    return text_cell(_plain(value))


def _day(value: date | time) -> str:
    midnight = isinstance(value, datetime) and value.time() == time()
    return (value.date() if midnight and isinstance(value, datetime) else value).isoformat()


def _plain(value: object) -> str:
    """Return a number as it is typed, without an exponent or a needless fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
