"""The shell, as an operator has it."""

from __future__ import annotations

import contextvars
from functools import partial

import pytest
from flask import Flask


def run_command(app: Flask, *words: str, code: int = 0, keys: str = "") -> str:
    """Return a function that runs a command, checks its exit code and returns its output."""
    runner = app.test_cli_runner()
    done = contextvars.Context().run(runner.invoke, args=list(words), input=keys)
    assert done.exit_code == code, f"{done.output}{done.exception!r}"
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.output


@pytest.fixture
def run(app):
    """Run a command on the test's own application."""
    return partial(run_command, app)
