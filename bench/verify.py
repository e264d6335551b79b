"""Verification of a long log against reading and hashing the same rows.

`python -m bench.verify --db sqlite|postgres [--scale million]`; without a scale fifty thousand
events. The bare way reads the same columns in the same order with the driver itself and takes the
SHA-256 of the very bytes that each event's hash covers; these bytes lie ready in memory, so it does
not even pay for writing them. A B A B. Then a process of its own verifies once, and says by how
much its memory has grown over its start.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from artflow.domain.history import chain
from artflow.domain.history.row_changes import Change, hash_changes
from artflow.extensions import db
from artflow.models import Event, Proposal, Remark, RowChange, Version
from artflow.services import audit
from artflow.services.database.transactions import reading, writing
from artflow.services.row_changes import witnesses
from bench import environment
from bench.figures import Figure, main, milliseconds, note, ratio
from tests.fixtures import databases

EACH = 100
SCALES = {"fifty-thousand": (500, 10), "million": (10_000, 2)}
"""Works with a hundred events each, and how often both sides take their turn."""
TARGET, GROWTH = 4.0, 30.0
AT = datetime(2026, 9, 1, tzinfo=UTC)
QUERY = f"SELECT {', '.join(chain.FIELDS)}, hash FROM event ORDER BY proposal_id, n"
BESIDE = (
    "SELECT proposal_id, n, table_name, row_id, op, content FROM row_change"
    " ORDER BY proposal_id, n, id",
    "SELECT id, proposal_id, version_id, stage, author_id, severity, state, answer, text"
    " FROM remark ORDER BY proposal_id, id",
)
"""What verification reads besides: the changes that events seal, and the rows themselves."""
TEXT = "Екінші нұсқада барлық міндетті ескерту орындалған, қабырғаның шеті анық көрсетілген."


ALONE = """
import sys
from pathlib import Path
from artflow.services import audit
from artflow.services.database.transactions import reading
from tests.fixtures import databases

def most():
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM")))

app = databases.application(sys.argv[1], Path(sys.argv[2]), durable=True)
with app.app_context():
    with reading():
        before = most()
    with reading() as connection:
        report = audit.verify(connection)
