"""Checks whether contents are what history names: definitions, versions, files and their bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, Text, cast, select

from artflow.domain.dossier import fields as dossier_fields
from artflow.domain.dossier.fields import hash_snapshot
from artflow.models import Event, File, Proposal, Version
from artflow.services.database.transactions import literal_limit

from .files import files, references
from .programmes import definitions

EVENT = Event.__table__
PROPOSAL = Proposal.__table__
VERSION = Version.__table__
FILE = File.__table__
_named = select(EVENT.c.proposal_id, EVENT.c.version).order_by(EVENT.c.proposal_id, EVENT.c.n)
_versions = (
    select(
        VERSION.c.proposal_id,
        VERSION.c.no,
        VERSION.c.sha256,
        cast(VERSION.c.snapshot, Text),
        PROPOSAL.c.title,
    )
    .select_from(VERSION.outerjoin(PROPOSAL, PROPOSAL.c.version_id == VERSION.c.id))
    .order_by(VERSION.c.proposal_id, VERSION.c.no)
)
STREAMING, WIDE = {"yield_per": 1000}, {"yield_per": 100}
"""Rows that are held at once; of wide ones fewer."""
ARRIVING = timedelta(minutes=5)
"""How long a file may have been kept before its row is: it may still be being sent."""
SHOWN = 5


class LaterFiles(NamedTuple):
    """Contents that came after the last thing the database knows of: when that was, and some."""

    contents: int
    after: datetime | None
    some: tuple[str, ...]


def verify_files(connection: Connection) -> list[str]:
    """List definitions, versions and files whose content no longer has its hash.

    A version must also have the hash that history names: both may have been changed together. Empty
    if all is well.
    """
    wrong = [f"definition {key}" for key in definitions.list_altered(connection)]
    wrong += _altered_versions(connection)
    store = files.storage()
    for content in references.list_named(connection):
        if not store.exists(content.sha256):
            wrong.append(f"missing file {content.name} ({content.sha256})")
        elif not store.verify(content.sha256):
            wrong.append(f"file {content.name} ({content.sha256})")
    return wrong


def _altered_versions(connection: Connection) -> Iterator[str]:
    """Find versions without their hash, or with one that no event of their proposal names.

    Also proposals that are shown under another title than their version has.
    """
    with (
        connection.execute(_named, execution_options=STREAMING) as named,
        connection.execute(_versions, execution_options=WIDE) as rows,
    ):
        histories = groupby(named, key=itemgetter(0))
        proposal, recorded = 0, frozenset[str]()
        for row in rows:
            while proposal < row.proposal_id:
                key, events = next(histories, (row.proposal_id + 1, ()))
                proposal, recorded = key, frozenset(event.version for event in events)
            is_named = proposal == row.proposal_id and row.sha256 in recorded
            try:
                snapshot = json.loads(row.snapshot)
            except ValueError:
                snapshot = None
            if not is_named or not snapshot or hash_snapshot(snapshot) != row.sha256:
                yield f"version {row.proposal_id}/{row.no}"
            elif row.title not in (None, dossier_fields.text(snapshot["facts"], "title")):
                yield f"title {row.proposal_id}"


def find_later_files(connection: Connection, now: datetime | None = None) -> LaterFiles | None:
    """Find contents that came after the newest thing this database knows of; None if all is well.

    Then the database is older than its files, as a copy is that somebody made of the file of a
    running one; or the very last upload broke off before its row was written.
    """
    now, store = now or datetime.now(UTC), files.storage()
    newest = _newest_moment(connection)
    after = newest.timestamp() if newest else 0.0
    found = []
    for sha256, is_named in references.compare(connection, store.addresses()):
        if not is_named and after < store.put_at(sha256) < (now - ARRIVING).timestamp():
            found.append(sha256)
    return LaterFiles(len(found), newest, tuple(found[:SHOWN])) if found else None


def _newest_moment(connection: Connection) -> datetime | None:
    last = connection.execute(
        select(EVENT.c.at).order_by(EVENT.c.id.desc()).limit(literal_limit(1))
    ).scalar()
    moments = [
        connection.execute(
            select(FILE.c.at).order_by(FILE.c.id.desc()).limit(literal_limit(1))
        ).scalar(),
        datetime.fromisoformat(last) if last else None,
    ]
    return max((moment for moment in moments if moment), default=None)
