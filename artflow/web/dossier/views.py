"""The working dossier: a task list of short pages, each saved separately."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.dossier import fields as rules
from artflow.domain.errors import Stale
from artflow.domain.process.case import Case
from artflow.services.proposals import proposals
from artflow.web.shared import current, formatting, language, request_args
from artflow.web.shared.access import on_proposal
from artflow.web.shared.field_labels import SECTION_LABELS
from artflow.web.summaries import sidebar

from . import task_page
from .forms import SectionForm, build_section_form

bp = Blueprint("dossier", __name__, url_prefix="/proposals/<int:proposal_id>/dossier")


@bp.get("")
@on_proposal(Can.EDIT)
def tasks(case: Case) -> str:
    """Show what is filled in and what is still missing."""
    return _render(
        "dossier/tasks.html",
        case,
        page=task_page.build_task_page(case),
        picture=sidebar.work_picture(case),
    )


@bp.route("/<section>", methods=["GET", "POST"])
@on_proposal(Can.EDIT)
def edit(case: Case, section: str) -> ResponseReturnValue:
    """Show and save one section. A draft may have gaps: the task list says what is missing."""
    if section not in rules.SECTIONS:
        abort(404)
    form = build_section_form(section, case.dossier["facts"], case.currency)
    if request.method == "POST" and request_args.wants_json():
        return _autosave(case, section, form)
    code = 200
    if form.validate_on_submit():
        try:
            proposals.edit(case.id, current.me(), form.facts(), section, form.seen.data or "")
        except Stale:
            form.form_errors.append(
                _(
                    "This part has been changed on another page meanwhile. "
                    "Save once more to keep what stands here."
                )
            )
            form.seen.data = rules.section_fingerprint(case.dossier["facts"], section)
            code = 409
        else:
            flash(_("Draft saved"))
            return redirect(url_for(".tasks", proposal_id=case.id), 303)
    page = _render(
        "dossier/section.html", case, form=form, title=SECTION_LABELS[section], section=section
    )
    return page, 422 if form.errors and code == 200 else code


def _autosave(case: Case, section: str, form: SectionForm) -> ResponseReturnValue:
    """Save the valid fields of a form that is being filled in; answer with the words to show."""
    good = form.validate()
    if form.seen.errors:
        abort(422)
    try:
        facts = proposals.edit(case.id, current.me(), form.facts(), section, form.seen.data or "")
    except Stale:
        message = _("Not saved: this part has been changed on another page meanwhile")
        return {"said": message}, 409
    clock = formatting.time_of_day(current.now())
    message = (
        _("Saved at %(time)s", time=clock)
        if good
        else _("Saved at %(time)s, except what has a mistake", time=clock)
    )
    return {"said": message, "seen": rules.section_fingerprint(facts, section), "whole": good}


def _render(name: str, case: Case, **more: object) -> str:
    turn = sidebar.build_turn_view(case, current.me(), language.code())
    return render_template(name, case=case, turn=turn, **more)
