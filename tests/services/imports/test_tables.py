"""Tables as they come: any separator, any letters, odd cells, and files that are no tables."""

from __future__ import annotations

import codecs
import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from artflow.domain.errors import FileRefused
from artflow.services.imports import formats, tables, workbooks
from artflow.services.imports.formats import read_tables
from artflow.services.imports.tables import Cell

pytestmark = pytest.mark.pure
LINES = "Адрес;Ені\nҚазыбек би, 1;12,4\n\nӘуезов, 2;7\n"


def texts(content: bytes) -> list[list[str]]:
    """Return the texts of the table whose rows all have as many columns, more than one."""
    found = next(
        table
        for table in read_tables(content)
        if {len(row.cells) for row in table.rows} not in ({1}, {1, 2}, {1, 2, 3})
    )
    return [[cell.text for cell in row.cells] for row in found.rows]


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode(),
        codecs.BOM_UTF8 + LINES.encode(),
        LINES.encode("kz1048"),
        LINES.encode("utf-16"),
        LINES.replace(";", "\t").encode("utf-16"),
        'Адрес,Ені\n"Қазыбек би, 1","12,4"\n\n"Әуезов, 2",7\n'.encode(),
        ("sep=;\r\n" + LINES.replace("\n", "\r\n")).encode(),
    ],
)
def test_a_csv_is_read_whatever_its_letters_and_its_separator(content):
    assert texts(content) == [["Адрес", "Ені"], ["Қазыбек би, 1", "12,4"], ["Әуезов, 2", "7"]]


def test_rows_bear_the_numbers_that_a_spreadsheet_shows():
    (table,) = [t for t in read_tables(LINES.encode()) if len(t.rows[0].cells) == 2]

    assert [row.number for row in table.rows] == [1, 2, 4]


def test_russian_letters_of_windows_are_read():
    assert texts("Ширина;ё\n1;2".encode("cp1251")) == [["Ширина", "ё"], ["1", "2"]]


def test_lost_letters_are_noticed():
    (table, *_) = read_tables("Мекенжай;x\nТ?ркістан;Не так?\n".encode("cp1251"))

    assert table.rows[1].cells == (Cell("Т?ркістан", "letters"), Cell("Не так?"))


def test_cells_of_a_workbook_are_texts_as_they_are_typed():
    (table,) = read_tables(
        workbook([12.0, 12.4, 0.1 + 0.2, "  x ", None, True, date(2020, 5, 1), 1e-7], [], ["y"])
    )

    first, last = table.rows
    assert [cell.text for cell in first.cells] == [
        "12", "12.4", "0.3", "x", "", "True", "2020-05-01", "0.0000001",
    ]  # fmt: skip
    assert first.cells[6].trouble == "date"
    assert (last.number, last.cells[0].text) == (3, "y")


def test_a_formula_is_taken_by_its_value_or_named():
    content = workbook(["=1+1", 5])
    with_value = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(with_value, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v />", b"<v>2</v>"))

    (table,), (computed,) = read_tables(content), read_tables(with_value.getvalue())

    assert table.rows[0].cells[0] == Cell("=1+1", "formula")
    assert computed.rows[0].cells == (Cell("2"), Cell("5"))


def test_hidden_sheets_are_not_read():
    book = Workbook()
    book.active.append(["a", "b"])
    book.create_sheet("old").append(["c"])
    book["old"].sheet_state = "hidden"

    assert [table.name for table in read_tables(saved(book))] == ["Sheet"]


def bomb() -> bytes:
    stream = io.BytesIO(workbook(["a"]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (workbooks.MAX_UNPACKED + 1))
    return stream.getvalue()


def other_archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"x" * (formats.MAX_BYTES + 1), "too_large"),
        (workbooks.OLD_SIGNATURE + b"\0" * 600, "table_locked"),
        (workbooks.SIGNATURE + b"nonsense", "table_broken"),
        (b"%PDF-1.7 \x00\x01", "table_type"),
        (b"\x98\xff\xfe", "table_letters"),
        (b'a;"' + b"x" * 200_000, "table_broken"),
        (b";\n" * 200_000, "table_broken"),
    ],
)
def test_what_is_no_table_is_refused(content, code):
    with pytest.raises(FileRefused) as caught:
        read_tables(content)

    assert caught.value.code == code


def test_what_would_grow_too_large_is_not_unpacked():
    with pytest.raises(FileRefused) as caught:
        read_tables(bomb())
    assert caught.value.code == "table_unpacked"
    assert len(bomb()) < 2**20
    with pytest.raises(FileRefused) as caught:
        read_tables(other_archive())
    assert caught.value.code == "table_type"


def replaced(part: str, document: bytes) -> bytes:
    """Return a workbook in which one of its documents is another."""
    stream = io.BytesIO()
    content = io.BytesIO(workbook(["a", "b"]))
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, document if part in name else old.read(name))
    return stream.getvalue()


ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 30) for n in range(7))
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW, END = SHEET + b"<row>", b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("part", "document", "code"),
    [
        ("sheet1", b"<broken", "table_broken"),
        (
            "sheet1",
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + ENTITIES + b"]>"
            + SHEET + b'<row><c t="inlineStr"><is><t>&h;</t></is></c></row>' + END,
            "table_broken",
        ),
        ("sheet1", SHEET + b"<row>" + b"<c/>" * 600_000 + b"</row>" + END, "table_unpacked"),
        ("sheet1", ROW + b"<c/><!-- <row -->" * 200_000 + b"</row>" + END, "table_unpacked"),
        ("sheet1", ROW + b"<c><row/></c>" * 200_000 + b"</row>" + END, "table_unpacked"),
        ("sheet1", ROW + b"</row></sheetData>" + b"<x/>" * 600_000 + b"</worksheet>",
         "table_unpacked"),
        ("styles", b"<x>" + b"<xf/>" * 300_000 + b"</x>", "table_unpacked"),
        ("sheet1", SHEET + b'<row r="2147483647"><c/></row>' + END, "table_unpacked"),
        ("sheet1", SHEET + b'<row r="' + b"9" * 5000 + b'"/>' + END, "table_broken"),
        ("sheet1", SHEET + b"<row/>" * 400_000 + END, "table_unpacked"),
        ("sheet1", (ROW + (b"<c/>" * 60 + b"</row><row>") * 9_000 + b"</row>" + END),
         "table_unpacked"),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_workbook_is_refused(part, document, code):
    with pytest.raises(FileRefused) as caught:
        read_tables(replaced(part, document))

    assert caught.value.code == code


def test_what_stands_under_another_name_than_it_should_is_not_read():
    """All limits go by the names of the parts; a workbook may say that a sheet lies elsewhere."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["a", "b"]))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            moved = name.replace("worksheets/sheet1.xml", "media/image1.png")
            source = old.read(name).replace(b"worksheets/sheet1.xml", b"media/image1.png")
            new.writestr(moved, source)

    assert [table.rows for table in read_tables(stream.getvalue())] == []


def test_a_cell_in_the_last_column_costs_nothing():
    book = Workbook()
    book.active["XFD1"] = "far"
    book.active["A1"] = "near"
    book.active["A1048576"] = "deep"

    (table,) = read_tables(saved(book))

    assert [row.number for row in table.rows] == [1, 1048576]
    assert len(table.rows[0].cells) <= tables.MAX_COLUMNS


def test_more_rows_than_may_be_are_cut():
    lines = "a;b\n" * (tables.MAX_ROWS + tables.MAX_HEADING_ROW + 5)

    assert all(table.is_cut for table in read_tables(lines.encode()))
