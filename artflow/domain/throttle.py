"""Slowing down guesses: after some failures each next try waits longer. Nobody is locked out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

LONGEST = timedelta(minutes=15)
"""No wait is longer, so that nobody's account can be shut for good by a stranger's guesses."""


class Pace(NamedTuple):
    """How many failures (or letters) are free, and for how long each counts."""

    free: int
    window: timedelta


ACCOUNT = Pace(5, timedelta(hours=24))
ADDRESS = Pace(20, timedelta(hours=1))
"""Many people of one office share an address, so it is given more."""
LETTERS = (Pace(10, timedelta(minutes=1)), Pace(60, timedelta(hours=1)))
"""How many letters one address may have sent: an office in a minute, a machine in an hour."""


def delay(failures: int, pace: Pace) -> timedelta:
    """How long the next try must wait after so many failures: 1, 2, 4, 8, then 15 minutes."""
    beyond = failures - pace.free
    if beyond < 0:
        return timedelta()
    return min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST)


def left(failures: Sequence[datetime], pace: Pace, now: datetime) -> timedelta:
    """How long a try must still wait; `failures` are those of the window, the newest first."""
    if not failures:
        return timedelta()
    return max(failures[0] + delay(len(failures), pace) - now, timedelta())


def pause(times: Sequence[datetime], paces: Sequence[Pace], now: datetime) -> timedelta:
    """How long until one more is free under every pace; `times` are the newest first."""
    ends = [times[pace.free - 1] + pace.window for pace in paces if len(times) >= pace.free]
    return max([end - now for end in ends] + [timedelta()])


def minutes(wait: timedelta) -> int:
    """The wait in whole minutes, never fewer than it really is."""
    return max(1, math.ceil(wait.total_seconds() / 60))
