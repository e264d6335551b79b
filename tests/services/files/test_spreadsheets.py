"""Tables for spreadsheets, opened again as a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from artflow.services.files import spreadsheets
from artflow.services.files.spreadsheets import Table

pytestmark = pytest.mark.pure
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    '=1;"=2"',
]
PLAIN = ["Қазығұрт көктемі ₸ әғқңөұүһі", "a;b", 'say "hi"', "two\nlines", "007", "", "a=b"]


def as_csv(headings, rows) -> bytes:
    file = io.BytesIO()
    spreadsheets.write_csv(file, Table("", headings, iter(rows), len(rows)))
    return file.getvalue()


def as_xlsx(title, headings, rows) -> bytes:
    file, widths = io.BytesIO(), []
    for row in rows:
        widths = spreadsheets.widen(widths, row)
    spreadsheets.write_xlsx(file, Table(title, headings, iter(rows), len(rows), widths))
    return file.getvalue()


def back_from_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def back_from_xlsx(content: bytes):
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_run_stands_in_a_csv_behind_an_apostrophe(text):
    content = as_csv(["A", text], [[text, 1]])

    assert back_from_csv(content) == [["A", f"'{text}"], [f"'{text}", "1"]]


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay_as_they_were_written(text):
    assert back_from_csv(as_csv(["A", "B"], [[text, None]])) == [
        ["A", "B"],
        [text, ""],
    ]


@pytest.mark.parametrize("text", HOSTILE + PLAIN[:-2])
def test_a_workbook_holds_texts_and_no_formula(text):
    cell = back_from_xlsx(as_xlsx("T", ["A", "B"], [[text, 5]]))["A2"]

    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")  # as XML reads the end of a line
    assert bool(cell.quotePrefix) is (text in HOSTILE)


def test_numbers_are_numbers_and_days_are_days():
    rows = [[12_480_000, date(2026, 9, 1), None, -5]]

    plain = back_from_csv(as_csv(["A", "B", "C", "D"], rows))[1]
    typed = back_from_xlsx(as_xlsx("T", ["A", "B", "C", "D"], rows))[2]

    assert plain == ["12480000", "2026-09-01", "", "-5"]
    assert [cell.value for cell in typed] == [12_480_000, datetime(2026, 9, 1), None, -5]  # noqa: DTZ001
    assert [cell.is_date for cell in typed] == [False, True, False, False]


def test_a_csv_begins_with_its_mark_so_that_excel_reads_kazakh():
    content = as_csv(["Әріп"], [["Ұлы"]])

    assert content == b"\xef\xbb\xbf" + "Әріп\r\nҰлы\r\n".encode()


def test_the_headings_stay_in_sight_and_can_be_filtered_by():
    sheet = back_from_xlsx(as_xlsx("Портфель", ["A", "B"], [[1, "x" * 200], [2, "y"]]))

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Портфель", "A2", "A1:B3")
    assert sheet.column_dimensions["B"].width == spreadsheets.MAX_WIDTH + 2
    assert sheet["A1"].font.bold


@pytest.mark.parametrize("text", ["a\x00b", "a\x1fb", "a\uffffb"])
def test_what_xml_cannot_hold_is_left_out(text):
    assert back_from_xlsx(as_xlsx("T", [text], [[text]]))["A2"].value == "ab"
    assert back_from_csv(as_csv([text], [])) == [["ab"]]


def test_a_table_without_rows_has_its_headings():
    assert back_from_xlsx(as_xlsx("T", ["A"], []))["A1"].value == "A"
