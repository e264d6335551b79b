"""The same verbs from the shell. Exit codes: 0 done, 1 something is wrong, 2 misused."""

from __future__ import annotations

from flask import Flask

from . import audit, calendar, db, demo, user, worker, workflow


def init_app(app: Flask) -> None:
    """Add the commands."""
    for module in (audit, calendar, db, demo, user, worker, workflow):
        app.cli.add_command(module.command)
