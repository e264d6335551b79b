"""Every run reads its definitions and builds its machines anew, also in a fork of another run."""

from __future__ import annotations

import pytest

from artflow.domain.process import machine

from .cases import workflow


@pytest.fixture(scope="session", autouse=True)
def _nothing_kept():
    workflow.cache_clear()
    machine._machines.clear()
