"""How often one person may search, send files, and a stranger may try codes of papers.

Searches, tried codes, and files that were tried, are counted in the memory of each process, because
asking for a page writes nothing; it is each process's own time that they cost. Files that were kept
are counted where they are, for all servers together.
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

from flask import Flask, current_app
from wtforms.form import BaseForm

from artflow.domain.errors import TooSoon
from artflow.domain.people.throttle import RateLimit, network_of, wait_for_all
from artflow.extensions import db
from artflow.services.files import files
from artflow.web.shared import current
from artflow.web.shared.form_responses import field_errors

MAX_PEOPLE = 5_000
"""People remembered at once; beyond that the counts of those who have paused are thrown away."""


class RecentCounts:
    """When people or networks did something lately, in this process."""

    def __init__(self) -> None:
        self._times: dict[int | str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def count(self, who: int | str, limit: RateLimit, now: datetime) -> timedelta:
        """Count once more, unless there were too many; return how long to wait then."""
        with self._lock:
            if len(self._times) > MAX_PEOPLE:
                self._forget_idle(now - limit.window)
            times = self._times.setdefault(who, deque(maxlen=limit.free))
            wait = wait_for_all(times, (limit,), now)
            if not wait:
                times.appendleft(now)
            return wait

    def _forget_idle(self, since: datetime) -> None:
        self._times = {who: times for who, times in self._times.items() if times[0] > since}


def init_app(app: Flask) -> None:
    """Begin to count."""
    for what in ("searches", "uploads", "checks", "archives"):
        app.extensions[what] = RecentCounts()


def allows_search(form: BaseForm) -> bool:
    """Count a search, if the form asks for one; too many are an error at its field `q`."""
    allowed = current_app.config["SEARCHES_PER_MINUTE"]
    if form["q"].data and allowed:
        with field_errors(form, "q"):
            limit = RateLimit(allowed, timedelta(minutes=1))
            _raise_after(_count("searches", limit), "searches")
    return not form.errors


def allows_check(form: BaseForm) -> bool:
    """Count a code that a network tries; after too many its field says how long to wait."""
    allowed = current_app.config["CHECKS_PER_MINUTE"]
    if allowed:
        with field_errors(form, "code"):
            limit = RateLimit(allowed, timedelta(minutes=1))
            _raise_after(_count("checks", limit, network_of(current.remote_address())), "attempts")
    return not form.errors


def count_upload() -> None:
    """Count a file that is sent, before anybody looks into it. Raise `TooSoon`."""
    allowed = current_app.config["UPLOADS_PER_HOUR"]
    if allowed:
        limit = RateLimit(allowed, timedelta(hours=1))
        kept = files.wait_for_upload(db.session.connection(), _who(), limit, current.now())
        _raise_after(kept or _count("uploads", limit), "uploads")


def count_archive() -> None:
    """Count a whole file that somebody takes: it keeps a server busy for long. Raise `TooSoon`."""
    allowed = current_app.config["ARCHIVES_PER_HOUR"]
    if allowed:
        limit = RateLimit(allowed, timedelta(hours=1))
        _raise_after(_count("archives", limit), "attempts")


def _count(what: str, limit: RateLimit, network: str = "") -> timedelta:
    counts: RecentCounts = current_app.extensions[what]
    return counts.count(network or _who(), limit, current.now())


def _raise_after(wait: timedelta, code: str) -> None:
    if wait:
        raise TooSoon(wait, code)


def _who() -> int:
    """Return who really asks, also while they look through somebody's eyes."""
    return (current.impersonator() or current.me()).id
