"""Proposals: the list, the page of one, a new one, a copy."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, PagePart, may, visible_parts
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.services import checks
from artflow.services.lists import filters, listing
from artflow.services.lists.proposal_rows import ProposalRow
from artflow.services.programmes import programmes
from artflow.services.programmes.working_days import load_home_calendar
from artflow.services.proposals import comparison, detail, proposals
from artflow.web.dossier.forms import StartForm
from artflow.web.http import limits
from artflow.web.lists import filtered_page
from artflow.web.lists.forms import FilterForm
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import needs, on_proposal, signed_in
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.form_fields import select_choices
from artflow.web.shared.form_responses import form_status
from artflow.web.summaries import pictures, sidebar

from . import approval_sheet, comparison_page, detail_page, outcome_document

bp = Blueprint("proposals", __name__, url_prefix="/proposals")


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List what I may see under the filter, the newest first; its address is its state."""
    form = FilterForm(request.args).with_choices(filters.load_choices(language.code()))
    after = request_args.key_arg("after")
    found: list[ProposalRow] = []
    count: listing.Count | None = None
    if form.validate() and limits.allows_search(form):
        wanted = listing.list_proposals(current.me(), form.criteria())
        found, count = wanted.load_page_and_count(after, listing.PAGE_SIZE + 1)
    page = filtered_page.build_list_page(form, found, count, after)
    may_begin = may(current.me(), Can.CREATE)
    shown = render_template("proposals/index.html", page=page, may_begin=may_begin)
    return shown, *form_status(form)


@bp.get("/<int:proposal_id>")
@on_proposal(Can.SEE)
def show(case: Case) -> str:
    """Show one proposal: the work first, then what is asked of the person."""
    return render_template(
        "proposals/show.html",
        page=detail_page.build_proposal_page(case, current.me(), language.code()),
    )


@bp.get("/<int:proposal_id>/compare")
@on_proposal(Can.SEE_FULL)
def compare(case: Case) -> str:
    """Show the wall, the work and an earlier version of it, side by side."""
    found = comparison.load_comparison(case, request_args.key_arg("version"))
    seen = visible_parts(current.me(), case)
    finished = pictures.finished_pictures(case, detail.load_finished(case), seen, language.code())
    return render_template(
        "proposals/compare.html",
        case=case,
        page=comparison_page.build_comparison_page(case, found, finished),
        turn=sidebar.build_turn_view(case, current.me(), language.code()),
        back=url_for("proposals.show", proposal_id=case.id),
    )


@bp.get("/<int:proposal_id>/sheet")
@on_proposal(Can.SEE_FULL)
def sheet(case: Case) -> str:
    """Show the approval sheet, to print. Raise `NotVisible` while no version has been frozen."""
    if not case.version:
        raise NotVisible
    rows, seen = detail.load_detail(case), visible_parts(current.me(), case)
    decisions = checks.list_decisions(db.session.connection(), case.id, case.workflow)
    return render_template(
        "proposals/sheet.html",
        case=case,
        sheet=approval_sheet.build_approval_sheet(case, rows, decisions, seen),
    )


@bp.get("/<int:proposal_id>/decision")
@on_proposal(Can.SEE)
def decision(case: Case) -> str:
    """Show the decision that has ended a work, to print.

    Raise `NotVisible` for who may not know it, and while there is none.
    """
    if PagePart.MOVES not in visible_parts(current.me(), case):
        raise NotVisible
    rows = detail.load_detail(case)
    return render_template(
        "proposals/outcome.html",
        case=case,
        document=outcome_document.build_document(case, rows, language.code()),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.CREATE)
def new() -> ResponseReturnValue:
    """Start a draft in one of the open programmes."""
    form, today = StartForm(), load_home_calendar(db.session.connection()).today(current.now())
    form.programme.choices = select_choices(
        (programme.id, programme.name[language.code()]) for programme in programmes.list_open(today)
    )
    if form.validate_on_submit():
        try:
            facts = {"title": form.title.data}
            key = proposals.start(current.me(), form.programme.data, facts)
        except Invalid as error:
            form.programme.errors = [invalid_label(error)]
        else:
            return redirect(url_for("dossier.tasks", proposal_id=key), 303)
    return render_template("proposals/new.html", form=form), 422 if form.errors else 200


@bp.route("/<int:proposal_id>/copy", methods=["GET", "POST"])
@on_proposal(Can.COPY)
def copy(case: Case) -> ResponseReturnValue:
    """Begin a new draft from one that was refused or withdrawn."""
    form = ButtonForm()
    if form.validate_on_submit():
        key = proposals.copy(case.id, current.me())
        flash(_("Draft begun"))
        return redirect(url_for("dossier.tasks", proposal_id=key), 303)
    return render_template("proposals/copy.html", form=form, case=case)
