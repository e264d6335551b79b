"""The same verbs from the shell. Exit codes: 0 done, 1 something is wrong, 2 misused."""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS = (
    "audit",
    "backup",
    "calendar",
    "db",
    "demo",
    "restore",
    "serve",
    "setup",
    "user",
    "worker",
    "workflow",
)


class Commands(AppGroup):
    """The commands by name: a module is loaded when its command is called, never by a server."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        return import_module(f".{name}", __name__).command


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli = Commands(app.name)
