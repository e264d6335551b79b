"""Tables that are brought in: sent, looked at row by row, and entered by a second press."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import FileRefused, NotAllowed, NotPossible, TooSoon
from artflow.extensions import db
from artflow.services.files import spreadsheets
from artflow.services.imports import runs
from artflow.services.imports.formats import MAX_BYTES
from artflow.services.imports.runs import Run, Upload
from artflow.web.http import limits
from artflow.web.shared import current
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.error_labels import file_refused_label, too_soon_label
from artflow.web.shared.form_responses import render_form
from artflow.web.shared.reason_labels import REASON_LABELS

from . import blank, page_models, reading
from .forms import ConfirmForm, UploadForm
from .kinds import KINDS, ImportKind
from .reading import Reading

bp = Blueprint("imports", __name__, url_prefix="/import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@needs(Can.EDIT_WALLS)
def index() -> str:
    """Show what can be brought in, and the imports of before."""
    me = current.me()
    rows = [page_models.run_row(run) for run in runs.list_runs(me)]
    kinds = [kind for kind in KINDS.values() if may(me, kind.right)]
    return render_template("imports/index.html", kinds=kinds, runs=rows)


@bp.route("/<kind>", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def new(kind: str) -> ResponseReturnValue:
    """Show what a table must hold; keep one that is sent, and lead to its dry run."""
    chosen = _kind(kind)
    form = UploadForm()
    form.prepare(chosen)
    if form.validate_on_submit():
        key = _keep(chosen, form)
        if key is not None:
            return redirect(url_for(".show", run_id=key), 303)
    columns = page_models.column_rows(chosen)
    return render_form("imports/new.html", form, kind=chosen, columns=columns)


def _keep(kind: ImportKind, form: UploadForm) -> int | None:
    """Keep the table if it can be read at all; else say at its field why not."""
    upload = form.table.data
    try:
        limits.count_upload()
        content = upload.stream.read(MAX_BYTES + 1)
        read = reading.read(kind, content, form.options())
        if _is_option_missing(kind, read, form):
            return None
        sent = Upload(kind.key, content, upload.filename, form.options())
        return runs.create(current.me(), sent, current.now())
    except FileRefused as error:
        form.table.errors = [file_refused_label(error, upload.filename)]
    except TooSoon as error:
        form.table.errors, form.wait = [too_soon_label(error)], error.wait
    return None


def _is_option_missing(kind: ImportKind, read: Reading, form: UploadForm) -> bool:
    """Say at its field what neither a column nor the form names; return whether anything is so."""
    options = [kind.column(name).option for name in read.missing if kind.column(name).option]
    for option in options:
        form[option].errors = [_("The table has no column for this: fill it in here")]
    return bool(options)


@bp.get("/<kind>/template.xlsx")
@needs(Can.EDIT_WALLS)
def template(kind: str) -> Response:
    """Send the workbook to fill in, in the language of the reader."""
    chosen = _kind(kind)
    response = send_file(
        io.BytesIO(blank.build(chosen, current.me())),
        XLSX,
        as_attachment=True,
        download_name=f"artflow-{chosen.key}.xlsx",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/runs/<int:run_id>")
@needs(Can.EDIT_WALLS)
def show(run_id: int) -> ResponseReturnValue:
    """Show what would become of each row of a table, or what has come of it."""
    run = runs.load(run_id, current.me())
    if run.done_at is not None:
        kind, facts = _kind(run.kind), page_models.result_facts(run.counts)
        entered, more = page_models.entered_rows(kind, run)
        return render_template(
            "imports/done.html", run=run, kind=kind, facts=facts, entered=entered, more=more
        )
    return _render_dry_run(run, ConfirmForm())


@bp.get("/runs/<int:run_id>/problems.csv")
@needs(Can.EDIT_WALLS)
def problems(run_id: int) -> Response:
    """Send all mistakes and questions as a table, to be worked off beside the one that was sent."""
    kind, read = _read(runs.load(run_id, current.me()))
    planned = kind.register().plan(db.session.connection(), current.me(), read.rows)
    headings, rows = page_models.problem_table(kind, planned)
    table = spreadsheets.Table("", headings, rows, len(rows), [])
    content = io.BytesIO()
    spreadsheets.write_csv(content, table)
    content.seek(0)
    response = send_file(
        content,
        "text/csv",
        as_attachment=True,
        download_name=f"artflow-{kind.key}-{run_id}.csv",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/runs/<int:run_id>")
@needs(Can.EDIT_WALLS)
def confirm(run_id: int) -> ResponseReturnValue:
    """Enter what was shown, all of it or nothing."""
    me, form = current.me(), ConfirmForm()
    run = runs.load(run_id, me)
    kind, read = _read(run)
    if not form.validate() or not read.is_complete:
        abort(400)
    try:
        runs.carry_out(
            run_id,
            me,
            kind.register(),
            read.rows,
            form.choices(),
            shown=form.shown.data or "",
            now=current.now(),
        )
    except NotPossible as error:
        if run.done_at is not None:
            raise
        said = str(REASON_LABELS[error.reasons[0].code])
        return _render_dry_run(runs.load(run_id, me), form, said), 409
    flash(_("The table was imported"))
    return redirect(url_for(".show", run_id=run_id), 303)


@bp.post("/runs/<int:run_id>/discard")
@needs(Can.EDIT_WALLS)
def discard(run_id: int) -> ResponseReturnValue:
    """Forget a table that was not entered."""
    if not ButtonForm().validate():
        abort(400)
    runs.discard(run_id, current.me())
    flash(_("The table was discarded; nothing of it was entered"))
    return redirect(url_for(".index"), 303)


def _kind(key: str) -> ImportKind:
    """Return the kind of tables of an address, if the person may bring in such. Else abort."""
    kind = KINDS.get(key) or abort(404)
    if not may(current.me(), kind.right):
        raise NotAllowed
    return kind


def _read(run: Run) -> tuple[ImportKind, Reading]:
    kind = _kind(run.kind)
    return kind, reading.read(kind, runs.read_content(run), run.options)


def _render_dry_run(run: Run, form: ConfirmForm, said: str = "") -> str:
    kind, read = _read(run)
    planned = kind.register().plan(db.session.connection(), current.me(), read.rows)
    page = page_models.build_dry_run(kind, read, planned)
    form.shown.data = page.shown
    return render_template("imports/run.html", run=run, kind=kind, page=page, form=form, said=said)
