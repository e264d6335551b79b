"""Lists, searches and desks at a hundred thousand proposals against the same at a thousand.

`python -m bench.lists --db sqlite|postgres`. Two databases that differ in nothing but the number of
proposals; the same person asks both for the same whole page, in turn. A B A B. What is on the desk
is the same in both: an office has its hands full, not its archive.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from artflow.services.lists import listing
from bench import environment
from bench.figures import Figure, main, milliseconds, note, ratio
from tests.fixtures import bulk, databases
from tests.web.support.client import PageClient

FEW, MANY = 1_000, 100_000
PAIRS, WARM = 40, 3
TARGET = 1.2
READER = "coordinator"
PAGES = {
    "list": "/proposals/",
    "list, its middle": "/proposals/?after={middle}",
    "by stage": "/proposals/?stage=architecture",
    "by district": "/proposals/?district=Абай",
    "by sponsor": "/proposals/?sponsor={sponsor}",
    "search": "/proposals/?q=дала",
    "search and stage": "/proposals/?q=дала&stage=architecture",
    "desk": "/desk",
}


class Archive:
    """A town with so many proposals, and somebody signed in there."""

    def __init__(self, kind: Any, size: int, folder: Path) -> None:
        url = kind.fresh(f"lists_{size}")
        with environment.town(kind, url) as town:
            bulk.create_many(town, size)
            self.known = {"middle": size // 2, "sponsor": town.organisations["sponsor-1"]}
        self.app = databases.application(url, folder, durable=True)
        self.visitor = PageClient(self.app).sign_in(READER)

    def ask(self, page: str) -> float:
        """Ask for a full page. Returns the seconds from the request to the last byte."""
        address = page.format(**self.known)
        begun = time.perf_counter()
        answer = self.visitor.ask("GET", address)
        passed = time.perf_counter() - begun
        assert answer.status_code == 200, address
        assert answer.text.count('<article class="row"') == listing.PAGE_SIZE, address
        return passed


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    with ExitStack() as stack:
        stack.callback(kind.close)
        few, many = (_archive(kind, size, folder, stack) for size in (FEW, MANY))
        return [_compared(what, name, page, many, few) for what, page in PAGES.items()]


def _archive(kind: Any, size: int, folder: Path, stack: ExitStack) -> Archive:
    note(f"{size} proposals are written")
    made = Archive(kind, size, folder)
    stack.callback(databases.dispose, made.app)
    return made


def _compared(what: str, name: str, page: str, many: Archive, few: Archive) -> Figure:
    times = [(many.ask(page), few.ask(page)) for _ in range(WARM + PAIRS)][WARM:]
    ours, bare = (list(column) for column in zip(*times, strict=True))
    note(f"{what}: {MANY} {milliseconds(ours)}, {FEW} {milliseconds(bare)}")
    return ratio(f"{what}: {MANY // 1000}k / {FEW // 1000}k", name, ours, bare, TARGET)


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
