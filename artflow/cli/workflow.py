"""Definitions from the shell."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from artflow.domain.definitions.loading import load
from artflow.domain.errors import DefinitionError
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions

command = AppGroup("workflow", help="Process definitions.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@command.command("check")
@click.argument("path", type=FILE)
def check(path: Path) -> None:
    """Say everything that is wrong with a definition, and where. Exit code 1 if anything is."""
    try:
        workflow = load(path.read_text(encoding="utf-8"))
    except DefinitionError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{workflow.key}: {len(workflow.stages)} stages, {workflow.sha256}")


@command.command("publish")
@click.argument("path", type=FILE)
def publish(path: Path) -> None:
    """Store a definition for good and print its id; a published one never changes.

    Of one that was published before it is said on stderr that nothing has changed. One that does
    not hold together is not stored: what is wrong is said, with exit code 1.
    """
    source = path.read_text(encoding="utf-8")
    try:
        with writing() as connection:
            known = definitions.find_published(connection, source)
            key = definitions.publish(connection, source, datetime.now(UTC))
    except DefinitionError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(key)
    if known is not None:
        click.echo("nothing has changed: this very document was published before", err=True)
