"""The files of ours that one signature passes, from its address to the commit.

`python -m bench.trace` signs once to warm up, signs once more under a trace, and names every file
of `artflow/` in which a function was entered, in the order of its first call.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sqlalchemy import Engine, event

import artflow
from artflow.extensions import db
from bench import environment
from tests.fixtures import databases
from tests.fixtures.world import PASSWORD
from tests.web.support.client import PageClient

OURS = Path(artflow.__file__).parent


@contextmanager
def traced(engine: Engine) -> Iterator[list[Path]]:
    """Collect the files of ours in which a function is entered, until the first commit."""
    seen: list[Path] = []

    def note(frame: FrameType, happened: str, _arg: object) -> None:
        path = Path(frame.f_code.co_filename)
        if happened == "call" and path.is_relative_to(OURS) and path not in seen:
            seen.append(path)

    def stop(_connection: object) -> None:
        sys.setprofile(None)

    event.listen(engine, "commit", stop)
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        event.remove(engine, "commit", stop)


def main() -> int:
    """Sign twice and print the files of the second signature. Returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/artflow.db"
        databases.migrated(url, Path(folder))
        app = databases.application(url, Path(folder))
        with app.app_context():
            town = environment.Town.create("mural")
            works = [town.at_sponsors().id for _ in range(2)]
            engine = db.engine
        visitor = PageClient(app).sign_in("jusan")
        for work in works:
            visitor.get("actions.ask", proposal_id=work, name="sign")
            with traced(engine) as seen:
                visitor.fill("", amount="6000000", password=PASSWORD)
        for n, path in enumerate(seen, 1):
            print(f"{n:3} {path.relative_to(OURS)}")
        databases.dispose(app)
    return 0


if __name__ == "__main__":
    sys.exit(main())
