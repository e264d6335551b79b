"""A ministry's installation in small: PostgreSQL, PgBouncer, a bucket, servers, workers, mail.

Each server and worker is a process of its own, begun by the program's own command, with an
instance of its own, as if it stood on another machine.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.databases import QUICK_HASH

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
START = "artflow is ready on"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Post:
    """A mail server that takes every letter and remembers its number."""

    def __init__(self) -> None:
        controllers = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
        self.numbers: Counter[str] = Counter()
        self.port = free_port()
        self._controller = controllers.Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.decode("utf-8", "replace")
        number = next(line for line in head.splitlines() if line.startswith("X-Artflow-Number:"))
        self.numbers[number.rpartition(" ")[2]] += 1
        return "250 taken"

    def __enter__(self) -> Post:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class Process:
    """A command of the program that runs until it is stopped or killed."""

    def __init__(
        self, words: list[str], folder: Path, settings: dict[str, Any], root: Path
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.words, self.folder, self.settings, self.root = words, folder, settings, root
        self.log = folder / "log"
        self.begin()

    def begin(self) -> None:
        """Start it, also again after its end; its log goes on."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("ARTFLOW")}
        own |= {
            name if name.startswith("AWS") else f"ARTFLOW_{name}": value
            if isinstance(value, str)
            else json.dumps(value)
            for name, value in self.settings.items()
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "artflow", *self.words],
                cwd=self.root,
                env=own | {"ARTFLOW_INSTANCE": str(self.folder)},
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it politely."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def said(self) -> str:
        return self.log.read_text("utf-8")


class WebServer(Process):
    """`artflow serve` on a port of its own."""

    def __init__(self, folder: Path, settings: dict[str, Any], root: Path) -> None:
        self.port = free_port()
        super().__init__(["serve", "--port", str(self.port)], folder, settings, root)

    def wait_until_ready(self) -> WebServer:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            if self.readiness() == 200:
                return self
            time.sleep(0.1)
        raise AssertionError(self.said())

    def readiness(self) -> int:
        """Return the status of /readyz; 0 if nothing answers there."""
        try:
            address = f"http://127.0.0.1:{self.port}/readyz"
            with urllib.request.urlopen(address, timeout=PATIENCE) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0


class Installation:
    """Everything that runs, and how to begin more of it."""

    def __init__(self, folder: Path, pooled: str, direct: str, bucket: Any, post: Post) -> None:
        self.folder, self.post, self.direct = folder, post, direct
        self.settings: dict[str, Any] = {
            "SECRET_KEY": "of the tests",
            "SQLALCHEMY_DATABASE_URI": pooled,
            "DIRECT_DATABASE_URI": direct,
            "POOLER": "transaction",
            "UPLOADS": bucket.url,
            "MAIL_URL": f"smtp://127.0.0.1:{post.port}",
            "PASSWORD_HASH": QUICK_HASH,
            "SEARCHES_PER_MINUTE": 0,
            "ARCHIVES_PER_HOUR": 0,
            "CHECKS_PER_MINUTE": 0,
            "UPLOADS_PER_HOUR": 0,
        }
        self.environment: dict[str, str] = {}
        self.running: list[Process] = []

    def _folder(self, kind: str) -> Path:
        return self.folder / f"{kind}-{len(self.running)}"

    def serve(self, root: Path = ROOT) -> WebServer:
        """Begin one more server."""
        made = WebServer(self._folder("server"), self.settings | self.environment, root)
        self.running.append(made)
        return made

    def work(self) -> Process:
        """Begin one more worker."""
        words = ["worker", "--every", "0.2"]
        made = Process(words, self._folder("worker"), self.settings | self.environment, ROOT)
        self.running.append(made)
        return made

    def run(self, *words: str, root: Path = ROOT) -> Process:
        """Begin a command that ends by itself."""
        made = Process(list(words), self._folder("once"), self.settings | self.environment, root)
        self.running.append(made)
        return made

    def stop(self) -> None:
        for process in self.running:
            process.stop()
