"""The worker's side of pictures: those that were kept first are prepared, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection, select

from artflow.domain.jobs import PICTURE
from artflow.models import User
from artflow.services.database.transactions import writing
from artflow.services.files import preparation
from artflow.services.files.preparation import SentFile, WaitingFile
from artflow.services.jobs import queue
from artflow.services.jobs.queue import Claimed, Clock, Failure
from artflow.services.mail import outbox

USER = User.__table__
ROUND_SECONDS = 20.0
"""After so long other jobs get their turn again."""


def prepare_due(
    seconds: float = ROUND_SECONDS,
    clock: Clock = queue.utc_now,
    is_stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Prepare the pictures that are due. Returns whether the time was up before all were seen to.

    One at a time: each runs in a process of its own that may be as large as a process may be.
    """
    end = time.monotonic() + seconds
    preparation.adopt(clock())
    while not is_stopping() and (claimed := queue.claim(PICTURE, clock=clock)):
        _prepare(claimed[0], clock)
        if time.monotonic() > end:
            return True
    return False


def _prepare(job: Claimed, clock: Clock) -> None:
    row = preparation.load_waiting(job.subject_id)
    if row is None:
        with writing() as connection:
            queue.mark_done(connection, job, clock())
        return
    made = queue.LOST_FOR_GOOD if job.is_lost else preparation.make(row)
    with writing() as connection:
        if isinstance(made, Failure):
            _note_failure(connection, job, row, made, clock)
        elif queue.mark_done(connection, job, clock()):
            preparation.mark_ready(connection, row, made)


def _note_failure(
    connection: Connection, job: Claimed, row: WaitingFile, failure: Failure, clock: Clock
) -> None:
    """Let it be tried again later; after the last try say so at the file and to its sender."""
    now = clock()
    if queue.mark_failed(connection, job, failure, now):
        for sent in preparation.mark_failed(connection, row, failure):
            _tell_sender(connection, sent, failure, clock)


def _tell_sender(connection: Connection, sent: SentFile, failure: Failure, clock: Clock) -> None:
    columns = (USER.c.email, USER.c.name, USER.c.language, USER.c.active)
    user = connection.execute(select(*columns).where(USER.c.id == sent.user_id)).one()
    if user.active:
        outbox.enqueue(
            connection,
            "picture_failed",
            user.email,
            user.language,
            clock(),
            name=user.name,
            file=sent.name,
            reason=failure.reason,
        )
