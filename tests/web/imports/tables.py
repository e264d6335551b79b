"""Tables as towns keep them, for tests of imports."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook

RUSSIAN = (
    "№ п/п",
    "Номер в реестре",
    "Город",
    "Район",
    "Адрес",
    "Сторона",
    "Ширина, м",
    "Высота (м)",
    "Охранный статус",
    "Широта",
    "Долгота",
)


def wall(code: str = "A-1", **changed: object) -> list[object]:
    """Return a row under `RUSSIAN`, with some of its cells changed."""
    row = {
        "n": 1,
        "code": code,
        "city": "Шымкент",
        "district": "Абайский",
        "address": f"ул. Байтурсынова, {code}",
        "face": "Восток",
        "width": 12.4,
        "height": 27,
        "heritage": "не известно",
        "latitude": 42.3174361,
        "longitude": 69.5961,
    }
    return list((row | changed).values())


def workbook(*rows: Sequence[object], title: str = "Стены") -> bytes:
    """Return a workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def walls(*rows: Sequence[object]) -> bytes:
    """Return a workbook of walls under Russian headings, a title above them."""
    return workbook(["Реестр стен города"], [], RUSSIAN, *rows)
