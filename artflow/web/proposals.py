"""Proposals: the list, the page of one, a new one, a copy."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain.case import Case
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.policy import Can, may, shows
from artflow.extensions import db
from artflow.services import comparing, dossier_page, filters, listing, programmes, proposals
from artflow.services.working_days import calendar

from . import asked, current, language, present
from .access import needs, on_proposal, signed_in
from .forms.base import PressForm
from .forms.dossier import StartForm
from .forms.fields import listed
from .forms.filters import FilterForm
from .words.errors import invalid_words

bp = Blueprint("proposals", __name__, url_prefix="/proposals")


@bp.get("/")
@signed_in
def index() -> object:
    """Every proposal I may see under the filter, the newest first; its address is its state."""
    form = FilterForm(request.args).offering(filters.choices(language.code()))
    after, found, count = asked.argument("after"), [], None
    if form.validate():
        wanted = listing.of(current.me(), form.wanted())
        found, count = wanted.shown(after, listing.PAGE + 1)
    page = present.filtered.page_of(form, found, count, after)
    may_begin = may(current.me(), Can.CREATE)
    shown = render_template("proposals/index.html", page=page, may_begin=may_begin)
    return shown, 422 if form.errors else 200


@bp.get("/<int:proposal_id>")
@on_proposal(Can.SEE)
def show(case: Case) -> str:
    """One proposal: the work first, then what is asked of me."""
    return render_template(
        "proposals/show.html", page=present.page.page_of(case, current.me(), language.code())
    )


@bp.get("/<int:proposal_id>/compare")
@on_proposal(Can.SEE_FULL)
def compare(case: Case) -> str:
    """The wall, the work and an earlier version of it, side by side."""
    found = comparing.read(case, asked.argument("version"))
    return render_template(
        "proposals/compare.html", case=case, page=present.comparison.of(case, found),
        turn=present.aside.turn_of(case, current.me(), language.code()),
        back=url_for("proposals.show", proposal_id=case.id),
    )  # fmt: skip


@bp.get("/<int:proposal_id>/sheet")
@on_proposal(Can.SEE_FULL)
def sheet(case: Case) -> str:
    """The approval sheet, to print. Raises `NotVisible` while no version has been frozen."""
    if not case.version:
        raise NotVisible
    rows, seen = dossier_page.read(case), shows(current.me(), case)
    return render_template(
        "proposals/sheet.html", case=case, sheet=present.sheet.sheet(case, rows, seen)
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.CREATE)
def new() -> object:
    """Begin a draft in one of the open programmes."""
    form, today = StartForm(), calendar(db.session.connection()).today(current.now())
    form.programme.choices = listed(
        (programme.id, programme.name(language.code())) for programme in programmes.open_ones(today)
    )
    if form.validate_on_submit():
        try:
            facts = {"title": form.title.data}
            key = proposals.start(current.me(), form.programme.data, facts)
        except Invalid as error:
            form.programme.errors = [invalid_words(error)]
        else:
            return redirect(url_for("dossier.tasks", proposal_id=key), 303)
    return render_template("proposals/new.html", form=form), 422 if form.errors else 200


@bp.route("/<int:proposal_id>/copy", methods=["GET", "POST"])
@on_proposal(Can.COPY)
def copy(case: Case) -> object:
    """A new draft from one that was refused or withdrawn."""
    form = PressForm()
    if form.validate_on_submit():
        key = proposals.copy(case.id, current.me())
        flash(_("Draft begun"))
        return redirect(url_for("dossier.tasks", proposal_id=key), 303)
    return render_template("proposals/copy.html", form=form, case=case)
