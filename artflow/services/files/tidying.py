"""Files that nothing needs any more: forgotten, set aside, and at last deleted, each in its time.

Nothing that a row names is ever deleted, and nothing that is being sent right now.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

from artflow.services.database.transactions import reading

from . import files, references

log = logging.getLogger(__name__)
UNUSED = timedelta(days=7)
"""How long an upload is kept that came to nothing, or was taken out of a dossier again."""
FRESH = timedelta(days=1)
"""How long contents stay in place that no row names: their row may be about to be written."""
ASIDE = timedelta(days=30)
"""How long contents are kept once they are set aside. A backup, or a database of an earlier day
that is put back, still finds in here what it names."""
PAUSE = timedelta(hours=23)
NOTE = "tidied"


class Tidied(NamedTuple):
    """How many rows were forgotten, and how many contents set aside, brought back and deleted."""

    rows: int
    aside: int
    back: int
    deleted: int
    drafts: int


def tidy_daily(now: datetime) -> Tidied | None:
    """Tidy unless a worker, this or another, did so less than a day ago; then return None."""
    store = files.storage()
    if _last_time(store.read_note(NOTE), now) > now - PAUSE:
        return None
    done = tidy(now)
    store.keep_note(NOTE, now.isoformat())
    log.info("tidied: %s", done)
    return done


def _last_time(note: str, now: datetime) -> datetime:
    """Return when the note was written; long ago if there is none that can be read."""
    try:
        return datetime.fromisoformat(note)
    except ValueError:
        return now - PAUSE


def tidy(now: datetime) -> Tidied:
    """Do all of it once. Two at the same time do not harm each other.

    What only gives room back comes first: where a disk is full the rest has to wait.
    """
    drafts = files.storage().remove_drafts()
    back, deleted = _look_aside(now)
    rows = references.forget_unused(now - UNUSED)
    return Tidied(rows, _set_aside(now), back, deleted, drafts)


def _look_aside(now: datetime) -> tuple[int, int]:
    """Bring back what is named again, delete what has been aside long enough; count both."""
    store = files.storage()
    since = dict(store.set_aside_since())
    back = deleted = 0
    with reading() as connection:
        for sha256, is_named in references.compare(connection, since):
            if is_named:
                store.bring_back(sha256)
                back += 1
            elif since[sha256] < (now - ASIDE).timestamp():
                store.remove_aside(sha256)
                deleted += 1
    return back, deleted


def _set_aside(now: datetime) -> int:
    """Set aside what no row names and nobody has put for a day."""
    store, before = files.storage(), (now - FRESH).timestamp()
    with reading() as connection:
        return sum(
            store.set_aside(sha256, before=before)
            for sha256, is_named in references.compare(connection, store.addresses())
            if not is_named
        )
