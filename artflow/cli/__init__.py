"""The same verbs from the shell. Exit codes: 0 done, 1 something is wrong, 2 misused."""

from __future__ import annotations

import copy
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo

from artflow.config import MISUSED

COMMANDS = (
    "audit",
    "backup",
    "calendar",
    "db",
    "demo",
    "files",
    "import",
    "restore",
    "serve",
    "setup",
    "user",
    "worker",
    "workflow",
)
MODULES = {"import": "imports"}
"""Commands whose name no module can have."""


class Commands(AppGroup):
    """The commands by name: a module is loaded when its command is called, never by a server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        return _guarded(import_module(f".{MODULES.get(name, name)}", __name__).command)


def _guarded(command: click.Command) -> click.Command:
    """Return the command; a database that cannot be asked is one line then, with exit code 2."""
    guarded = copy.copy(command)

    def invoke(ctx: click.Context) -> object:
        from sqlalchemy.exc import DBAPIError  # no command is called without it

        try:
            return command.invoke(ctx)
        except DBAPIError as error:
            from .trouble import why_no_answer

            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                why = why_no_answer(error)
            if not why:
                raise
            click.echo(f"artflow: {why}", err=True)
            ctx.exit(MISUSED)

    guarded.invoke = invoke  # type: ignore[method-assign]
    return guarded


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli = Commands(app.name)
