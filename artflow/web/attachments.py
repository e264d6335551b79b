"""The files of a working dossier: several at once, each with its kind, words and place."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain.case import Case
from artflow.domain.errors import FileRefused, Invalid
from artflow.domain.policy import Can
from artflow.extensions import db
from artflow.services import attachments, dossiers, files

from . import asked, current, language, present
from .access import on_proposal
from .forms.base import PressForm
from .forms.dossier import FileForm, FileWordsForm
from .words.errors import intake_words, invalid_words
from .words.fields import FILE_KINDS

bp = Blueprint("attachments", __name__, url_prefix="/proposals/<int:proposal_id>/dossier/files")


@bp.get("")
@on_proposal(Can.EDIT)
def index(case: Case) -> str:
    """The files in their order, and a form for more."""
    return _page(case, FileForm())


@bp.post("")
@on_proposal(Can.EDIT)
def add(case: Case) -> object:
    """Take in one or several files. A script that shows the progress is told where to go on."""
    form, scripted = FileForm(), asked.by_script()
    if form.validate() and _attached(case, form):
        flash(_("Files added"))
        there = url_for(".index", proposal_id=case.id)
        return {"url": there} if scripted else redirect(there, 303)
    if scripted:
        return {"said": [str(e) for errors in form.errors.values() for e in errors]}, 422
    return _page(case, form), 422


def _attached(case: Case, form: Any) -> bool:
    """Take in and attach every file; the first refused one is said at the field."""
    for upload in form.files.data:
        try:
            kept = files.keep(upload.stream, upload.filename, by=current.me().id)
            words = {"caption": form.caption.data or "", "alt": form.alt.data or ""}
            attachments.attach(case.id, current.me(), kept, kind=form.kind.data, **words)
        except FileRefused as error:
            form.files.errors = [intake_words(error, upload.filename)]
            return False
        except Invalid as error:
            form.files.errors = [invalid_words(error)]
            return False
    return True


@bp.post("/<int:attachment_id>")
@on_proposal(Can.EDIT)
def describe(case: Case, attachment_id: int) -> object:
    """Change the kind and the words of a file."""
    form = FileWordsForm(**_own(attachment_id))
    if not form.validate():
        return _page(case, FileForm(formdata=None), {attachment_id: form}), 422
    attachments.describe(case.id, current.me(), attachment_id, kind=form.kind.data,
                         caption=form.caption.data or "", alt=form.alt.data or "")  # fmt: skip
    return _back(case, _("Draft saved"))


@bp.post("/<int:attachment_id>/move")
@on_proposal(Can.EDIT)
def move(case: Case, attachment_id: int) -> object:
    """Put a file at another place: by a button up or down, or where it was dragged."""
    form, place = PressForm(), asked.key(request.form.get("place"))
    if not form.validate() or place is None:
        abort(400)
    attachments.move(case.id, current.me(), attachment_id, place)
    return _back(case, _("The order has been changed"))


@bp.post("/<int:attachment_id>/remove")
@on_proposal(Can.EDIT)
def remove(case: Case, attachment_id: int) -> object:
    """Take a file out of the working dossier; versions that have it keep it."""
    form = PressForm()
    if not form.validate():
        abort(400)
    attachments.detach(case.id, current.me(), attachment_id)
    return _back(case, _("File removed"))


def _own(attachment_id: int) -> dict[str, Any]:
    """What tells one file's form from the others; the token is the page's."""
    return {"prefix": f"f{attachment_id}", "meta": {"csrf": False}}


def _back(case: Case, said: str) -> object:
    flash(said)
    return redirect(url_for(".index", proposal_id=case.id), 303)


def _page(case: Case, form: Any, wrong: dict[int, Any] | None = None) -> str:
    shown = dossiers.attached(db.session.connection(), case.id)
    words = {
        file.id: FileWordsForm(None, kind=file.kind, caption=file.caption, alt=file.alt,
                               **_own(file.id))
        for file in shown
    } | (wrong or {})  # fmt: skip
    turn = present.aside.turn_of(case, current.me(), language.code())
    return render_template("dossier/files.html", case=case, turn=turn, form=form, files=shown,
                           words=words, wrong=wrong, kinds=FILE_KINDS)  # fmt: skip
