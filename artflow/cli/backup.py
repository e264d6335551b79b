"""A backup from the shell: by hand, or every night from a timer."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from artflow.services.backups import making
from artflow.services.backups.manifest import BackupError


@click.command("backup")
@click.argument("place", metavar="PLACE")
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but so many of the newest.")
@with_appcontext
def command(place: str, keep: int | None) -> None:
    """Copy database and files of this moment to a new folder in PLACE, while people work.

    PLACE is a folder or s3://bucket/prefix. Seals the history before and prints the root: keep it
    elsewhere. Exit code 1 if nothing was made or the storage lacks a file.
    """
    try:
        made = making.make(place, keep=keep)
    except (BackupError, DBAPIError, OSError) as error:
        click.echo(f"no backup was made: {one_line(error)}", err=True)
        sys.exit(1)
    found = made.manifest
    click.echo(
        f"{made.folder}: {found.events} events of {found.proposals} proposals,"
        f" {found.contents} contents of files, {found.bytes} bytes"
    )
    if found.seal is not None:
        click.echo(f"root {found.seal.root}")
    for entry in made.missing:
        click.echo(f"missing or damaged in the storage: {entry.name} ({entry.sha256})", err=True)
    sys.exit(1 if made.missing else 0)


def one_line(error: Exception) -> str:
    """Say an error in one line, without the statement that a database could not carry out."""
    return " ".join(str(getattr(error, "orig", error)).split())
