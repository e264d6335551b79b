"""Open sessions as rows: browser and system under their usual names."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from artflow.services.people.profile import Browser
from artflow.web.shared import formatting

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser", "Yandex Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class SessionRow(NamedTuple):
    """One browser that is signed in."""

    name: str
    since: str
    seen: str
    here: bool


def session_row(row: Browser, *, here: bool) -> SessionRow:
    """Put a session into words."""
    since, seen = formatting.date_time(row.created_at), formatting.date_time(row.seen_at)
    return SessionRow(browser_name(row.agent), since, seen, here)


def browser_name(agent: str) -> str:
    """Return the browser and its system. «Edge» calls itself Chrome too, so the order matters."""
    known = [
        next((name for sign, name in names if sign in agent), "") for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, known)) or _("Unknown browser")
