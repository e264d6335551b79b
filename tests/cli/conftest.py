"""The shell, as an operator has it."""

from __future__ import annotations

import contextvars

import pytest


@pytest.fixture
def run(app):
    """Run a command and expect this exit code; returns what it said, errors included."""

    def call(*words: str, code: int = 0, keys: str = "") -> str:
        runner = app.test_cli_runner()
        done = contextvars.Context().run(runner.invoke, args=list(words), input=keys)
        assert done.exit_code == code, f"{done.output}{done.exception!r}"
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.output

    return call
