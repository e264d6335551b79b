"""Tables from the shell: the same reading, the same forms and the same verbs as in the browser."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import force_locale
from sqlalchemy import select

from artflow.domain.errors import FileRefused, NotAllowed, NotPossible
from artflow.domain.people.roles import Person, Role
from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.models import Membership, User
from artflow.services.identity import persons
from artflow.services.imports import plans, runs
from artflow.services.imports.plans import Choices, Fate, RowPlan
from artflow.services.imports.runs import Upload
from artflow.web.imports import blank, page_models, reading, recognition
from artflow.web.imports.kinds import CITY, KINDS, SOURCE, ImportKind
from artflow.web.imports.reading import Reading
from artflow.web.shared.error_labels import file_refused_label
from artflow.web.shared.reason_labels import REASON_LABELS

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import")
@click.argument("kind")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would become of each row, and stop.")
@click.option("--template", is_flag=True, help="Write a workbook to fill in to FILE, and stop.")
@click.option("--as", "email", help="Who does it, by e-mail; the only administrator if missing.")
@click.option("--city", default="", help="For walls in whose row no city is named.")
@click.option("--source", default="", help="For works: the register they are taken from.")
@click.option("--update", is_flag=True, help="Change what differs as the table says.")
@click.option("--doubtful", is_flag=True, help="Enter rows with questions as they are.")
@click.option("--leave-out", is_flag=True, help="Enter the others if rows have mistakes.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="Of what is said.")
@with_appcontext
def command(kind: str, path: Path, language: str, email: str | None, **how: object) -> None:
    """Bring in a table (XLSX or CSV) of one KIND, such as walls.

    Mistakes are said by row and column. Exit code 1 if there are any; then nothing is entered
    unless `--leave-out` says so.
    """
    chosen = KINDS.get(kind)
    if chosen is None:
        raise click.BadParameter(f"choose one of {', '.join(KINDS)}", param_hint="KIND")
    with force_locale(language):
        if how["template"]:
            path.write_bytes(blank.build(chosen))
            return
        if not path.is_file():
            raise click.BadParameter(f"there is no file {path}", param_hint="FILE")
        _bring_in(chosen, path, _find_person(email), how)


def _find_person(email: str | None) -> Person:
    """Find who does it. Ends with exit code 1 for nobody, or for one of several."""
    query = select(User.id, User.name).where(User.active)
    if email is None:
        administrators = select(Membership.user_id).where(Membership.role == Role.ADMINISTRATOR)
        query = query.where(User.id.in_(administrators))
    else:
        query = query.where(User.email == email.strip().lower())
    found = db.session.execute(query).all()
    if len(found) != 1:
        _refuse("say who does it: --as with the e-mail of an account")
    return persons.load_person(db.session.connection(), found[0].id, found[0].name)


def _bring_in(kind: ImportKind, path: Path, person: Person, how: dict[str, object]) -> None:
    content, options = path.read_bytes(), {CITY: how["city"], SOURCE: how["source"]}
    try:
        read = reading.read(kind, content, options)
        planned = kind.register().plan(db.session.connection(), person, read.rows)
    except FileRefused as error:
        _refuse(file_refused_label(error, path.name))
    except NotAllowed:
        _refuse(f"{person.name} may not bring in such tables")
    is_right = _report(kind, read, planned)
    if how["dry_run"] or not read.is_complete or not (is_right or how["leave_out"]):
        sys.exit(0 if is_right else 1)
    db.session.rollback()
    choices = Choices(bool(how["update"]), bool(how["doubtful"]))
    _enter(kind, Upload(kind.key, content, path.name, options), person, read, planned, choices)


def _report(kind: ImportKind, read: Reading, planned: Sequence[RowPlan]) -> bool:
    """Say how the table was read and what is wrong; return whether nothing is."""
    labels = recognition.labels(kind)
    faults = page_models.table_faults(read, labels)
    for line in (*page_models.table_notes(read, labels), *faults):
        click.echo(line)
    for plan in planned:
        for finding in plan.findings:
            said = page_models.problem_row(kind, labels, plan, finding)
            click.echo(f"{said.number}: {said.column}: «{said.typed}»: {said.state}: {said.words}")
        for change in plan.changes:
            old, new = (
                page_models.value_text(kind.column(change.column), value)
                for value in (change.old, change.new)
            )
            click.echo(f"{plan.row.number}: {labels[change.column]}: {old} → {new}")
    for fact in page_models.count_facts(planned):
        click.echo(f"{fact.term}: {fact.text}")
    return not faults and plans.count(planned)[Fate.WRONG] == 0


def _enter(
    kind: ImportKind,
    upload: Upload,
    person: Person,
    read: Reading,
    planned: Sequence[RowPlan],
    choices: Choices,
) -> None:
    if not any(plan.is_taken(choices) for plan in planned):
        click.echo(str(REASON_LABELS["import_nothing"]))
        return
    now, shown = datetime.now(UTC), plans.fingerprint(planned)
    key = runs.create(person, upload, now)
    try:
        counts = runs.carry_out(
            key, person, kind.register(), read.rows, choices, shown=shown, now=now
        )
    except NotPossible as error:
        _refuse(str(REASON_LABELS[error.reasons[0].code]))
    click.echo("; ".join(f"{f.term}: {f.text}" for f in page_models.result_facts(counts)))


def _refuse(words: str) -> NoReturn:
    """Say in one line what is wrong and end with exit code 1."""
    click.echo(words, err=True)
    sys.exit(1)
