"""A backup put back from the shell, on an empty machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from artflow.services import signing
from artflow.services.backups import restoring
from artflow.services.backups.manifest import BackupError
from artflow.services.backups.restoring import Restored

from . import audit
from .audit_accounts import accounts_in_words
from .backup import one_line


@click.command("restore")
@click.argument("place", metavar="PLACE")
@click.option("--root", type=audit.Root(), help="The newest root that was kept, to compare with.")
@with_appcontext
def command(place: str, root: str | None) -> None:
    """Put the backup PLACE, or the newest in PLACE, into an empty installation and verify it.

    PLACE is a folder or s3://bucket/prefix. Says what is missing. Exit code 1 if nothing was
    restored, or not everything.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        done = restoring.restore(app, place, root=root)
    except (BackupError, DBAPIError, OSError) as error:
        click.echo(f"nothing was restored: {one_line(error)}", err=True)
        sys.exit(1)
    for line in _in_words(done):
        click.echo(line)
    for line in _faults(done):
        click.echo(line, err=True)
    sys.exit(0 if done.is_whole else 1)


def _in_words(done: Restored) -> Iterator[str]:
    found, report = done.manifest, done.report
    yield (
        f"restored {report.events} events of {report.proposals} proposals and {found.contents}"
        f" contents of files, as they were at {found.at}"
    )
    if done.migrated:
        yield f"migrated from {found.revision}"
    if found.seal is not None and done.older is None and report.fault is None:
        yield f"the history fits the root {found.seal.root} of {found.seal.at}"
    if signing.public_key() is None:
        yield (
            f"the key that signs seals is in no backup: put yours at {signing.key_path()}, or a new"
            " one is made at the next seal"
        )
    last = f"event {found.last_event_id} of {found.last_event_at}" if found.events else "none"
    yield f"decisions after {found.at} are not in this backup; the last in it is {last}"


def _faults(done: Restored) -> Iterator[str]:
    yield from map(audit.fault_in_words, done.report.faults)
    if done.older is not None:
        yield audit.shortfall_in_words(done.older)
    yield from map(audit.file_in_words, done.wrong)
    yield from accounts_in_words(done.accounts)
