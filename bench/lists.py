"""Every page that lists or counts at many realistic works against the same page at a thousand.

`python -m bench.lists --db sqlite|postgres [--scale million]`; a hundred thousand without a scale.
Two databases of `tests.fixtures.crowd` that differ in nothing but the number of works; the same
person asks both for the same whole page, in turn. A B A B. Unread notices, open turns, walls and
signatures grow with the works.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from artflow.extensions import db
from artflow.models import Proposal
from bench import environment
from bench.figures import Figure, main, milliseconds, note, ratio
from tests.fixtures import crowd, databases
from tests.web.support.client import PageClient

FEW = 1_000
SCALES = {"hundred-thousand": 100_000, "million": 1_000_000, "ten-thousand": 10_000}
PAIRS, WARM = 20, 3
TARGET = 1.5
PAGES = {
    "front door": ("", "/"),
    "list": ("coordinator", "/proposals/"),
    "list, its middle": ("coordinator", "/proposals/?after={middle}"),
    "by stage": ("coordinator", "/proposals/?stage=architecture"),
    "by district": ("coordinator", "/proposals/?district=Абай"),
    "by sponsor": ("coordinator", "/proposals/?sponsor={sponsor}"),
    "search": ("coordinator", "/proposals/?q=дала"),
    "search and stage": ("coordinator", "/proposals/?q=дала&stage=architecture"),
    "search in a stage of few": ("coordinator", "/proposals/?q=көктем&stage=acceptance"),
    "desk of the specialist": ("specialist", "/desk"),
    "desk of the head": ("head", "/desk"),
    "desk of the coordinator": ("coordinator", "/desk"),
    "desk of a sponsor": ("jusan", "/desk"),
    "desk of an artist": ("crowd7", "/desk"),
    "desk of the administrator": ("admin", "/desk"),
    "queue of the artists": ("coordinator", "/desk?queue=applicant"),
    "queue of what is late": ("coordinator", "/desk?queue=overdue"),
    "queue of what nobody has taken": ("specialist", "/desk?queue=unassigned"),
    "desk by district": ("specialist", "/desk?district=Абай"),
    "desk by a rare word": ("specialist", "/desk?q={number}"),
    "desk by a common word": ("specialist", "/desk?q=дала"),
    "board": ("coordinator", "/board"),
    "page of a finished work": ("coordinator", "/proposals/{finished}"),
    "page at the sponsors": ("jusan", "/proposals/{signing}"),
    "walls": ("coordinator", "/walls/"),
    "walls that are free": ("coordinator", "/walls/?state=free"),
    "walls of a district": ("coordinator", "/walls/?district=Абай"),
    "walls of a rare kind": ("coordinator", "/walls/?heritage=monument_local"),
    "points of walls": ("coordinator", "/walls/points"),
    "points in view": ("coordinator", "/walls/points?view=42.2,69.4,42.5,69.8"),
    "one wall": ("coordinator", "/walls/{wall}"),
    "portfolio of a sponsor": ("jusan", "/portfolio/"),
    "portfolio of the coordinator": ("coordinator", "/portfolio/"),
    "a stage of the portfolio": ("jusan", "/portfolio/?stage=completed"),
    "a programme": ("admin", "/programmes/{programme}"),
    "who leaves it": ("admin", "/programmes/{programme}/parties/{sponsor}/remove"),
    "processes": ("admin", "/programmes/processes"),
    "administration": ("admin", "/administration/"),
    "notices": ("coordinator", "/notifications/"),
}


class Archive:
    """A town with so many works, and whoever has signed in there."""

    def __init__(self, kind: Any, size: int, folder: Path) -> None:
        url = kind.fresh(f"lists_{size}")
        with environment.town(kind, url) as town:
            first = crowd.create_crowd(town, size)
            places = {"sponsor": town.organisations["sponsor-1"], "programme": town.programme}
            self.known = _known(first, size) | places
        self.app = databases.application(url, folder, durable=True)
        self.visitors = {"": PageClient(self.app)}

    def ask(self, username: str, page: str) -> float:
        """Ask for a full page. Returns the seconds from the request to the last byte."""
        if username not in self.visitors:
            self.visitors[username] = PageClient(self.app).sign_in(username)
        address = page.format(**self.known)
        begun = time.perf_counter()
        answer = self.visitors[username].ask("GET", address)
        passed = time.perf_counter() - begun
        assert answer.status_code == 200, address
        return passed


def _known(first: int, size: int) -> dict[str, Any]:
    """Return what the addresses name: a work in the middle, the newest of some stages, a wall."""

    def newest(column: Any, stage: str) -> Any:
        return db.session.scalar(select(func.max(column)).where(Proposal.stage == stage))

    return {
        "middle": first + size // 2,
        "finished": newest(Proposal.id, "completed"),
        "signing": newest(Proposal.id, "sponsors"),
        "number": newest(Proposal.number, "architecture"),
        "wall": newest(Proposal.wall_id, "completed"),
    }


def measure(name: str, folder: Path, scale: str) -> list[Figure]:
    kind, size = environment.KINDS[name](folder), SCALES[scale]
    with ExitStack() as stack:
        stack.callback(kind.close)
        few, many = (_archive(kind, each, folder, stack) for each in (FEW, size))
        compare = partial(_compared, name, f"{size // 1000}k / {FEW // 1000}k", many, few)
        return [compare(what, *page) for what, page in PAGES.items()]


def _archive(kind: Any, size: int, folder: Path, stack: ExitStack) -> Archive:
    note(f"{size} works are written")
    made = Archive(kind, size, folder)
    stack.callback(databases.dispose, made.app)
    return made


def _compared(
    name: str, sizes: str, many: Archive, few: Archive, what: str, username: str, page: str
) -> Figure:
    pairs = range(WARM + PAIRS)
    times = [(many.ask(username, page), few.ask(username, page)) for _ in pairs][WARM:]
    ours, bare = (list(column) for column in zip(*times, strict=True))
    note(f"{what}: {milliseconds(ours)}, at a thousand {milliseconds(bare)}")
    return ratio(f"{what}: {sizes}", name, ours, bare, TARGET)


if __name__ == "__main__":
    sys.exit(main(measure, __doc__, tuple(SCALES)))
