"""The real server as processes of its own: waitress through artflow/serve.py on a free port."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.fixtures.databases import QUICK_HASH

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, os, sys
from artflow import create_app
from artflow.serve import serve
settings, durable = map(json.loads, sys.argv[1:])
app = create_app(settings)
if not durable:
    from tests.fixtures.databases import hurry
    os.fsync = lambda handle: None
    hurry(app)
serve(app, port=0)
"""
READY = re.compile(r"artflow is ready on http://127\.0\.0\.1:(\d+)/")


class Server:
    """One server process, as durable as the program; several of them may serve one database."""

    def __init__(self, url: str, folder: Path, *, durable: bool = True, **more: object) -> None:
        settings = {
            "SECRET_KEY": "tests",
            "SQLALCHEMY_DATABASE_URI": url,
            "INSTANCE_PATH": str(folder),
            "UPLOADS": str(folder / "uploads"),
            "PASSWORD_HASH": QUICK_HASH,
            "DEMO": True,
            **more,
        }
        self.errors = folder / f"server-{os.urandom(4).hex()}.log"
        with self.errors.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, json.dumps(settings), json.dumps(durable)],
                cwd=ROOT,
                stderr=log,
            )
        self.port = 0

    def ready(self) -> Server:
        """Wait until it listens. Fail with its log if it ends before."""
        while self.process.poll() is None:
            found = READY.search(self.errors.read_text())
            if found:
                self.port = int(found[1])
                return self
            try:
                self.process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError(self.errors.read_text())

    def kill(self) -> None:
        """End it as a power failure would: nothing is finished or logged."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it politely; fail if it does not stop soon."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)


def start(
    count: int, url: str, folder: Path, *, durable: bool = True, **more: object
) -> list[Server]:
    """Start servers side by side, with more settings, and wait for all of them."""
    begun = [Server(url, folder, durable=durable, **more) for _ in range(count)]
    return [server.ready() for server in begun]
