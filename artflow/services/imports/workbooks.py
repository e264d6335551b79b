"""Workbooks (XLSX): unpacked only as far as is safe, with the values that formulas have."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from artflow.domain.errors import FileRefused

from .tables import MAX_COLUMNS, Cell, Row, Table, collect, text_cell

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SIGNATURE, OLD_SIGNATURE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""A zip; the container of Excel 97 and of workbooks that are locked by a password."""
MAX_UNPACKED, MAX_TEXTS, MAX_ASIDE = 16 * 2**20, 8 * 2**20, 2**20
"""Bytes of all documents in a workbook, of the one with all its texts, and of each that stands
aside (styles and the like), which are held whole. Five thousand rows of forty columns take some ten
million; pictures are not counted, for nobody opens them.
"""
MAX_ELEMENT = 2 * 2**20
"""Bytes of one row or one text: each is held whole as a tree, forty times as large."""
MAX_PARTS, MAX_SHEETS = 2000, 12
DOCUMENTS = (".xml", ".rels", ".vml")
TEXTS, SHEETS = "xl/sharedStrings.xml", "xl/worksheets/"
ASIDE = ("[Content_Types]", "_rels/", "docProps/", "xl/_rels/", "xl/styles", "xl/theme", "xl/work")
_element = re.compile(rb"<(?:\w+:)?(?:row|si)[\s>/]")
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
                if info.filename.startswith((SHEETS, TEXTS)) and info.filename.endswith(".xml")
            }
        if any(_longest_element(source) > MAX_ELEMENT for source in sources.values()):
            raise FileRefused("table_unpacked")
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
    aside = [
        part.file_size
        for part in parts
        if part.filename.startswith(ASIDE) and not part.filename.startswith(SHEETS)
    ]
    large = sum(sizes) > MAX_UNPACKED or sum(texts) > MAX_TEXTS or max(aside, default=0) > MAX_ASIDE
    if len(parts) > MAX_PARTS or large:
        raise FileRefused("table_unpacked")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("table_locked")
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused("table_type")


def _longest_element(source: bytes) -> int:
    """Return the bytes between the beginnings of two rows or texts that lie furthest apart."""
    begins = [0, *(found.start() for found in _element.finditer(source)), len(source)]
    return max(end - begin for begin, end in pairwise(begins))


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
