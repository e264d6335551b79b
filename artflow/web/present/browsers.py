"""What a browser calls itself, as people call it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _

from artflow.web import format

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("YaBrowser", "Yandex Browser"),
            ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


class Session(NamedTuple):
    """One browser that is signed in."""

    name: str
    since: str
    seen: str
    here: bool


def shown(row: Any, *, here: bool) -> Session:
    """A session in words."""
    since, seen = format.minute(row.created_at), format.minute(row.seen_at)
    return Session(named(row.agent), since, seen, here)


def named(agent: str) -> str:
    """The browser and its system; «Edge» calls itself Chrome too, so the order matters."""
    known = [next((name for sign, name in names if sign in agent), "")
             for names in (BROWSERS, SYSTEMS)]  # fmt: skip
    return ", ".join(filter(None, known)) or _("Unknown browser")
