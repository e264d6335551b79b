"""The worker's side of exports: tables are written with the rights that their people have now."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable

from artflow.domain.access.policy import may
from artflow.domain.errors import NotAllowed
from artflow.domain.jobs import EXPORT, FAULT, FORBIDDEN, NO_ROOM
from artflow.domain.people.roles import Person
from artflow.services.database.disk_space import is_disk_full
from artflow.services.database.transactions import reading, writing
from artflow.services.exports import exports
from artflow.services.exports.exports import ExportRow
from artflow.services.jobs import queue
from artflow.services.jobs.queue import Claimed, Clock, Failure

log = logging.getLogger(__name__)
NOTE_EVERY_SECONDS = 1.0
ROUND_SECONDS = 20.0
"""After so long other jobs get their turn again."""


class Interrupted(Exception):
    """The worker is to end, or the job is another worker's by now."""


class ProgressNotes:
    """Notes now and then how far an export is, and keeps the lease of its job.

    Raises `Interrupted`.
    """

    def __init__(self, job: Claimed, clock: Clock, is_stopping: Callable[[], bool]) -> None:
        self.job, self.clock, self.is_stopping = job, clock, is_stopping
        self.rows = 0
        self._next = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        """Note that so many rows are written; about once a second it goes into the database."""
        self.rows = done
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + NOTE_EVERY_SECONDS
        if self.is_stopping() or not queue.renew(self.job, self.clock):
            raise Interrupted
        exports.note_progress(self.job.subject_id, done, total)


def write_due(
    seconds: float = ROUND_SECONDS,
    clock: Clock = queue.utc_now,
    is_stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Write the exports that are due. Returns whether the time was up before all were written."""
    end = time.monotonic() + seconds
    while not is_stopping() and (claimed := queue.claim(EXPORT, clock=clock)):
        _write(claimed[0], clock, is_stopping)
        if time.monotonic() > end:
            return True
    return False


def _write(job: Claimed, clock: Clock, is_stopping: Callable[[], bool]) -> None:
    asked = exports.load_asked(job.subject_id)
    if asked is None:
        with writing() as connection:
            queue.drop(connection, job)
        return
    try:
        failure = queue.LOST_FOR_GOOD if job.is_lost else _try(job, *asked, clock, is_stopping)
    except Interrupted:
        with writing() as connection:
            queue.release(connection, job, clock())
        return
    if failure is not None:
        with writing() as connection:
            queue.mark_failed(connection, job, failure, clock())


def _try(
    job: Claimed, row: ExportRow, person: Person, clock: Clock, is_stopping: Callable[[], bool]
) -> Failure | None:
    """Write one export. Returns why it could not be. Raises `Interrupted`."""
    progress = ProgressNotes(job, clock, is_stopping)
    try:
        kind = exports.find_kind(row.kind)
        if not may(person, kind.right):
            raise NotAllowed
        with tempfile.TemporaryFile() as file:
            with reading() as connection:  # one instant, however long it takes
                name = kind.write(connection, person, row.format, row.language, file, progress)
            size = exports.keep_pieces(row.id, file)
        seen_as = exports.describe_roles(person)
        exports.mark_ready(job, name, progress.rows, size, seen_as, clock())
    except Interrupted:
        raise
    except NotAllowed:
        return Failure(FORBIDDEN, "", is_final=True)
    except Exception as error:
        log.exception("export %s cannot be written", row.id)
        reason = NO_ROOM if is_disk_full(error) else FAULT
        return Failure(reason, f"{type(error).__name__}: {error}")
    return None
