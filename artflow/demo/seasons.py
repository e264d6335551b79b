"""Believable dates: walls are painted when it is warm, whenever the demo is loaded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

OPENS, CLOSES = (4, 10), (10, 25)
"""Between these days a wall in Shymkent is dry and warm enough."""
FINISHED = ((5, 11), (6, 2), (7, 6), (8, 17))
"""When the finished works were accepted, in their season; each took two months from its draft."""
SINCE = timedelta(days=10)
"""How long ago the last of them was accepted, at least."""


def warm(moment: datetime) -> datetime:
    """The moment itself in the season; in winter and early spring the last warm day before it."""
    day = (moment.month, moment.day)
    if OPENS <= day <= CLOSES:
        return moment
    year = moment.year if day > CLOSES else moment.year - 1
    return moment.replace(year=year, month=CLOSES[0], day=CLOSES[1])


def finished(now: datetime) -> list[datetime]:
    """When the finished works were accepted: in the latest season that saw all of them."""
    year = now.year
    if now < _day(year, *FINISHED[-1]) + SINCE:
        year -= 1
    return [_day(year, *day) for day in FINISHED]


def opening(now: datetime) -> datetime:
    """When the programme was opened: in time for the first finished work."""
    return finished(now)[0].replace(month=1, day=8)


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 4, 30, tzinfo=UTC)
