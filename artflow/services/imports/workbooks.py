"""Workbooks (XLSX): unpacked only as far as is safe, with the values that formulas have."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from artflow.domain.errors import FileRefused

from .tables import MAX_COLUMNS, Cell, Row, Table, collect, text_cell

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

SIGNATURE, OLD_SIGNATURE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""A zip; the container of Excel 97 and of workbooks that are locked by a password."""
MAX_UNPACKED, MAX_TEXTS, MAX_ASIDE = 16 * 2**20, 8 * 2**20, 2**20
"""Bytes of all parts of a workbook that are read, of the one with all its texts, and of each that
stands aside (styles and the like), which are held whole. Five thousand rows of forty columns take
some ten million.
"""
MAX_ELEMENT = 2 * 2**20
"""Bytes of one row or one text: each is held whole as a tree, forty times as large."""
MAX_ELEMENTS, MAX_CELLS, MAX_HEIGHT = 350_000, 500_000, 1_100_000
"""Rows and texts, cells, and the last rows of all sheets together, empty ones too: each takes some
microseconds, however few bytes it has. A single sheet may end where spreadsheets end.
"""
MAX_PARTS, MAX_SHEETS = 2000, 12
TEXTS, SHEETS = "xl/sharedstrings.xml", "xl/worksheets/"
PARTS = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/\w+\.xml|xl/workbook\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|xl/theme/\w+\.xml|xl/sharedstrings\.xml"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
"""What is read, and so weighed. A workbook may name its parts otherwise; those are left out, for a
sheet under any other name would come in unweighed.
"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW, TEXT, CELL = f"{MAIN} row", f"{MAIN} si", f"{MAIN} c"
ELEMENT_DEPTH = 2
"""Rows and texts, and how deep they stand at most."""
_merged = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z0-9:]+)"')
_formula = re.compile(rb"<(?:\w+:)?f[\s>/]")


def read(content: bytes) -> list[Table]:
    """Read the visible sheets of a workbook. Raises `FileRefused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            known = [part for part in archive.infolist() if PARTS.fullmatch(part.filename)]
            _check_size(archive, known)
            parts = {part.filename: archive.read(part) for part in known}
        sources = {
            name: source
            for name, source in parts.items()
            if name.lower().startswith((SHEETS, TEXTS))
        }
        _check_work([_weigh(source) for source in sources.values()])
        return _read_sheets(_pack(parts), sources)
    except FileRefused:
        raise
    except Exception as error:  # openpyxl gives no list of what a damaged file may raise
        raise FileRefused("table_broken") from error


def _check_size(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what would grow too large. No more is ever unpacked than the directory says."""
    sizes = [part.file_size for part in parts]
    texts = [part.file_size for part in parts if part.filename.lower() == TEXTS]
    aside = [
        part.file_size for part in parts if not part.filename.lower().startswith((SHEETS, TEXTS))
    ]
    large = sum(sizes) > MAX_UNPACKED or sum(texts) > MAX_TEXTS or max(aside, default=0) > MAX_ASIDE
    if len(archive.infolist()) > MAX_PARTS or large:
        raise FileRefused("table_unpacked")
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise FileRefused("table_locked")
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused("table_type")


class _Weight(NamedTuple):
    """What reading a part would take.

    `longest` are the bytes between the beginnings of two rows or texts that lie furthest apart,
    `height` is the number of the last row: openpyxl goes through those that are left out as well.
    """

    longest: int
    elements: int
    cells: int
    height: int


def _check_work(weights: Sequence[_Weight]) -> None:
    """Refuse what would take too much memory or too long, however small it is when packed."""
    is_heavy = (
        any(weight.longest > MAX_ELEMENT for weight in weights)
        or sum(weight.elements for weight in weights) > MAX_ELEMENTS
        or sum(weight.cells for weight in weights) > MAX_CELLS
        or sum(weight.height for weight in weights) > MAX_HEIGHT
    )
    if is_heavy:
        raise FileRefused("table_unpacked")


def _weigh(source: bytes) -> _Weight:
    """Go through a part without building anything of it.

    Only those rows and texts count that openpyxl lets go of, and by their place: a comment that
    looks like a row, or a row in a cell, is none. Raises `FileRefused` for entities, which may grow
    without end.
    """
    begins, depth, cells, row, height = [0], 0, 0, 0, 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def enter(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, cells, row, height
        if depth <= ELEMENT_DEPTH and name in (ROW, TEXT):
            begins.append(parser.CurrentByteIndex)
        if name == ROW:
            row = int(attributes.get("r", row + 1))
            height = max(height, row)
        elif name == CELL:
            cells += 1
        depth += 1

    def leave(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_declared: object) -> None:
        raise FileRefused("table_broken")

    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(source, True)
    longest = max(end - begin for begin, end in pairwise([*begins, len(source)]))
    return _Weight(longest, len(begins) - 1, cells, height)


def _pack(parts: dict[str, bytes]) -> bytes:
    """Put the parts that were weighed into an archive of their own: nothing else can be opened."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, source in parts.items():
            archive.writestr(name, source)
    return packed.getvalue()


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
