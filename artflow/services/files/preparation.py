"""Pictures that were kept before they were decoded: claimed by a worker, made ready or given up.

The row of the file is the job. Taking it moves `due_at` ahead, which is the lease; the number of
tries is the fence, so that a worker that slept changes nothing.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from typing import Protocol, cast

from sqlalchemy import literal_column, select, tuple_, update

from artflow.domain.errors import FileRefused
from artflow.domain.pictures import FAILED, PREPARING, READY
from artflow.models import File
from artflow.services.database.transactions import literal_limit, writing

from . import files, intake, pictures

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
"""How long a worker may take over one picture before another one may try."""
SECONDS = 180.0
"""How long the decoding itself may take."""
BACK_OFF = (1, 5, 15, 60)
"""Minutes to wait after each try that failed through no fault of the picture."""
FILE = File.__table__
# In the statement, not a parameter: it is the condition of the index of what waits.
_waiting = FILE.c.state == literal_column(f"'{PREPARING}'")


class WaitingFile(Protocol):
    """A picture that waits, as it was before it was claimed."""

    id: int
    sha256: str
    size: int
    attempts: int


def claim(now: datetime | None = None) -> WaitingFile | None:
    """Take the next picture for this worker; others leave it alone until the lease is over.

    Without `now` the lease is reckoned from the clock at this moment.
    """
    now = now or datetime.now(UTC)
    due = (
        select(FILE.c.id, FILE.c.sha256, FILE.c.size, FILE.c.attempts)
        .where(_waiting, FILE.c.due_at <= now)
        .order_by(FILE.c.due_at, FILE.c.id)
        .limit(literal_limit(1))
        .with_for_update(skip_locked=True)
    )
    with writing() as connection:
        row = connection.execute(due).first()
        if row is not None:
            leased = {"due_at": now + LEASE, "attempts": row.attempts + 1}
            connection.execute(update(FILE).where(FILE.c.id == row.id).values(leased))
    return cast("WaitingFile | None", row)


def prepare(row: WaitingFile) -> None:
    """Make what pages show of a claimed picture, and note how it ended."""
    store = files.storage()
    try:
        with store.open(row.sha256) as kept, tempfile.TemporaryFile() as file:
            shutil.copyfileobj(kept, file)  # the process beside wants a file of the system
            header = pictures.weigh(file, row.size)
            made = pictures.make_beside(file, header, SECONDS)
        shown = intake.put_renditions(made.pictures, store)
    except FileRefused as error:
        log.info("file %s cannot be prepared: %s", row.id, error.code)
        _settle(row, state=FAILED, error=error.code, due_at=None)
    except (pictures.NotNow, OSError) as error:
        log.warning("file %s was not prepared: %s", row.id, error)
        _postpone(row, f"{type(error).__name__}: {error}")
    else:
        size = {"width": made.width, "height": made.height}
        _settle(row, state=READY, error="", due_at=None, **size, **shown)


def _postpone(row: WaitingFile, why: str) -> None:
    """Let the picture be tried again later; give it up after the last try."""
    if row.attempts < len(BACK_OFF):
        due = datetime.now(UTC) + timedelta(minutes=BACK_OFF[row.attempts])
        _settle(row, state=PREPARING, error=why[:1000], due_at=due)
    else:
        _settle(row, state=FAILED, error=why[:1000], due_at=None)


def _settle(row: WaitingFile, **values: object) -> None:
    """Write how it ended, unless another worker has taken the picture meanwhile.

    The same bytes may have been sent more than once: what was made of them is for all of these.
    """
    claimed = tuple_(FILE.c.id, FILE.c.attempts) == (row.id, row.attempts + 1)
    with writing() as connection:
        mine = connection.execute(update(FILE).where(claimed, _waiting), values).rowcount
        if mine and values["state"] != PREPARING:
            twins = (FILE.c.sha256 == row.sha256, _waiting)
            connection.execute(update(FILE).where(*twins), values)
