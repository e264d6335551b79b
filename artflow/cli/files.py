"""The files as a whole: from a folder into a bucket, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from flask.cli import AppGroup

from artflow.config import ConfigurationError
from artflow.extensions import db
from artflow.services import audit
from artflow.services.database import schema
from artflow.services.database.transactions import reading
from artflow.services.files import references, tidying
from artflow.services.storage import copying
from artflow.services.storage.opening import open_storage
from artflow.services.storage.port import Storage

from .backup import one_line

command = AppGroup("files", help="All files: copied from a folder into a bucket, or back.")
EVERY = 500


class Place(click.ParamType):
    """A folder of files, or `s3://bucket/prefix`."""

    name = "place"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> Storage:
        try:
            return open_storage(value, name=str(param.human_readable_name if param else "it"))
        except ConfigurationError as error:
            self.fail(str(error), param, ctx)


@command.command("copy")
@click.argument("source", metavar="FROM", type=Place())
@click.argument("target", metavar="TO", type=Place())
@click.option("--check/--no-check", default=True, help="Read everything in TO again, and compare.")
def copy(source: Storage, target: Storage, check: bool) -> None:
    """Copy the files that TO lacks, while people work; say what is missing or damaged.

    Both are folders or s3://bucket/prefix. Nothing is deleted. Called again it goes on where it
    stopped. Exit code 1 if TO does not have, whole, all that the database names.
    """
    done = copying.Copied()
    try:
        for done in copying.copy(source, target, notes=(audit.NOTE, tidying.NOTE), check=check):
            if done.seen % EVERY == 0:
                click.echo(f"{done.seen} contents …", err=True)
        missing = list(_missing(target))
    except OSError as error:
        click.echo(f"stopped after {done.seen} contents: {one_line(error)}", err=True)
        click.echo("call it again: it goes on from there", err=True)
        sys.exit(1)
    click.echo(f"{done.copied} contents copied, {done.there} were there already")
    for line in (*_damages(done), *missing):
        click.echo(line, err=True)
    sys.exit(0 if done.is_whole and not missing else 1)


def _damages(done: copying.Copied) -> Iterator[str]:
    yield from (f"damaged in FROM, not copied: {sha256}" for sha256 in done.damaged_in_source)
    yield from (f"damaged in TO: {sha256}" for sha256 in done.damaged_in_target)


def _missing(target: Storage) -> Iterator[str]:
    """Yield a line for each content that the database names and the target lacks."""
    with db.engine.connect() as connection:
        if schema.present_revision(connection) is None:
            return
    with reading() as connection:
        for content in references.list_named(connection):
            if not target.exists(content.sha256):
                yield f"missing in TO: {content.name} ({content.sha256})"