assert report.fault is None, report
print((most() - before) / 1024)
"""
"""What a process does that verifies once: it prints by how many MiB its memory has grown."""


def fill(town: environment.Town, works: int) -> None:
    """Write many works with long histories; chains and what they seal are true ones.

    Each event comes with a remark and a change of its work.
    """
    with writing() as connection:
        witnesses.remove(connection)  # their changes are written here
        first = connection.execute(select(Proposal.__table__)).mappings().one()
        same = {k: v for k, v in first.items() if k not in ("id", "number", "events", "head")}
        version = connection.execute(select(Version.sha256)).scalar_one()
        for _ in range(works):
            row = same | {"events": 0, "head": chain.GENESIS, "loops": EACH}
            key = connection.execute(insert(Proposal).returning(Proposal.id), row).scalar_one()
            seals = _write_changes(connection, key, same["version_id"], town.artist.id)
            events = _history(key, town.artist.id, same["stage"], version, seals)
            connection.execute(insert(Event), events)
            head = {"events": EACH, "head": events[-1]["hash"]}
            connection.execute(update(Proposal).where(Proposal.id == key), head)
        witnesses.install(connection)


def _write_changes(connection: Any, key: int, version_id: int, author: int) -> list[str]:
    """Write a remark and the changes for each event of a work; return the hashes that seal them."""
    remark = {
        **{"proposal_id": key, "version_id": version_id, "stage": "site", "author_id": author},
        **{"severity": "must", "text": TEXT, "state": "open", "answer": "", "at": AT},
    }
    connection.execute(insert(Remark), [remark] * EACH)
    named = {witness.name: witness for witness in witnesses.WITNESSES}
    of_work, of_remark = (
        witnesses.row_content(connection, named[name], "r") for name in ("proposal", "remark")
    )
    into, mine = witnesses.INTO, f"WHERE r.{{column}} = {key}"
    connection.exec_driver_sql(
        f"{into} SELECT r.id, 1, 'proposal', r.id, 'insert', {of_work}"
        f" FROM proposal r {mine.format(column='id')}"
    )
    connection.exec_driver_sql(
        f"{into} SELECT r.proposal_id, row_number() OVER (ORDER BY r.id), 'remark', r.id, 'insert',"
        f" {of_remark} FROM remark r {mine.format(column='proposal_id')}"
    )
    change = {"proposal_id": key, "table_name": "proposal", "row_id": key, "op": "update"}
    changes = [change | {"n": n, "content": f'{{"loops": {n}}}'} for n in range(2, EACH + 1)]
    connection.execute(insert(RowChange), changes)
    columns = (RowChange.n, RowChange.table_name, RowChange.row_id, RowChange.op, RowChange.content)
    made = select(*columns).where(RowChange.proposal_id == key).order_by(RowChange.n, RowChange.id)
    found = [Change(*row) for row in connection.execute(made)]
    return [hash_changes(group) for _n, group in groupby(found, key=attrgetter("n"))]


def _history(
    key: int, actor: int, stage: str, version: str, seals: list[str]
) -> list[dict[str, Any]]:
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
            "data": chain.canonical({"text": TEXT, "severity": "must", "rows": seals[n - 1]}),
            "at": AT.isoformat(timespec="microseconds"),
            "prev_hash": rows[-1]["hash"] if rows else chain.GENESIS,
            "key": f"{key:016x}{n:016x}",
        }
        rows.append(fields | {"hash": chain.hash_event([fields[name] for name in chain.FIELDS])})
    return rows


def bare(connection: Any, covered: list[bytes]) -> float:
    """Read every row and change, and hash what hashes cover. Returns the seconds that took."""
    begun = time.perf_counter()
    for query in BESIDE:
        for row in connection.execute(query).fetchall():
            hashlib.sha256(row[-1].encode()).hexdigest()
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


def ours(events: int) -> float:
    """Verify them all as the application does. Returns the seconds that took."""
    db.session.rollback()
    begun = time.perf_counter()
    with reading() as connection:
        report = audit.verify(connection)
    passed = time.perf_counter() - begun
    assert report.fault is None
    assert report.events >= events
    return passed


def growth(url: str, folder: Path) -> float:
    """Return by how many MiB a process grows while it verifies."""
    command = [sys.executable, "-c", ALONE, url, str(folder)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(answer.stdout.split()[-1])


def measure(name: str, folder: Path, scale: str) -> list[Figure]:
    (works, pairs), kind = SCALES[scale], environment.KINDS[name](folder)
    url = kind.fresh("verify")
    with environment.town(kind, url) as town:
        town.at_sponsors()
        fill(town, works)
    connection = kind.raw(url)
    encode = chain.canonical
    covered = [encode(list(row[:-1])).encode() for row in connection.execute(QUERY).fetchall()]
    connection.commit()
    app = databases.application(url, folder, durable=True)
    with app.app_context():
        ours(works * EACH), bare(connection, covered)
        times = [(ours(works * EACH), bare(connection, covered)) for _ in range(pairs)]
    databases.dispose(app)
    connection.close()
    grown = growth(url, folder)
    kind.close()
    whole, least = (list(column) for column in zip(*times, strict=True))
    note(f"{len(covered)} events: verified in {milliseconds(whole)}, bare {milliseconds(least)}")
    return [
        ratio("verify: audit / read and hash", name, whole, least, TARGET),
        Figure("verify: memory over its start", name, grown, grown, grown, GROWTH, "MiB"),
    ]


if __name__ == "__main__":
    sys.exit(main(measure, __doc__, tuple(SCALES)))
