"""Files that nothing needs any more: forgotten, set aside, and at last deleted, each in its time.

Nothing that a row names is ever deleted, and nothing that is being sent right now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from artflow.services.database.transactions import reading

from . import files, references

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
    # First, so that what a full disk keeps from being noted is tidied all the same.
    drafts = store.remove_drafts()
    store.keep_note(NOTE, now.isoformat())
    return tidy(now)._replace(drafts=drafts)


def _last_time(note: str, now: datetime) -> datetime:
    """Return when the note was written; long ago if there is none that can be read."""
    try:
        return datetime.fromisoformat(note)
    except ValueError:
        return now - PAUSE


def tidy(now: datetime) -> Tidied:
    """Do all of it once. Two at the same time do not harm each other."""
    store = files.storage()
    drafts = store.remove_drafts()
    rows = references.forget_unused(now - UNUSED)
    with reading() as connection:
        back = deleted = aside = 0
        kept = dict(store.set_aside_since())
        for sha256, is_named in references.compare(connection, kept):
            if is_named:
                store.bring_back(sha256)
                back += 1
            elif kept[sha256] < (now - ASIDE).timestamp():
                store.remove_aside(sha256)
                deleted += 1
        for sha256, is_named in references.compare(connection, store.addresses()):
            if not is_named:
                aside += store.set_aside(sha256, before=(now - FRESH).timestamp())
    return Tidied(rows, aside, back, deleted, drafts)
