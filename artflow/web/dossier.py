"""The working dossier: a task list of short pages, each saved alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain import dossier as rules
from artflow.domain.case import Case
from artflow.domain.errors import Stale
from artflow.domain.policy import Can
from artflow.services import proposals

from . import asked, current, format, language, present
from .access import on_proposal
from .forms.dossier import SectionForm, section_form
from .words.fields import SECTIONS

bp = Blueprint("dossier", __name__, url_prefix="/proposals/<int:proposal_id>/dossier")


@bp.get("")
@on_proposal(Can.EDIT)
def tasks(case: Case) -> str:
    """What is filled in and what is still missing."""
    return _page(
        "dossier/tasks.html", case, page=present.tasks.page(case), picture=present.aside.work(case)
    )


@bp.route("/<section>", methods=["GET", "POST"])
@on_proposal(Can.EDIT)
def edit(case: Case, section: str) -> object:
    """One section. A draft may be saved with gaps: what is missing is said on the task list."""
    if section not in rules.SECTIONS:
        abort(404)
    form = section_form(section, case.dossier["facts"])
    if request.method == "POST" and asked.by_script():
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


def _page(name: str, case: Case, **more: Any) -> str:
    turn = present.aside.turn_of(case, current.me(), language.code())
    return render_template(name, case=case, turn=turn, **more)
