"""Eight writer processes against one: decisions a second, the longest wait, errors.

`python -m bench.writers --db sqlite|postgres`. Every process takes decisions on a work of its own
through the application (a sponsor signs and takes the signature back) for a short while; one
process and all eight take turns, A B A B. The processes stay alive, so that no start is measured.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from artflow.extensions import db
from artflow.models import User
from artflow.services.decisions import case_loader, decisions
from artflow.services.identity import persons
from bench import environment
from bench.figures import Figure, main, note
from tests.fixtures import databases

WRITERS, ROUNDS, SECONDS = 8, 6, 1.5
TARGETS = {"sqlite": 0.9, "postgres": 1.4}
LONGEST_WAIT = 1.0


class Writer:
    """One process that decides whenever it is told for how long."""

    def __init__(self, url: str, folder: Path, work: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.writers", "--write", url, str(folder), str(work)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.to, self.back = self.process.stdin, self.process.stdout
        assert self.answer() == "ready"

    def go(self, seconds: float) -> None:
        self.to.write(f"{seconds}\n")
        self.to.flush()

    def answer(self) -> Any:
        return json.loads(self.back.readline())

    def end(self) -> None:
        self.to.close()
        self.process.wait(20)
        self.back.close()


def together(writers: list[Writer]) -> list[dict[str, Any]]:
    """Let these writers decide at the same time. Returns the report of each."""
    for writer in writers:
        writer.go(SECONDS)
    return [writer.answer() for writer in writers]


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    url = kind.fresh("writers")
    with environment.town(kind, url) as town:
        works = [town.at_sponsors().id for _ in range(WRITERS)]
    writers = [Writer(url, folder, work) for work in works]
    together(writers)  # warm
    rounds = [(together(writers[:1]), together(writers)) for _ in range(ROUNDS)]
    for writer in writers:
        writer.end()
    kind.close()
    return _figures(name, rounds)


def _figures(name: str, rounds: list[tuple[list[Any], list[Any]]]) -> list[Figure]:
    alone = [sum(report["rate"] for report in one) for one, _ in rounds]
    crowd = [sum(report["rate"] for report in together_) for _, together_ in rounds]
    every = [report for _, together_ in rounds for report in together_]
    errors = [error for report in every for error in report["errors"]]
    waits = [report["longest"] for report in every]
    gains = [b / a for a, b in zip(alone, crowd, strict=True)]
    value = statistics.median(crowd) / statistics.median(alone)
    note(
        f"one {statistics.median(alone):.0f} a second, {WRITERS} {statistics.median(crowd):.0f};"
        f" errors: {sorted(set(errors)) or 'none'}"
    )
    return [
        Figure(
            "8 writers / 1: decisions a second",
            name,
            value,
            min(gains),
            max(gains),
            TARGETS[name],
            least=True,
        ),
        Figure(
            "8 writers: longest wait",
            name,
            max(waits),
            min(waits),
            max(waits),
            LONGEST_WAIT,
            unit="s",
        ),
        Figure("8 writers: errors", name, len(errors), 0, len(errors), 0, unit=" "),
    ]


def write(url: str, folder: str, work: str) -> None:
    """Play one writer: read seconds, decide for so long, report; until the input ends."""
    app = databases.application(url, Path(folder), durable=True)
    with app.app_context():
        signer = db.session.scalar(db.select(User).where(User.email == "jusan@example.org"))
        person = persons.load_person(db.session.connection(), signer.id, signer.name)
        db.session.rollback()
        case = case_loader.load(db.session.connection(), int(work))
        seen = decisions.SeenState(case.stage, case.version)
        db.session.rollback()
        print(json.dumps("ready"), flush=True)
        decide = _Deciding(int(work), person, seen)
        for line in sys.stdin:
            print(json.dumps(decide.during(float(line))), flush=True)
    databases.dispose(app)


class _Deciding:
    """One person who signs a work and takes the signature back, again and again."""

    def __init__(self, work: int, person: Any, seen: decisions.SeenState) -> None:
        self.work, self.person, self.seen = work, person, seen
        self.signed = False

    def during(self, seconds: float) -> dict[str, Any]:
        waits, errors = [], []
        end = time.perf_counter() + seconds
        begun = first = time.perf_counter()
        while begun < end:
            try:
                self._decide()
            except Exception as error:  # whatever it is, it is told and counts
                errors.append(f"{type(error).__name__}: {error}"[:200])
            now = time.perf_counter()
            waits.append(now - begun)
            begun = now
        return {"rate": len(waits) / (begun - first), "longest": max(waits), "errors": errors}

    def _decide(self) -> None:
        action, data = ("retract", {"text": "-"}) if self.signed else ("sign", {"amount": 1000})
        decisions.take_action(
            self.work,
            self.person,
            action,
            seen=self.seen,
            key=uuid.uuid4().hex,
            data=data,
            now=datetime.now(UTC),
        )
        self.signed = not self.signed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(*sys.argv[2:])
        sys.exit()
    sys.exit(main(measure, __doc__))
