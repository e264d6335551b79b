"""One decision through the application against raw SQL that writes the very same rows.

`python -m bench.decision --db sqlite|postgres`. Two databases, alike to the last byte: the
application signs in the first, then the driver writes into the second exactly the rows that it
has written, in one transaction, with the same durability and nothing read. A B A B; at the end
both databases must hold the same.
"""

from __future__ import annotations

import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.services.decisions import case_loader, decisions
from artflow.services.programmes import working_days
from bench import environment
from bench.figures import Figure, main, milliseconds, note, ratio
from tests.fixtures import databases

WORKS, WARM = 110, 10
TARGETS = {"sqlite": 3.0, "postgres": 1.6}
EVENT = (
    "proposal_id",
    "n",
    "type",
    "from_stage",
    "to_stage",
    "actor_id",
    "on_behalf_of",
    "role",
    "organisation_id",
    "version",
    "data",
    "at",
    "prev_hash",
    "hash",
    "key",
)
SIGNOFF = ("state", "amount", "conditions", "reason", "decided_by_id", "basis", "decided_at")
NOTICE = ("user_id", "proposal_id", "event_id", "kind", "at")
PROPOSAL = ("events", "head", "moved_at", "committed", "payable", "paid")
TURN = ("closed_at", "used_days", "paused_days", "late_days", "ended_by", "outcome")
WRITTEN = ("event", "signoff", "turn", "notice", "proposal")


class Raw:
    """The rows of one signature: read where the application wrote them, written by the driver."""

    def __init__(self, kind: Any, source: str, target: str) -> None:
        self.mark = kind.placeholder
        self.source, self.target = kind.raw(source), kind.raw(target)
        self.is_sqlite = self.mark == "?"
        self.sign = self._update("signoff", SIGNOFF)
        self.close = self._update("turn", TURN)
        self.event = f"{self._insert('event', EVENT)} RETURNING id"
        self.store = self._update("proposal", PROPOSAL)
        self.notice = self._insert("notice", NOTICE)

    def _update(self, table: str, columns: tuple[str, ...]) -> str:
        changes = ", ".join(f"{name} = {self.mark}" for name in columns)
        return f"UPDATE {table} SET {changes} WHERE id = {self.mark}"

    def _insert(self, table: str, columns: tuple[str, ...]) -> str:
        marks = ", ".join([self.mark] * len(columns))
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"

    def _rows(self, table: str, columns: tuple[str, ...], where: str, value: Any) -> list[Any]:
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE {where} = {self.mark} ORDER BY id"
        rows = self.source.execute(query, (value,)).fetchall()
        self.source.commit()
        return rows

    def read(self, proposal_id: int) -> dict[str, Any]:
        """Read what the application has written for its last event."""
        proposal = self._rows("proposal", (*PROPOSAL, "id"), "id", proposal_id)[0]
        moved_at = proposal[2]
        event_id = self._rows("event", ("id",), "proposal_id", proposal_id)[-1][0]
        return {
            "event": self._rows("event", EVENT, "id", event_id)[0],
            "signoff": self._rows("signoff", (*SIGNOFF, "id"), "decided_at", moved_at)[0],
            "turn": self._rows("turn", (*TURN, "id"), "closed_at", moved_at)[0],
            "proposal": proposal,
            "notices": self._rows("notice", NOTICE, "event_id", event_id),
        }

    def write(self, rows: dict[str, Any]) -> None:
        """Write the rows in one transaction: the same tables, rows and indexes."""
        cursor = self.target.cursor()
        if self.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(self.sign, rows["signoff"])
        cursor.execute(self.close, rows["turn"])
        event_id = cursor.execute(self.event, rows["event"]).fetchone()[0]
        cursor.execute(self.store, rows["proposal"])
        cursor.executemany(
            self.notice, [(u, p, event_id, k, at) for u, p, _, k, at in rows["notices"]]
        )
        self.target.commit()

    def check_alike(self) -> None:
        """Check that both databases hold the same rows in every table that a decision writes."""
        for table in WRITTEN:
            query = f"SELECT * FROM {table} ORDER BY id"
            ours, bare = (c.execute(query).fetchall() for c in (self.source, self.target))
            assert ours == bare, f"{table}: the raw way has written something else"


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    first = kind.fresh("service")
    note(f"{WORKS} works walk to the sponsors")
    with environment.town(kind, first) as town:
        works = [town.at_sponsors().id for _ in range(WORKS)]
        person = town.jusan
    raw = Raw(kind, first, kind.copy(first, "raw"))
    app = databases.application(first, folder, durable=True)
    with app.app_context():
        working_days.clear_cache()
        times = [_pair(work, person, raw) for work in works]
    databases.dispose(app)
    raw.check_alike()
    raw.source.close()
    raw.target.close()
    kind.close()
    ours, bare = (list(column) for column in zip(*times[WARM:], strict=True))
    note(f"service {milliseconds(ours)}, raw {milliseconds(bare)}, {len(ours)} pairs")
    return [ratio("decision: service / raw SQL", name, ours, bare, TARGETS[name])]


def _pair(work: int, person: Person, raw: Raw) -> tuple[float, float]:
    """Take one decision, then write its rows with the driver alone. Returns the seconds of both."""
    seen = _seen(work)
    begun = time.perf_counter()
    decisions.take_action(
        work,
        person,
        "sign",
        seen=seen,
        key=uuid.uuid4().hex,
        data={"amount": 1_000_000, "text": ""},
        now=datetime.now(UTC),
    )
    ours = time.perf_counter() - begun
    rows = raw.read(work)
    begun = time.perf_counter()
    raw.write(rows)
    return ours, time.perf_counter() - begun


def _seen(work: int) -> decisions.SeenState:
    """Read what the page shows, before the clock runs; the page's own reading has ended by then."""
    case = case_loader.load(db.session.connection(), work)
    db.session.rollback()
    return decisions.SeenState(case.stage, case.version)


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
