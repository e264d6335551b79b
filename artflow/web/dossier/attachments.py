"""The files of a working dossier: several at once, each with its kind, words and place."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import FileRefused, Invalid, TooSoon
from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.services.decisions import versions
from artflow.services.files import files
from artflow.services.files.files import KeptUpload
from artflow.services.proposals import attachments
from artflow.web.http import limits
from artflow.web.shared import current, language, request_args, security
from artflow.web.shared.access import on_proposal
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.error_labels import file_refused_label, invalid_label, too_soon_label
from artflow.web.shared.field_labels import FILE_KIND_LABELS
from artflow.web.shared.form_responses import form_status
from artflow.web.summaries import sidebar

from .forms import AddFilesForm, FileDescriptionForm

bp = Blueprint("attachments", __name__, url_prefix="/proposals/<int:proposal_id>/dossier/files")


@bp.get("")
@on_proposal(Can.EDIT)
def index(case: Case) -> str:
    """Show the files in their order, and a form to add more."""
    return _render(case, AddFilesForm())


@bp.post("")
@on_proposal(Can.EDIT)
def add(case: Case) -> ResponseReturnValue:
    """Attach one or several files; answer a script, which sends them one by one, in JSON."""
    form, scripted = AddFilesForm(), request_args.wants_json()
    if form.validate() and (kept := _attach_all(case, form)):
        _flash_once(_("Files added"))
        there = url_for(".index", proposal_id=case.id)
        waits = any(upload.is_waiting for upload in kept)
        return {"url": there, "waits": waits} if scripted else redirect(there, 303)
    if scripted:
        said = [str(e) for errors in form.errors.values() for e in errors]
        return {"said": said}, *form_status(form)
    return _render(case, form), *form_status(form)


def _attach_all(case: Case, form: AddFilesForm) -> list[KeptUpload]:
    """Store and attach every file; stop at the first refused one with its error at the field.

    Returns the files, none if one was refused.
    """
    attached = []
    for upload in form.files.data:
        try:
            limits.count_upload()
            kept = files.keep_upload(upload.stream, upload.filename, by=current.me().id)
            words = {"caption": form.caption.data or "", "alt": form.alt.data or ""}
            attachments.attach(case.id, current.me(), kept.id, kind=form.kind.data, **words)
        except FileRefused as error:
            form.files.errors = [file_refused_label(error, upload.filename)]
            return []
        except Invalid as error:
            form.files.errors = [invalid_label(error)]
            return []
        except TooSoon as error:
            form.files.errors, form.wait = [too_soon_label(error)], error.wait
            return []
        attached.append(kept)
    return attached


def _flash_once(message: str) -> None:
    """Say it on the next page, once for all the requests in which a script sent the files."""
    if ["message", message] not in map(list, session.get("_flashes", [])):
        flash(message)


@bp.post("/<int:attachment_id>")
@on_proposal(Can.EDIT)
def describe(case: Case, attachment_id: int) -> ResponseReturnValue:
    """Change the kind and the words of a file."""
    form = FileDescriptionForm(**_form_options(attachment_id))
    if not form.validate():
        return _render(case, AddFilesForm(formdata=None), {attachment_id: form}), 422
    attachments.describe(
        case.id,
        current.me(),
        attachment_id,
        kind=form.kind.data,
        caption=form.caption.data or "",
        alt=form.alt.data or "",
    )
    return _redirect_back(case, _("Draft saved"))


@bp.post("/<int:attachment_id>/move")
@on_proposal(Can.EDIT)
def move(case: Case, attachment_id: int) -> ResponseReturnValue:
    """Put a file at another place: by a button up or down, or where it was dragged."""
    form, place = ButtonForm(), request_args.parse_key(request.form.get("place"))
    if not form.validate() or place is None:
        abort(400)
    attachments.move(case.id, current.me(), attachment_id, place)
    return _redirect_back(case, _("The order has been changed"))


@bp.post("/<int:attachment_id>/remove")
@on_proposal(Can.EDIT)
def remove(case: Case, attachment_id: int) -> ResponseReturnValue:
    """Take a file out of the working dossier; versions that have it keep it."""
    form = ButtonForm()
    if not form.validate():
        abort(400)
    attachments.detach(case.id, current.me(), attachment_id)
    return _redirect_back(case, _("File removed"))


def _form_options(attachment_id: int) -> dict[str, object]:
    """Return what tells one file's form from the others; the token is the page's."""
    return {"prefix": f"f{attachment_id}", "meta": {"csrf": False}}


def _redirect_back(case: Case, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".index", proposal_id=case.id), 303)


def _render(
    case: Case, form: AddFilesForm, wrong: dict[int, FileDescriptionForm] | None = None
) -> str:
    shown = versions.list_attachments(db.session.connection(), case.id)
    words = {
        file.id: FileDescriptionForm(
            None, kind=file.kind, caption=file.caption, alt=file.alt, **_form_options(file.id)
        )
        for file in shown
    } | (wrong or {})
    turn = sidebar.build_turn_view(case, current.me(), language.code())
    security.allow_camera()
    return render_template(
        "dossier/files.html",
        case=case,
        turn=turn,
        form=form,
        files=shown,
        words=words,
        wrong=wrong,
        kinds=FILE_KIND_LABELS,
    )
