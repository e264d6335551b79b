"""Which kind of file a table is: a workbook or a CSV, by its bytes and not by its name."""

from __future__ import annotations

from artflow.domain.errors import FileRefused

from . import csv_tables, workbooks
from .tables import Table

MAX_BYTES = 10 * 2**20


def read_tables(content: bytes) -> list[Table]:
    """Read all tables of a workbook, or a CSV once for each separator it may have.

    Raises `FileRefused`: `too_large`, `empty`, `table_type`, `table_locked`, `table_unpacked`,
    `table_broken` or `table_letters`.
    """
    if len(content) > MAX_BYTES:
        raise FileRefused("too_large", limit=MAX_BYTES)
    if not content.strip():
        raise FileRefused("empty")
    if content.startswith(workbooks.OLD_SIGNATURE):
        raise FileRefused("table_locked")
    if content.startswith(workbooks.SIGNATURE):
        return workbooks.read(content)
    return csv_tables.read(content)
