"""The bench of the sequences, and how many of them are run."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import event

from artflow.extensions import db
from tests.world import World

from .bench import Bench

settings.register_profile(
    "engine",
    phases=[Phase.generate, Phase.shrink],
    derandomize=True,  # every run tries the same sequences, so a red one can be run again
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    max_examples=24,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("engine-wild", settings.get_profile("engine"), derandomize=False,
                          max_examples=500, print_blob=True)  # fmt: skip
PROFILE = settings.get_profile(os.environ.get("ENGINE_PROFILE", "engine"))
"""`ENGINE_PROFILE=engine-wild` tries other sequences at every run, and many more of them."""


def hasty(connection: sqlite3.Connection, record: Any) -> None:
    """Tests survive no power loss anyway: what is written need not reach the disk."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def in_haste(context):
    """The application on a database that does not wait for the disk."""
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", hasty)
        db.engine.dispose()
    return context


@pytest.fixture
def bench(in_haste, request):
    """The bench of the definition that the test names as its parameter."""
    made = Bench(World.make(request.param))
    yield made
    made.close()
