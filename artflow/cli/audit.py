"""Verification of history."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from artflow.domain.errors import NotVisible
from artflow.domain.history.chain import Fault
from artflow.extensions import db
from artflow.models import User
from artflow.services import anchor_signatures, audit, audit_contents, signing
from artflow.services.account_chain import verification as account_chain
from artflow.services.audit import Report, Seal, Shortfall
from artflow.services.audit_contents import LaterFiles
from artflow.services.database.transactions import reading, writing
from artflow.services.lists import places
from artflow.services.lists.places import WrongCopy
from artflow.services.row_changes import taking_over
from artflow.services.sponsorship import totals
from artflow.services.storage.port import ADDRESS
from artflow.services.walls import states

from .audit_accounts import accounts_as_json, accounts_in_words, anchors_in_words

command = AppGroup("audit", help="Is history still what was written?")


class Root(click.ParamType):
    """The root of an anchor, as `audit anchor` prints it."""

    name = "hex"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = value.strip().lower()
        if not ADDRESS.fullmatch(found):
            self.fail("a root has 64 hexadecimal digits", param, ctx)
        return found


@command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.option("--files/--no-files", default=True, help="Also hash every version and file.")
@click.option("--root", type=Root(), help="A root that was kept: nothing it sealed may be missing.")
@click.option(
    "--public-key",
    "keys",
    type=Root(),
    multiple=True,
    help="A public key that was kept: only its signatures count. May be given more than once.",
)
def verify(as_json: bool, files: bool, root: str | None, keys: tuple[str, ...]) -> None:
    """Check chains, folds, hashes and that nothing sealed is missing; name every bad row.

    Compares with the newest seal kept beside the files, and with a root that is given. Exit code 1
    if anything is wrong.
    """
    noted = audit.read_noted_seal()  # before the database is looked at, so that it cannot be newer
    with reading() as connection:
        report = audit.verify(connection)
        older = audit.find_shortfall(connection, Seal(root) if root else None, noted)
        wrong = audit_contents.verify_files(connection) if files else []
        later = audit_contents.find_later_files(connection) if files else None
        accounts = account_chain.verify(connection)
        unsigned = list(anchor_signatures.find_faults(connection, keys))
    if as_json:
        found = {"proposals": report.proposals, "events": report.events, "files": wrong}
        told = {
            "accounts": accounts_as_json(accounts),
            "anchors": [{"id": fault.n, "code": fault.code} for fault in unsigned],
        }
        click.echo(json.dumps(found | told | _as_json(report, older, later)))
    else:
        for line in (*_in_words(report, older, later), *map(file_in_words, wrong)):
            click.echo(line, err=True)
        for line in (*accounts_in_words(accounts), *anchors_in_words(unsigned)):
            click.echo(line, err=True)
        click.echo(f"{report.events} events of {report.proposals} proposals checked")
        if report.sealed_later:
            click.echo(
                f"rows of {report.sealed_later} proposals are proven from their sealing on,"
                f" the first since {report.sealed_since}"
            )
        since = f", which prove what was done since {accounts.since}"
        click.echo(f"{accounts.links} links of the account chain checked{since}")
    if report.fault or older or wrong or later or accounts.faults or unsigned:
        sys.exit(1)


@command.command("take-over")
@click.argument("number")
@click.option("--by", required=True, help="E-mail address of the administrator who answers for it.")
@click.option("--reason", required=True, help="Why the rows are right as they stand.")
def take_over(number: str, by: str, reason: str) -> None:
    """Take over rows of a work that were changed past artflow; its history says by whom and why.

    Until then nothing can be decided about the work. Exit code 1 if there was nothing to take over.
    """
    user = db.session.scalar(select(User.id).where(User.email == by.lower(), User.active))
    if user is None or not reason.strip():
        raise click.UsageError("an active account and a reason are needed")
    try:
        faults = taking_over.take_over(number, user, reason.strip(), datetime.now(UTC))
    except NotVisible:
        raise click.UsageError(f"there is no work {number}") from None
    for fault in faults:
        click.echo(fault_in_words(fault))
    if not faults:
        click.echo("nothing was changed past artflow", err=True)
        sys.exit(1)


def _as_json(
    report: Report, older: Shortfall | None, later: LaterFiles | None
) -> dict[str, object]:
    faults = [_fault_as_json(fault) for fault in report.faults]
    return {
        "fault": faults[0] if faults else None,
        "faults": faults,
        "more_faults": report.more,
        "rows_proven_since": report.sealed_since,
        "older": older
        and {"root": older.seal.root, "event": older.last_event_id, "at": older.last_at},
        "later_files": later.contents if later else 0,
    }


def _fault_as_json(fault: Fault) -> dict[str, object]:
    row = {key: value for key, value in fault._asdict().items() if value not in ("", 0)}
    return {"proposal": row.pop("proposal_id", 0), **row}


def fault_in_words(fault: Fault) -> str:
    """Say where something is wrong, and what; of a row what history says and what it holds."""
    if fault.code in ("anchor", "older"):
        return f"anchor {fault.n}: {fault.code}"
    place = f"proposal {fault.proposal_id}, event {fault.n}: {fault.code}"
    if not fault.table:
        return place
    row = f"{place}: {fault.table} {fault.row_id}"
    said = f", {fault.column}: history says {fault.recorded}, here stands {fault.found}"
    return f"{row}{said}" if fault.column else row


def _in_words(report: Report, older: Shortfall | None, later: LaterFiles | None) -> Iterator[str]:
    yield from map(fault_in_words, report.faults)
    if report.more:
        yield f"and {report.more} more"
    if older is not None:
        yield shortfall_in_words(older)
    if later is not None:
        moment = later.after.isoformat() if later.after else "nothing"
        yield (
            f"{later.contents} contents came after the last thing the database knows of ({moment}):"
            f" it is older than its files, or an upload broke off; {', '.join(later.some)}"
        )


def file_in_words(line: str) -> str:
    """Say what is wrong with a definition, a version or a file."""
    if line.startswith("title"):
        return f"shown under another title than its version has: {line}"
    return line if line.startswith("missing") else f"content does not have its hash: {line}"


def shortfall_in_words(older: Shortfall) -> str:
    """Say what was sealed and is not here, and where the database ends."""
    seal = older.seal
    sealed = (
        f", which sealed event {seal.last_event_id} at {seal.at.isoformat()}," if seal.at else ""
    )
    ends = f"event {older.last_event_id} of {older.last_at}" if older.last_event_id else "nothing"
    return (
        f"older than the anchor: {seal.root}{sealed} is not in this database;"
        f" it ends with {ends}, decisions after that may be missing"
    )


@command.command("totals")
@click.option("--correct", is_flag=True, help="Keep what was counted where it differs.")
def count_totals(correct: bool) -> None:
    """Count anew what works and stages come to, and compare with the sums that are kept.

    So are the places that open turns and milestones keep of their works, and the states of walls.
    Exit code 1 if they differ and are left so.
    """
    if correct:
        works, stages = totals.rebuild()
        with writing() as connection:
            rows, standing = places.correct(connection), states.correct(connection)
        click.echo(f"{works} works and {stages} stages corrected")
        click.echo(f"{rows} turns and milestones and {standing} walls corrected")
        return
    with reading() as connection:
        wrong = list(totals.find_differences(connection))
        stages = len(totals.find_wrong_totals(connection))
        misplaced, walls = places.find_wrong(connection), states.find_wrong(connection)
    for each in wrong:
        click.echo(f"proposal {each.proposal_id}: {each.kept}, counted {each.counted}", err=True)
    for row in [*misplaced, *(WrongCopy("wall", key) for key in walls)]:
        click.echo(f"{row.table} {row.id}: not what its work tells", err=True)
    click.echo(f"{len(wrong)} works and {stages} stages differ")
    click.echo(f"{len(misplaced)} turns and milestones and {len(walls)} walls differ")
    if wrong or stages or misplaced or walls:
        sys.exit(1)


@command.command("anchor")
@click.option("--json", "as_json", is_flag=True, help="Also what was signed, with its signature.")
def anchor(as_json: bool) -> None:
    """Seal the heads of all chains and sign that; keep the printed root elsewhere."""
    root = audit.anchor()
    if not as_json:
        click.echo(root)
        return
    with reading() as connection:
        seal = audit.newest_seal(connection)
    assert seal is not None, "it was written just now"
    told = {"text": seal.text, "signature": seal.signature, "public_key": seal.public_key}
    click.echo(json.dumps({"root": seal.root} | told))


@command.command("key")
def key() -> None:
    """Print the public key that anchors are signed by; make the key if there is none."""
    try:
        found = signing.ensure_key(datetime.now(UTC))
    except signing.KeyUnusable as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(found.hex)
    click.echo(f"the key is in {signing.key_path()} and in no backup: keep a copy", err=True)
