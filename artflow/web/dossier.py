"""The working dossier: a task list of short pages, each saved alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain import dossier as rules
from artflow.domain.case import Case
from artflow.domain.errors import Invalid, Stale
from artflow.domain.policy import Can
from artflow.extensions import db
from artflow.services import dossiers, files, intake, proposals

from . import current, format, language
from .access import on_proposal
from .forms.dossier import FileForm, RemoveForm, SectionForm, section_form
from .present import aside
from .present import tasks as listed
from .words.errors import intake_words, invalid_words
from .words.fields import FILE_KINDS, SECTIONS

bp = Blueprint("dossier", __name__, url_prefix="/proposals/<int:proposal_id>/dossier")


@bp.get("")
@on_proposal(Can.EDIT)
def tasks(case: Case) -> str:
    """What is filled in and what is still missing."""
    return _page("dossier/tasks.html", case, page=listed.page(case), picture=aside.work(case))


@bp.route("/<section>", methods=["GET", "POST"])
@on_proposal(Can.EDIT)
def edit(case: Case, section: str) -> object:
    """One section. A draft may be saved with gaps: what is missing is said on the task list."""
    if section not in rules.SECTIONS:
        abort(404)
    form = section_form(section, case.dossier["facts"])
    if request.method == "POST" and request.accept_mimetypes.best == "application/json":
        return _autosaved(case, section, form)
    code = 200
    if form.validate_on_submit():
        try:
            proposals.edit(case.id, current.me(), form.facts(), section, form.seen.data or "")
        except Stale:
            form.form_errors.append(_("This part has been changed on another page meanwhile. "
                                      "Save once more to keep what stands here."))  # fmt: skip
            form.seen.data = rules.fingerprint(case.dossier["facts"], section)
            code = 409
        else:
            flash(_("Draft saved"))
            return redirect(url_for(".tasks", proposal_id=case.id), 303)
    page = _page("dossier/section.html", case, form=form, title=SECTIONS[section], section=section)
    return page, 422 if form.errors and code == 200 else code


def _autosaved(case: Case, section: str, form: SectionForm) -> object:
    """Save what is right in a form that is being filled in, and say in words what was done."""
    good = form.validate()
    if form.seen.errors:
        abort(422)
    try:
        facts = proposals.edit(case.id, current.me(), form.facts(), section, form.seen.data or "")
    except Stale:
        said = _("Not saved: this part has been changed on another page meanwhile")
        return {"said": said}, 409
    clock = format.clock(current.now())
    said = _("Saved at %(time)s", time=clock) if good else _(
        "Saved at %(time)s, except what has a mistake", time=clock)  # fmt: skip
    return {"said": said, "seen": rules.fingerprint(facts, section), "whole": good}


@bp.route("/files", methods=["GET", "POST"])
@on_proposal(Can.EDIT)
def attachments(case: Case) -> object:
    """The files of the dossier: see them, add one or several, take one away."""
    form = FileForm()
    if form.validate_on_submit() and _attached(case, form):
        flash(_("Files added"))
        return redirect(url_for(".attachments", proposal_id=case.id), 303)
    shown = dossiers.attached(db.session.connection(), case.id)
    page = _page("dossier/files.html", case, form=form, files=shown, kinds=FILE_KINDS)
    return page, 422 if form.errors else 200


def _page(name: str, case: Case, **more: Any) -> str:
    turn = aside.turn_of(case, current.me(), language.code())
    return render_template(name, case=case, turn=turn, **more)


def _attached(case: Case, form: Any) -> bool:
    """Take in and attach every file; the first refused one is said at the field."""
    for upload in form.files.data:
        try:
            kept = files.keep(upload.stream, upload.filename, by=current.me().id)
            proposals.attach(case.id, current.me(), kept, kind=form.kind.data,
                             caption=form.caption.data or "", alt=form.alt.data or "")  # fmt: skip
        except intake.Refused as error:
            form.files.errors = [intake_words(error, upload.filename)]
            return False
        except Invalid as error:
            form.files.errors = [invalid_words(error)]
            return False
    return True


@bp.post("/files/<int:attachment_id>/remove")
@on_proposal(Can.EDIT)
def remove(case: Case, attachment_id: int) -> object:
    """Take a file out of the working dossier; versions that have it keep it."""
    form = RemoveForm()
    if not form.validate():
        abort(400)
    proposals.detach(case.id, current.me(), attachment_id)
    flash(_("File removed"))
    return redirect(url_for(".attachments", proposal_id=case.id), 303)
