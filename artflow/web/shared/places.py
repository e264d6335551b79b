"""Places as everybody may choose them: time zones, and states whose days off are known."""

from __future__ import annotations

from zoneinfo import available_timezones

from babel import Locale

from . import formatting, language
from .form_fields import Words

Choices = list[tuple[object, Words]]


def zone_choices() -> Choices:
    """List the time zones that are named after a city, by region."""
    found = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [(zone, zone.replace("_", " ")) for zone in sorted(found)]


def country_choices() -> Choices:
    """List the states whose days off are known, by name in the language of the page."""
    import holidays

    names = Locale.parse(formatting.LOCALES[language.code()]).territories
    known = holidays.list_supported_countries()
    return sorted(((code, names[code]) for code in known if code in names), key=lambda one: one[1])
