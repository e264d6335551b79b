"""What the real server holds in memory after a thousand pages of every kind.

`python -m bench.memory --db sqlite|postgres`. The server of `artflow.serve` in a process of its
own, with all its threads; ten people ask it for a thousand pages, lists, pictures and exports, some
of them at once. The figure is the resident memory of the process at the end, read from /proc.
"""

from __future__ import annotations

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests import crowd
from tests.journeys import servers
from tests.journeys.visitor import Visitor

from . import grounds
from .figures import Figure, main, note

PAGES, AT_ONCE, SIZE = 1_000, 4, 1_000
TARGET = 120.0
SEATS = ("artist", "specialist", "head", "coordinator", "admin", "jusan", "viewer")
ADDRESSES = (
    "/", "/desk", "/proposals/", "/proposals/?q=дала", "/proposals/?stage=site", "/walls/",
    "/notifications/", "/account/", "/account/sessions", "/process", "/people/", "/mail/",
    "/portfolio/", "/portfolio/export.csv", "/portfolio/export.xlsx", "/proposals/{work}",
    "/proposals/{work}/process", "/proposals/{work}/do/sign", "/proposals/{work}/dossier",
    "/proposals/new", "/sign-in", "/register", "/nowhere",
)  # fmt: skip


def resident(process: int) -> float:
    """Megabytes of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmRSS"))) / 1024


def measure(name: str, folder: Path) -> list[Figure]:
    kind = grounds.KINDS[name](folder)
    with ExitStack() as stack:
        stack.callback(kind.close)
        url = kind.fresh("memory")
        with grounds.town(kind, url) as town:
            work = town.at_sponsors().id
            crowd.gather(town, SIZE)
        (server,) = servers.start(1, url, folder)
        stack.callback(server.stop)
        held = list(asked(server, work, PAGES))
    note(f"after {PAGES // 10}: {held[PAGES // 10 - 1]:.1f}, at most {max(held):.1f} MiB")
    figures = held[-1], min(held[PAGES // 2 :]), max(held[PAGES // 2 :])
    return [Figure("memory after 1,000 pages", name, *figures, TARGET, "MiB")]


def asked(server: Any, work: int, pages: int) -> list[float]:
    """Ask for so many pages, several at once; returns what the server holds after each of them."""
    people = [Visitor(server.port).sign_in(seat) for seat in SEATS]
    each = itertools.islice(itertools.cycle(itertools.product(ADDRESSES, people)), pages)

    def ask(one: tuple[str, Visitor]) -> float:
        address, person = one
        answer = person.ask("GET", quoted(address.format(work=work)))
        assert answer.status < 500, address
        return resident(server.process.pid)

    with ThreadPoolExecutor(AT_ONCE) as together:
        return list(together.map(ask, each))


def quoted(address: str) -> str:
    """The address as it is sent."""
    from urllib.parse import quote

    return quote(address, safe="/?=&")


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
