"""The calendar of working days."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from artflow.services.database.transactions import writing
from artflow.services.programmes import working_days

command = AppGroup("calendar", help="Days off and worked weekends.")
DAY = click.DateTime(["%Y-%m-%d"])


@command.command("fill")
@click.argument("years", nargs=-1, type=int, required=True)
def fill(years: tuple[int, ...]) -> None:
    """Write the state's days off of these years; edited days stay."""
    with writing() as connection:
        click.echo(f"{working_days.fill(connection, years)} days written")


@command.command("set")
@click.argument("day", type=DAY)
@click.argument("kind", type=click.Choice(["off", "work"]))
@click.argument("name", default="")
def edit(day: datetime, kind: str, name: str) -> None:
    """Make a day off, or a worked weekend."""
    with writing() as connection:
        working_days.edit(connection, day.date(), kind, name)
    click.echo(f"{day.date()}: {kind}")
