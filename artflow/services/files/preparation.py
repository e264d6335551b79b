"""Pictures that were kept before they were decoded: made ready by a job, or given up."""

from __future__ import annotations

import logging
import shutil
import tempfile
from datetime import datetime
from typing import NamedTuple, Protocol, cast

from sqlalchemy import Connection, literal, literal_column, select, update

from artflow.domain.errors import FileRefused
from artflow.domain.jobs import BROKEN, NO_ROOM, PICTURE, URGENT
from artflow.domain.pictures import FAILED, PREPARING, READY
from artflow.extensions import db
from artflow.models import File
from artflow.services.jobs import adoption
from artflow.services.jobs.queue import Failure

from . import files, intake, pictures

log = logging.getLogger(__name__)
SECONDS = 180.0
"""How long the decoding itself may take."""
FILE = File.__table__
# In the statement, not a parameter: it is the condition of the index of what waits.
_waiting = FILE.c.state == literal_column(f"'{PREPARING}'")


class WaitingFile(Protocol):
    """A picture that waits, or was given up and is tried once more."""

    id: int
    sha256: str
    size: int
    state: str
    name: str
    uploaded_by_id: int


class SentFile(NamedTuple):
    """Who has sent a file, and under which name."""

    user_id: int
    name: str


def adopt(now: datetime) -> None:
    """Give a job to pictures that a server of the version before has taken in meanwhile."""
    adoption.adopt(PICTURE, select(FILE.c.id, literal(URGENT)).where(_waiting), now)


def load_waiting(file_id: int) -> WaitingFile | None:
    """Load the picture of a job; None if it is ready already or nobody has it any more."""
    columns = (FILE.c.id, FILE.c.sha256, FILE.c.size, FILE.c.state, FILE.c.name)
    wanted = select(*columns, FILE.c.uploaded_by_id).where(FILE.c.id == file_id)
    with db.engine.connect() as connection:
        row = connection.execute(wanted.where(FILE.c.state != READY)).one_or_none()
    return cast("WaitingFile | None", row)


def make(row: WaitingFile) -> dict[str, object] | Failure:
    """Make what pages show of a picture. Returns the columns of its row, or why it went wrong."""
    store = files.storage()
    try:
        with store.open(row.sha256) as kept, tempfile.TemporaryFile() as file:
            shutil.copyfileobj(kept, file)  # the process beside wants a file of the system
            header = pictures.weigh(file, row.size)
            made = pictures.make_beside(file, header, SECONDS)
        shown = intake.put_renditions(made.pictures, store)
    except FileRefused as error:
        log.info("file %s cannot be prepared: %s", row.id, error.code)
        return Failure(BROKEN, error.code, is_final=True)
    except (pictures.NotNow, OSError) as error:
        log.warning("file %s was not prepared: %s", row.id, error)
        return Failure(NO_ROOM, f"{type(error).__name__}: {error}")
    return {"width": made.width, "height": made.height, **shown}


def mark_ready(connection: Connection, row: WaitingFile, made: dict[str, object]) -> None:
    """Let pages show a picture, and the same bytes wherever else they were sent."""
    twins = (FILE.c.sha256 == row.sha256, FILE.c.state != READY)
    ready = {"state": READY, "error": "", "due_at": None, **made}
    connection.execute(update(FILE).where(*twins), ready)


def mark_failed(connection: Connection, row: WaitingFile, failure: Failure) -> list[SentFile]:
    """Say at the picture, and wherever the same bytes were sent, that it will not be prepared.

    Returns who has sent it, under which name.
    """
    twins = (FILE.c.sha256 == row.sha256, _waiting)
    senders = select(FILE.c.uploaded_by_id, FILE.c.name).where(*twins).distinct()
    found = [SentFile(*sent) for sent in connection.execute(senders)]
    error = failure.error or failure.reason
    connection.execute(
        update(FILE).where(*twins), {"state": FAILED, "error": error, "due_at": None}
    )
    return found
