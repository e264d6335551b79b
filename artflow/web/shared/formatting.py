"""How dates, sums and numbers are written in the three languages.

CLDR is right about most of it; the overrides: English dates are British, ₸ is always ₸, digits of
a sum stay together, and nothing is rounded.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import get_currency_symbol
from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup, escape

from artflow.domain.money import TENGE

from . import language

MEGABYTE = 1024 * 1024
NBSP, JOINER = "\u00a0", "\u2060"
LOCALES = {"kk": "kk_KZ", "ru": "ru_KZ", "en": "en_GB"}
DATE_PATTERNS = {"kk": "y 'ж.' d MMMM", "ru": "d MMMM y 'г.'", "en": "d MMMM y"}
MONTH_PATTERNS = {"kk": "y 'ж.' MMMM", "ru": "LLLL y 'г.'", "en": "LLLL y"}
SHORT_DATE_PATTERNS = {"kk": "d MMMM", "ru": "d MMMM", "en": "d MMMM"}
DATE_TIME_PATTERNS = {
    "kk": "y 'ж.' d MMMM, HH:mm",
    "ru": "d MMMM y 'г.', HH:mm",
    "en": "d MMMM y, HH:mm",
}
_NO_BREAK_SPACES = re.compile(r"(?<=№) |(?<=\d) (?=\d{3}\b|[₸$€£¥₽₼₾₴₺]|м\b|m\b|м²|m²|%)")
_SPACES = re.compile(r"\s")
_CURRENCY = re.compile(
    r"^(?:[₸$€£¥₽₼₾₴₺]|[a-z]{3}(?=\d))|(?:[₸$€£¥₽₼₾₴₺]|kzt|тг\.?|тенге|теңге)$", re.I
)
_GROUPED = re.compile(
    r"(?P<whole>-?\d{1,3}(?:(?P<by>[.,'’])\d{3})(?:(?P=by)\d{3})*|-?\d+)(?:[.,]0{1,2})?"
)
_HYPHENS = re.compile(r"(?<=\w)-(?=\w)")


def time_zone() -> ZoneInfo:
    """Return the zone in which this installation tells the time of day."""
    return ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def day(value: date | datetime | None, *, year: bool = True) -> str:
    """Return a date in words; the day and its month stay together."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local_date(value)
    return _cached_day(value, language.code(), year)


@lru_cache(maxsize=1024)  # the days of a list are few, and putting one into words is slow
def _cached_day(value: date, code: str, year: bool) -> str:
    text = format_date(value, (DATE_PATTERNS if year else SHORT_DATE_PATTERNS)[code], LOCALES[code])
    return text.replace(" ", NBSP)


def local_date(value: datetime) -> date:
    """Return the city's date of an instant."""
    return value.astimezone(time_zone()).date()


def date_time(value: datetime) -> str:
    """Return a date and the city's time of day."""
    code = language.code()
    return format_datetime(value, DATE_TIME_PATTERNS[code], time_zone(), LOCALES[code]).replace(
        " ", NBSP
    )


def numeric_date_time(value: datetime) -> str:
    """Return a date and the city's time of day in figures, the same in any language."""
    return value.astimezone(time_zone()).strftime("%d.%m.%Y, %H:%M")


def zone(value: datetime) -> str:
    """Return how far the city's clock is from UTC at an instant: `UTC+5`, the same everywhere."""
    minutes = int((value.astimezone(time_zone()).utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def time_of_day(value: datetime) -> str:
    """Return the city's time of day, hours and minutes."""
    return value.astimezone(time_zone()).strftime("%H:%M")


def capped_count(n: int, most: int) -> str:
    """Return a number up to `most`; `most` and a plus for any beyond it."""
    return f"{most}+" if n > most else str(n)


def month(first: date) -> str:
    """Return the month of a day in words."""
    code = language.code()
    return format_date(first, MONTH_PATTERNS[code], LOCALES[code])


def number(value: Decimal | int | float | str | None) -> str:
    """Return a number with thousands apart, and the decimal mark of the language."""
    if value in (None, ""):
        return ""
    whole, _, rest = f"{Decimal(str(value)):,f}".partition(".")
    whole = whole.replace(",", NBSP)
    rest = rest.rstrip("0")
    mark = "." if language.code() == "en" else ","
    return f"{whole}{mark}{rest}" if rest else whole


def file_size(size: int) -> str:
    """Return a number of bytes in whole kilobytes, or in megabytes with one decimal."""
    if size < MEGABYTE:
        return _("%(n)s KB", n=max(1, round(size / 1024)))
    return _("%(n)s MB", n=number(round(size / MEGABYTE, 1)))


def typed_number(value: int) -> str:
    """Return a whole number as somebody types it into a field: plain spaces between thousands."""
    return f"{value:,}".replace(",", " ")


def plain_number(text: str, *, whole: bool) -> str:
    """Return a number as it was typed in plain digits with a point: without signs and thousands.

    Spaces go, so does the sign of a currency; of a whole number also commas, points and apostrophes
    that stand before three digits each, and a fraction of noughts. What is no number stays as it is
    for whoever reads it to refuse.
    """
    bare = _CURRENCY.sub("", _SPACES.sub("", text))
    if whole and (found := _GROUPED.fullmatch(bare)):
        return re.sub(r"[.,'’]", "", found["whole"])
    return bare.replace(",", ".")


def money(value: int | None, currency: str) -> str:
    """Return a sum in a currency, named by its ISO code, as the language writes it.

    In English the sign of a foreign currency stands before the number; that of the tenge never.
    """
    sign, amount = currency_sign(currency), number(value or 0)
    if language.code() == "en" and currency != TENGE:
        return f"{sign}{NBSP if sign[-1:].isalpha() else ''}{amount}"
    return f"{amount}{NBSP}{sign}"


def currency_sign(currency: str) -> str:
    """Return the sign of a currency, or its code where the language has none."""
    return "₸" if currency == TENGE else get_currency_symbol(currency, LOCALES[language.code()])


def typeset(text: str) -> Markup:
    """Keep together what a line break must not part: «№ 7», «12 480 000 ₸», «41-үй»."""
    kept = _NO_BREAK_SPACES.sub(NBSP, str(escape(text)))
    return Markup(_HYPHENS.sub(f"-{JOINER}", kept))
