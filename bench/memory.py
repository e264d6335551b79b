"""What the real server holds in memory after a thousand pages of every kind.

`python -m bench.memory --db sqlite|postgres`. The server of `artflow.serve` in a process of its
own, with all its threads; everybody asks it for pages, lists and exports, several of them at once.
The figure is the resident memory of the process at the end, read from /proc.
"""

from __future__ import annotations

import http.client
import itertools
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import environment
from bench.figures import Figure, main, note
from tests.journeys import servers
from tests.journeys.http_client import HttpClient

PAGES, AT_ONCE, WORKS = 1_000, 4, 40
TARGET = 120.0
READERS = ("artist", "specialist", "head", "coordinator", "admin", "jusan", "viewer")
ADDRESSES = (
    "/",
    "/desk",
    "/proposals/",
    "/proposals/?q=дала",
    "/proposals/?stage=site",
    "/walls/",
    "/notifications/",
    "/account/",
    "/account/sessions",
    "/process",
    "/people/",
    "/mail/",
    "/portfolio/",
    "/portfolio/export.csv",
    "/portfolio/export.xlsx",
    "/proposals/{work}",
    "/proposals/{work}/process",
    "/proposals/{work}/do/sign",
    "/proposals/{work}/dossier",
    "/proposals/new",
    "/sign-in",
    "/register",
    "/nowhere",
)


def resident(process: int) -> float:
    """Return the memory that a process holds, in MiB."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmRSS"))) / 1024


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    with ExitStack() as stack:
        stack.callback(kind.close)
        url = kind.fresh("memory")
        with environment.town(kind, url) as town:
            work = max(town.at_sponsors().id for _ in range(WORKS))
        (server,) = servers.start(1, url, folder)
        stack.callback(server.stop)
        held = list(asked(server, work, PAGES))
    note(f"after {PAGES // 10}: {held[PAGES // 10 - 1]:.1f}, at most {max(held):.1f} MiB")
    figures = held[-1], min(held[PAGES // 2 :]), max(held[PAGES // 2 :])
    return [Figure("memory after 1,000 pages", name, *figures, TARGET, "MiB")]


def asked(server: Any, work: int, pages: int) -> list[float]:
    """Ask for so many pages, several at once. Returns the server's memory in MiB after each."""
    people = [HttpClient(server.port).sign_in(reader) for reader in READERS]
    each = itertools.islice(itertools.cycle(itertools.product(ADDRESSES, people)), pages)

    def ask(one: tuple[str, HttpClient]) -> float:
        address, person = one
        cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
        wanted = quote(address.format(work=work), safe="/?=&")
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", wanted, headers={"Cookie": cookies})
        answer = connection.getresponse()
        assert answer.read() or answer.status == 303, address
        assert answer.status < 500, address
        connection.close()
        return resident(server.process.pid)

    with ThreadPoolExecutor(AT_ONCE) as together:
        return list(together.map(ask, each))


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
