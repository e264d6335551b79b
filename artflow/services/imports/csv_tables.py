"""CSV as the spreadsheets of this country write it: its letters and its separator are found out."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from artflow.domain.errors import FileRefused

from .tables import MAX_COLUMNS, Row, Table, collect, text_cell

SEPARATORS = (";", ",", "\t")
MAX_LINES = 100_000
"""Empty ones too. Ten megabytes of nothing else would take a minute."""
CYRILLIC = "kz1048"
"""Windows-1251 with the Kazakh letters; the Russian ones are the same in both."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_unreadable = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_separator_line = re.compile(r"sep=.\r?\n", re.IGNORECASE)


def read(content: bytes) -> list[Table]:
    """Read a CSV by each separator. Raises `FileRefused`."""
    text = _decode(content)
    found = [collect("", _rows(text, separator)) for separator in SEPARATORS]
    return [table for table in found if table.rows]


def _decode(content: bytes) -> str:
    """Return the text; UTF-8 or UTF-16 with its mark, UTF-8 without, else Windows Cyrillic."""
    named = next((name for mark, name in MARKS if content.startswith(mark)), "")
    for encoding in (named,) if named else ("utf-8", CYRILLIC):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _unreadable.search(text):
            raise FileRefused("table_type")
        return text
    raise FileRefused("table_letters")


def _rows(text: str, separator: str) -> Iterator[Row]:
    begun = _separator_line.match(text)
    lines = io.StringIO(text[begun.end() :] if begun else text, newline="")
    try:
        for number, values in enumerate(csv.reader(lines, delimiter=separator), 2 if begun else 1):
            if number > MAX_LINES:
                raise FileRefused("table_broken")
            yield Row(number, tuple(text_cell(value) for value in values[:MAX_COLUMNS]))
    except csv.Error as error:
        raise FileRefused("table_broken") from error
