"""The register of walls."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from artflow.domain.errors import Invalid
from artflow.domain.policy import Can, may
from artflow.services import walls

from . import asked, current
from .access import needs
from .forms.walls import WallForm
from .present import walls as shown
from .words.errors import invalid_words

bp = Blueprint("walls", __name__, url_prefix="/walls")
PAGE = 25


@bp.get("/")
@needs(Can.SEE_WALLS)
def index() -> str:
    """The walls of the register, in the order of their entry."""
    found = walls.page(asked.argument("after") or 0, PAGE)
    more = url_for(".index", after=found[-1].id) if len(found) == PAGE else ""
    edit = may(current.me(), Can.EDIT_WALLS)
    return render_template("walls/index.html", rows=[shown.row(wall) for wall in found],
                           more=more, may_edit=edit)  # fmt: skip


@bp.get("/<int:wall_id>")
@needs(Can.SEE_WALLS)
def show(wall_id: int) -> str:
    """One wall: what is known of it."""
    wall = walls.get(wall_id)
    edit = may(current.me(), Can.EDIT_WALLS)
    return render_template("walls/show.html", wall=wall, facts=shown.facts(wall, contact=edit),
                           photo=shown.photo(wall), may_edit=edit)  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def new() -> object:
    """Enter a wall."""
    return _edited(WallForm(), None)


@bp.route("/<int:wall_id>/edit", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def edit(wall_id: int) -> object:
    """Change what is known of a wall."""
    return _edited(WallForm(obj=walls.get(wall_id)), wall_id)


def _edited(form: WallForm, wall_id: int | None) -> Any:
    if form.validate_on_submit():
        try:
            if wall_id is None:
                wall_id = walls.add(current.me(), form.facts())
            else:
                walls.edit(wall_id, current.me(), form.facts())
        except Invalid as error:
            form[error.field].errors = [invalid_words(error)]
        else:
            flash(_("Saved"))
            return redirect(url_for(".show", wall_id=wall_id), 303)
    page = render_template("walls/edit.html", form=form, wall_id=wall_id)
    return page, 422 if form.errors else 200
