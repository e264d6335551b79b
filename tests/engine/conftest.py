"""The workbench of the sequences, and how many of them are run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.fixtures.world import World

from .support.workbench import Workbench

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
settings.register_profile(
    "engine-wild",
    settings.get_profile("engine"),
    derandomize=False,
    max_examples=500,
    print_blob=True,
)
PROFILE = settings.get_profile(os.environ.get("ENGINE_PROFILE", "engine"))
"""`ENGINE_PROFILE=engine-wild` tries other sequences at every run, and many more of them."""


@pytest.fixture
def bench(context, request):
    """Return the workbench of the definition that the test names as its parameter."""
    made = Workbench(World.create(request.param))
    yield made
    made.close()
