"""Processes: what is published, what differs, and which one is in force in a programme."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.access.policy import Can
from artflow.domain.errors import DefinitionError
from artflow.extensions import db
from artflow.services.programmes import processes, settings
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.form_responses import render_form

from . import problem_labels, process_pages
from .forms import ProcessFileForm

bp = Blueprint("processes", __name__, url_prefix="/programmes")
DOCUMENT_TYPE = "application/toml; charset=utf-8"


@bp.get("/processes")
@needs(Can.PUBLISH_PROCESS)
def index() -> ResponseReturnValue:
    """Show the published processes, the newest first, and a form for another document."""
    return _render_index(ProcessFileForm())


@bp.post("/processes")
@needs(Can.PUBLISH_PROCESS)
def publish() -> ResponseReturnValue:
    """Check a document and publish it, or say everything that is wrong with it."""
    form = ProcessFileForm()
    if form.validate():
        document = form.document.data.stream.read(processes.MAX_BYTES + 1)
        try:
            done = processes.publish(current.me(), document, current.now())
        except DefinitionError as error:
            problems = [problem_labels.say_problem(one) for one in error.problems]
            form.document.errors = [
                ngettext(
                    "The document has %(num)s mistake, named above the form",
                    "The document has %(num)s mistakes, named above the form",
                    len(problems),
                )
            ]
            return _render_index(form, problems)
        flash(
            _("Published. Put it into force on the page of a programme.")
            if done.is_new
            else _("Nothing has changed: this very document was published before")
        )
        return redirect(url_for(".show", definition_id=done.id), 303)
    return _render_index(form)


@bp.get("/processes/<int:definition_id>")
@needs(Can.PUBLISH_PROCESS)
def show(definition_id: int) -> str:
    """Show one published process, and what differs from the version before."""
    connection = db.session.connection()
    shown = processes.load_published(connection, definition_id)
    return render_template(
        "programmes/process.html",
        page=process_pages.build_process_page(
            shown,
            processes.differences_to_earlier(connection, shown),
            processes.list_programmes_without(connection, definition_id),
            language.code(),
        ),
    )


@bp.get("/processes/<int:definition_id>/document")
@needs(Can.PUBLISH_PROCESS)
def document(definition_id: int) -> Response:
    """Send the document as it was published."""
    connection = db.session.connection()
    shown = processes.load_published(connection, definition_id)
    response = Response(
        processes.load_source(connection, definition_id), content_type=DOCUMENT_TYPE
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{shown.key}.toml")
    return response


@bp.route("/<int:programme_id>/process/<int:definition_id>", methods=["GET", "POST"])
@needs(Can.PUBLISH_PROCESS)
def put_in_force(programme_id: int, definition_id: int) -> ResponseReturnValue:
    """Show what would change for the works that begin from now on; the form makes it so."""
    form, name = ButtonForm(), settings.load_settings(programme_id, current.me()).row.name
    change = processes.load_change(db.session.connection(), programme_id, definition_id)
    if form.validate_on_submit():
        processes.put_in_force(current.me(), programme_id, definition_id, current.now())
        flash(_("The process is in force for works that begin from now on"))
        return redirect(url_for("programmes.show", programme_id=programme_id), 303)
    return render_form(
        "programmes/put_in_force.html",
        form,
        id=programme_id,
        name=name[language.code()],
        page=process_pages.build_change_page(change, language.code()),
    )


def _render_index(form: ProcessFileForm, problems: list[str] | None = None) -> ResponseReturnValue:
    found = processes.list_published(db.session.connection())
    rows = [process_pages.process_row(one, language.code()) for one in found]
    return render_form("programmes/processes.html", form, processes=rows, problems=problems or [])
