"""The calendar of working days."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import Connection

from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.services.account_chain import sealing
from artflow.services.database.transactions import writing
from artflow.services.programmes import working_days

command = AppGroup("calendar", help="Days off and worked weekends.")
DAY = click.DateTime(["%Y-%m-%d"])
OF = click.option("--calendar", type=int, help="Number of the city's calendar, as `list` says it.")


@command.command("list")
def list_all() -> None:
    """List the calendars: number, name, state and time zone."""
    for row in working_days.list_calendars(db.session.connection()):
        click.echo(f"{row.id}: {row.name[LANGUAGES[0]]}, {row.country}, {row.zone}")


def _chosen(connection: Connection, calendar: int | None) -> int:
    """Return the calendar's number; the only one need not be named. Ends with exit code 1."""
    known = [row.id for row in working_days.list_calendars(connection)]
    if calendar in known or (calendar is None and len(known) == 1):
        return calendar or known[0]
    click.echo("name one of the calendars with --calendar; `calendar list` shows them", err=True)
    sys.exit(1)


@command.command("fill")
@click.argument("years", nargs=-1, type=int, required=True)
@OF
def fill(years: tuple[int, ...], calendar: int | None) -> None:
    """Write the state's days off of these years; edited days stay."""
    with writing() as connection:
        chosen = _chosen(connection, calendar)
        count = working_days.fill(connection, chosen, years)
        sealing.note(connection, "years_filled", calendar=chosen, years=years)
    click.echo(f"{count} days written")


@command.command("set")
@click.argument("day", type=DAY)
@click.argument("kind", type=click.Choice(["off", "work"]))
@click.argument("name", default="")
@OF
def edit(day: datetime, kind: str, name: str, calendar: int | None) -> None:
    """Make a day off, or a worked weekend."""
    with writing() as connection:
        chosen = _chosen(connection, calendar)
        working_days.edit(connection, chosen, day.date(), kind, name)
        sealing.note(connection, f"day_{kind}", calendar=chosen, day=f"{day:%Y-%m-%d}")
    click.echo(f"{day.date()}: {kind}")
