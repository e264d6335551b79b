"""Verification of history."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup

from artflow.services import audit
from artflow.services.database.transactions import reading

command = AppGroup("audit", help="Is history still what was written?")


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.option("--files/--no-files", default=True, help="Also hash every version and file.")
def verify(as_json: bool, files: bool) -> None:
    """Check chains, folds and hashes; name the first bad row. Exit code 1 if there is one."""
    with reading() as connection:
        report = audit.verify(connection)
        wrong = audit.verify_files(connection) if files else []
    fault = report.fault
    if as_json:
        click.echo(
            json.dumps(
                {
                    "proposals": report.proposals,
                    "events": report.events,
                    "files": wrong,
                    "fault": fault
                    and {"proposal": fault.proposal_id, "n": fault.n, "code": fault.code},
                }
            )
        )
    else:
        if fault:
            click.echo(f"proposal {fault.proposal_id}, event {fault.n}: {fault.code}", err=True)
        for line in wrong:
            click.echo(f"content does not have its hash: {line}", err=True)
        click.echo(f"{report.events} events of {report.proposals} proposals checked")
    if fault or wrong:
        sys.exit(1)


@command.command("anchor")
def anchor() -> None:
    """Seal the heads of all chains; run it daily and keep the printed root elsewhere."""
    click.echo(audit.anchor())
