"""A page of 25 rows against a page of the same bytes that touches no database.

`python -m bench.pages --db sqlite|postgres`. The list and the desk of a sponsor with forty works
to decide on, asked for with a session, against a bare Flask application that renders the same bytes
from memory: one template, a loop over the rows, every word of them escaped. A B A B.
"""

from __future__ import annotations

import html
import re
import sys
import time
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from flask import Flask, render_template_string

from artflow.services.lists import listing
from bench import environment
from bench.figures import Figure, main, milliseconds, note, ratio
from tests.fixtures import databases
from tests.web.support.client import PageClient

WORKS, PAIRS, WARM, SAME = 40, 100, 10, 0.01
TARGET = 5.0
PAGES = {"list": "/proposals/", "found by a word": "/proposals/?q=дала", "desk": "/desk"}
ROWS = re.compile(r'<article class="(?:row|offer)".*?</article>', re.DOTALL)
"""The first works of a sponsor's desk stand large."""
WORDS = re.compile(r"(?<=>)([^<>\s][^<>]*)(?=<)")
TEMPLATE = (
    "{{ head|safe }}{% for row in rows %}{% for word, mark in row %}{{ word }}{{ mark|safe }}"
    "{% endfor %}{{ between|safe }}{% endfor %}{{ foot|safe }}"
)


def bare(page: str) -> Flask:
    """Build an application with one page of the same bytes: head, rows word by word, foot."""
    first, *_, last = ROWS.finditer(page)
    rows = []
    for found in ROWS.finditer(page):
        marks = WORDS.split(found[0])
        words = [html.unescape(word) for word in ["", *marks[1::2]]]
        rows.append(list(zip(words, marks[::2], strict=True)))
    between = page[first.end() : next(islice(ROWS.finditer(page), 1, None)).start()]
    app = Flask("bare")

    @app.get("/")
    def home() -> str:
        return render_template_string(
            TEMPLATE,
            head=page[: first.start()],
            rows=rows,
            between=between,
            foot=page[last.end() :].removeprefix(between),
        )

    return app


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    with ExitStack() as stack:
        stack.callback(kind.close)
        url = kind.fresh("pages")
        with environment.town(kind, url) as town:
            for _ in range(WORKS):
                town.at_sponsors()
        app = databases.application(url, folder, durable=True)
        stack.callback(databases.dispose, app)
        visitor = PageClient(app).sign_in("jusan")
        return [_compared(what, name, visitor, address) for what, address in PAGES.items()]


def _compared(what: str, name: str, visitor: PageClient, address: str) -> Figure:
    page = visitor.get(address).text
    plain = PageClient(bare(page))
    assert len(ROWS.findall(plain.ask("GET", "/").text)) == listing.PAGE_SIZE
    pairs = [(_ask(visitor, address), _ask(plain, "/")) for _ in range(WARM + PAIRS)]
    (ours, sizes), (least, others) = (
        zip(*column, strict=True) for column in zip(*pairs[WARM:], strict=True)
    )
    assert abs(sizes[0] - others[0]) < SAME * sizes[0], (sizes[0], others[0])
    note(f"{what}, {sizes[0]} bytes: {milliseconds(ours)}, bare {milliseconds(least)}")
    return ratio(f"{what}: 25 rows / without a database", name, ours, least, TARGET)


def _ask(visitor: PageClient, address: str) -> tuple[float, int]:
    """Ask for a page. Returns the seconds from the request to the last byte, and the bytes."""
    begun = time.perf_counter()
    answer = visitor.ask("GET", address)
    passed = time.perf_counter() - begun
    assert answer.status_code == 200, address
    return passed, len(answer.data)


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
