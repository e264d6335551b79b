"""What the state's days off are called, in the language of the page as far as anybody knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

ENGLISH = "en_US"
NOTES = re.compile(r"(?P<name>.*?)(?: \((?P<note>observed|estimated|substituted from [\d/]+)\))?")
HOLIDAY_LABELS = {
    "Capital Day": _l("Capital Day"),
    "Constitution Day": _l("Constitution Day"),
    "Day off": _l("Moved day off"),
    "Defender of the Fatherland Day": _l("Defender of the Fatherland Day"),
    "Eid al-Adha": _l("Eid al-Adha"),
    "First President Day": _l("First President Day"),
    "Independence Day": _l("Independence Day"),
    "International Women's Day": _l("International Women's Day"),
    "Kazakhstan's People Solidarity Holiday": _l("Kazakhstan's People Solidarity Holiday"),
    "New Year's Day": _l("New Year's Day"),
    "Nowruz Holiday": _l("Nowruz Holiday"),
    "Orthodox Christmas": _l("Orthodox Christmas"),
    "Republic Day": _l("Republic Day"),
    "Victory Day": _l("Victory Day"),
}
"""The days of Kazakhstan, which the library does not name in Russian, by what it calls them."""


class HolidayName(NamedTuple):
    """What a day is called, and in which language that is."""

    text: str
    language: str


def name_holiday(country: str, day: date, stored: str, language: str) -> HolidayName:
    """Name a day off of a state for a reader.

    In their language if the library or artflow has it, else as it was `stored` when the year was
    taken over: in the first language of the state.
    """
    native, known = _names(country, day.year, language)
    if day in known:
        return HolidayName(known[day], language)
    english = _names(country, day.year, "en")[1].get(day, "") if country == "KZ" else ""
    translated = [_translate(part) for part in english.split("; ")] if english else [""]
    if all(translated):
        return HolidayName("; ".join(translated), language)
    return HolidayName(stored, native)


@lru_cache(maxsize=64)
def _names(country: str, year: int, language: str) -> tuple[str, Mapping[date, str]]:
    """Return the state's first language, and its days by their names in another if there are."""
    import holidays

    if country not in holidays.list_supported_countries():
        return language, {}
    state = holidays.country_holidays(country)
    native = (state.default_language or language).partition("_")[0]
    spoken = [one for one in state.supported_languages if one.partition("_")[0] == language]
    if not spoken and native != language:
        return native, {}
    chosen = spoken[0] if spoken else None
    return native, dict(holidays.country_holidays(country, years=[year], language=chosen))


def _translate(english: str) -> str:
    """Return a day of Kazakhstan in the language of the page; nothing for one that is unknown."""
    found = NOTES.fullmatch(english)
    label = HOLIDAY_LABELS.get(found["name"]) if found else None
    if found is None or label is None:
        return ""
    match (found["note"] or "").partition(" ")[0]:
        case "observed":
            return _("%(holiday)s, moved", holiday=label)
        case "estimated":
            return _("%(holiday)s, estimated", holiday=label)
    return str(label)
