"""Verification of a long log against reading and hashing the same rows.

`python -m bench.verify --db sqlite|postgres`. The bare way reads the same columns in the same order
with the driver itself and takes the SHA-256 of the very bytes that each event's hash covers; these
bytes lie ready in memory, so it does not even pay for writing them. A B A B.
"""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from artflow.domain import chain
from artflow.extensions import db
from artflow.models import Event, Proposal, Version
from artflow.services import audit
from artflow.services.database.transactions import reading, writing
from bench import environment
from bench.figures import Figure, main, milliseconds, note, ratio
from tests.fixtures import databases

WORKS, EACH, PAIRS = 500, 100, 10
TARGET = 4.0
AT = datetime(2026, 9, 1, tzinfo=UTC)
QUERY = f"SELECT {', '.join(chain.FIELDS)}, hash FROM event ORDER BY proposal_id, n"
TEXT = "Екінші нұсқада барлық міндетті ескерту орындалған, қабырғаның шеті анық көрсетілген."


def fill(town: environment.Town) -> None:
    """Write many works with long histories; the chains are true ones."""
    with writing() as connection:
        first = connection.execute(select(Proposal.__table__)).mappings().one()
        same = {k: v for k, v in first.items() if k not in ("id", "number", "events", "head")}
        version = connection.execute(select(Version.sha256)).scalar_one()
        for _ in range(WORKS):
            row = same | {"events": 0, "head": chain.GENESIS}
            key = connection.execute(insert(Proposal).returning(Proposal.id), row).scalar_one()
            events = _history(key, town.artist.id, same["stage"], version)
            connection.execute(insert(Event), events)
            head = {"events": EACH, "head": events[-1]["hash"]}
            connection.execute(update(Proposal).where(Proposal.id == key), head)


def _history(key: int, actor: int, stage: str, version: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for n in range(1, EACH + 1):
        fields = {
            "proposal_id": key,
            "n": n,
            "type": "remark",
            "from_stage": stage if n > 1 else "",
            "to_stage": stage,
            "actor_id": actor,
            "on_behalf_of": None,
            "role": "artist",
            "organisation_id": None,
            "version": version,
            "data": chain.canonical({"text": TEXT, "severity": "must", "n": n}),
            "at": AT.isoformat(timespec="microseconds"),
            "prev_hash": rows[-1]["hash"] if rows else chain.GENESIS,
            "key": f"{key:016x}{n:016x}",
        }
        rows.append(fields | {"hash": chain.hash_event([fields[name] for name in chain.FIELDS])})
    return rows


def bare(connection: Any, covered: list[bytes]) -> float:
    """Read every row and hash what its hash covers. Returns the seconds that took."""
    begun = time.perf_counter()
    rows = connection.execute(QUERY).fetchall()
    wrong = [
        row
        for row, text in zip(rows, covered, strict=True)
        if hashlib.sha256(text).hexdigest() != row[-1]
    ]
    passed = time.perf_counter() - begun
    connection.commit()
    assert not wrong
    return passed


def ours() -> float:
    db.session.rollback()
    begun = time.perf_counter()
    with reading() as connection:
        report = audit.verify(connection)
    passed = time.perf_counter() - begun
    assert report.fault is None
    assert report.events >= WORKS * EACH
    return passed


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    url = kind.fresh("verify")
    with environment.town(kind, url) as town:
        town.at_sponsors()
        fill(town)
    connection = kind.raw(url)
    encode = chain.canonical
    covered = [encode(list(row[:-1])).encode() for row in connection.execute(QUERY).fetchall()]
    connection.commit()
    app = databases.application(url, folder, durable=True)
    with app.app_context():
        ours(), bare(connection, covered)
        times = [(ours(), bare(connection, covered)) for _ in range(PAIRS)]
    databases.dispose(app)
    connection.close()
    kind.close()
    whole, least = (list(column) for column in zip(*times, strict=True))
    note(f"{len(covered)} events: verified in {milliseconds(whole)}, bare {milliseconds(least)}")
    return [ratio("verify: audit / read and hash", name, whole, least, TARGET)]


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
