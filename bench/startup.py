"""Start to first page: artflow on a migrated demo database against a bare Flask application.

`python -m bench.startup`. Both are fresh processes under the same server (`artflow.serve`, which is
waitress), both with their modules compiled before; the clock runs from the start of the process
until the front page has been read. A B A B.
`--demo` also times `python3 dev.py demo` in a clean clone: a first start, which makes .venv from
the package cache, and three later ones.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from artflow import create_app
from artflow.demo import load
from artflow.services.database import schema
from bench import environment
from bench.figures import Figure, milliseconds, note, ratio
from tests.fixtures import databases
from tools import prove_demo

ROOT = Path(__file__).resolve().parents[1]
PAIRS = 12
TARGET, FIRST_START, LATER_START = 3.5, 60.0, 3.0
OURS = """
from wsgi import app
from artflow.serve import serve
serve(app, port=0)
"""
BARE = """
from flask import Flask
from artflow.serve import serve
app = Flask("bare")
@app.get("/")
def home():
    return "<!doctype html><title>bare</title><p>A page"
serve(app, port=0)
"""
READY = re.compile(rb"artflow is ready on (http://127\.0\.0\.1:\d+/)")


def first_page(program: str, settings: dict[str, str]) -> float:
    """Start a process and read its front page. Returns the seconds that took."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, env=os.environ | settings
    )
    assert process.stderr is not None
    try:
        output = b""
        while not (found := READY.search(output)):
            line = process.stderr.readline()
            assert line, output.decode()
            output += line
        with urllib.request.urlopen(found[1].decode(), timeout=60) as reply:
            assert reply.status == 200
            assert reply.read()
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def demo_database(folder: Path) -> dict[str, str]:
    """Load the demo data into this folder. Returns the environment of its application."""
    settings = {
        "SECRET_KEY": "bench",
        "INSTANCE_PATH": str(folder),
        "UPLOADS": str(folder / "uploads"),
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'artflow.db'}",
    }
    app = create_app(settings)
    schema.upgrade(app)
    with app.app_context():
        load.load_demo()
    databases.dispose(app)
    found = {f"ARTFLOW_{key}": value for key, value in settings.items() if key != "INSTANCE_PATH"}
    return found | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def pages(folder: Path) -> Figure:
    settings = demo_database(folder)
    pairs = [(first_page(OURS, settings), first_page(BARE, settings)) for _ in range(PAIRS + 1)]
    times = pairs[1:]  # the first one compiles the modules, as an installer does
    ours, bare = (list(column) for column in zip(*times, strict=True))
    note(f"artflow {milliseconds(ours)}, bare Flask {milliseconds(bare)}, {PAIRS} pairs")
    return ratio("start to first page / bare Flask", "sqlite", ours, bare, TARGET)


def demos(folder: Path) -> list[Figure]:
    """Time `dev.py demo` as a newcomer meets it, in seconds of this machine."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    times = []
    for _ in range(4):
        demo = prove_demo.Demo(clone, prove_demo.free_port())
        try:
            times.append(demo.wait_until_ready(300))
            demo.stop()
        finally:
            demo.end()
    first, later = times[0], times[1:]
    return [
        Figure("dev.py demo, first start", "sqlite", first, first, first, FIRST_START, unit="s"),
        Figure(
            "dev.py demo, later starts",
            "sqlite",
            sorted(later)[1],
            min(later),
            max(later),
            LATER_START,
            unit="s",
        ),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", action="store_true", help="also time dev.py demo; takes minutes")
    parser.add_argument("--folder", type=Path, help="where the database lies")
    options = parser.parse_args()
    for name in ("FLASK_APP", "PYTHONDONTWRITEBYTECODE"):
        os.environ.pop(name, None)
    with environment.folder(options.folder) as folder:
        found = [pages(folder)] + (demos(folder) if options.demo else [])
    for figure in found:
        print(figure, flush=True)
    return 0 if all(figure.holds for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
