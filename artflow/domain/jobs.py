"""Jobs of the worker: their kinds, how long a try may take, how often it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

WAITING, DONE, FAILED = "waiting", "done", "failed"
JOB_STATES = (FAILED, WAITING, DONE)

REFUSED, UNREACHABLE, NO_ROOM, LOST, FAULT = "refused", "unreachable", "no_room", "lost", "fault"
BROKEN, FORBIDDEN = "broken", "forbidden"
REASONS = (REFUSED, UNREACHABLE, NO_ROOM, LOST, FAULT, BROKEN, FORBIDDEN)
"""Why a try failed: refused by the mail server; not reached or cut off; no memory or no disk; the
worker vanished in the middle; a fault of ours; a file that cannot be opened; somebody who may not
see any more what they have asked for."""

URGENT, USUAL = 10, 20
"""Priorities, the smaller the sooner: somebody is waiting for it; it is news."""


class Kind(NamedTuple):
    """A kind of job.

    `lease` is how long a worker may take over one before another one may try. `back_off` are the
    minutes to wait after each failure; after the last one the job has failed for good. What comes
    back regularly does so after `every` and never fails for good.
    """

    name: str
    lease: timedelta
    back_off: tuple[int, ...] = ()
    every: timedelta | None = None

    def next_try(self, attempts: int, now: datetime) -> datetime | None:
        """Return when to try again after so many tries; None if this was the last one."""
        if self.every is not None:
            return now + self.every
        if attempts > len(self.back_off):
            return None
        return now + timedelta(minutes=self.back_off[attempts - 1])


LETTER = Kind("letter", timedelta(minutes=5), (1, 5, 15, 60, 180, 360, 720))
PICTURE = Kind("picture", timedelta(minutes=5), (1, 5, 15, 60))
EXPORT = Kind("export", timedelta(minutes=5), (1, 5))
TIDY = Kind("tidy", timedelta(hours=3), every=timedelta(hours=1))
FORGET = Kind("forget", timedelta(hours=1), every=timedelta(hours=1))
SEAL = Kind("seal", timedelta(hours=3), every=timedelta(hours=1))
FOLD = Kind("fold", timedelta(hours=1), every=timedelta(hours=1))
END = Kind("end", timedelta(minutes=30), every=timedelta(minutes=5))
RELEASE = Kind("release", timedelta(hours=1), every=timedelta(minutes=15))
VERIFY = Kind("verify", timedelta(hours=3), every=timedelta(minutes=30))
KINDS = {
    kind.name: kind
    for kind in (LETTER, PICTURE, EXPORT, TIDY, FORGET, SEAL, FOLD, END, RELEASE, VERIFY)
}
