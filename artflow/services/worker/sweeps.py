"""Regular work: files are tidied, what is past its time ends or is forgotten, history is sealed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app

from artflow.domain.jobs import END, FAULT, FOLD, FORGET, NO_ROOM, RELEASE, SEAL, TIDY, VERIFY, Kind
from artflow.services import audit, audit_runs
from artflow.services.assignments import releases
from artflow.services.database.disk_space import is_disk_full
from artflow.services.database.transactions import writing
from artflow.services.decisions import endings
from artflow.services.files import tidying
from artflow.services.jobs import queue
from artflow.services.jobs.queue import Claimed, Clock, Failure
from artflow.services.sponsorship import totals

from . import delivery

log = logging.getLogger(__name__)
Sweep = Callable[[datetime], object]
SWEEPS: dict[Kind, Sweep] = {
    TIDY: tidying.tidy_daily,
    FORGET: delivery.delete_old,
    SEAL: audit.anchor_daily,
    FOLD: totals.fold,
    END: endings.end_due,
    RELEASE: releases.release_due,
    VERIFY: audit_runs.verify_nightly,
}
"""By their jobs; files first, for that gives room back where a disk is full."""
LAST_RESORT = "tidied_without_a_job"


def sweep_due(clock: Clock = queue.utc_now) -> int:
    """Do the regular work that is due. Returns how much it was.

    A fault in one is noted at its job and holds up no other. Where the disk is so full that no job
    can be claimed, files are tidied all the same, once an hour.
    """
    count = 0
    try:
        queue.ensure_regular(SWEEPS, clock())
        for kind, sweep in SWEEPS.items():
            for job in queue.claim(kind, clock=clock):
                _sweep(job, sweep, clock)
                count += 1
    except Exception as error:
        if not is_disk_full(error):
            raise
        _make_room(clock())
    return count


def _sweep(job: Claimed, sweep: Sweep, clock: Clock) -> None:
    try:
        sweep(clock())
    except Exception as error:
        log.exception("the worker has stumbled over %s", job.kind.name)
        reason = NO_ROOM if is_disk_full(error) else FAULT
        failure = Failure(reason, f"{type(error).__name__}: {error}")
        with writing() as connection:
            queue.mark_failed(connection, job, failure, clock())
        return
    with writing() as connection:
        queue.mark_done(connection, job, clock())


def _make_room(now: datetime) -> None:
    """Tidy without a job, unless this process did so within the hour."""
    last = current_app.extensions.get(LAST_RESORT)
    if last is None or last < now - timedelta(hours=1):
        current_app.extensions[LAST_RESORT] = now
        log.warning("the disk is full: files are tidied at once")
        tidying.tidy_daily(now)
