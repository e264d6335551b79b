"""Believable dates: walls are painted when it is warm, whenever the demo is loaded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SEASON_START, SEASON_END = (4, 10), (10, 25)
"""Between these days a wall in Shymkent is dry and warm enough."""
ACCEPTANCE_DAYS = ((5, 11), (6, 2), (7, 6), (8, 17))
"""When the finished works were accepted, in their season; each took two months from its draft."""
MIN_AGE = timedelta(days=10)
"""How long ago the last of them was accepted, at least."""


def in_season(instant: datetime) -> datetime:
    """Return the instant itself in the season, else the last warm day before it."""
    day = (instant.month, instant.day)
    if SEASON_START <= day <= SEASON_END:
        return instant
    year = instant.year if day > SEASON_END else instant.year - 1
    return instant.replace(year=year, month=SEASON_END[0], day=SEASON_END[1])


def acceptance_dates(now: datetime) -> list[datetime]:
    """Return when the finished works were accepted: in the latest season that saw all of them."""
    year = now.year
    if now < _utc_morning(year, *ACCEPTANCE_DAYS[-1]) + MIN_AGE:
        year -= 1
    return [_utc_morning(year, *day) for day in ACCEPTANCE_DAYS]


def opening_date(now: datetime) -> datetime:
    """Return when the programme was opened: in time for the first finished work."""
    return acceptance_dates(now)[0].replace(month=1, day=8)


def _utc_morning(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 4, 30, tzinfo=UTC)
