"""The register of walls."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain.errors import Invalid
from artflow.domain.policy import Can, may
from artflow.services import wall_photos, walls

from . import asked, current, present
from .access import needs
from .forms.walls import RegisterForm, WallForm
from .words.errors import invalid_words

bp = Blueprint("walls", __name__, url_prefix="/walls")


@bp.get("/")
@needs(Can.SEE_WALLS)
def index() -> object:
    """The walls of the register under the filter, in the order of their entry, and on a map."""
    form = RegisterForm(request.args).offering(walls.districts())
    after, found, count = asked.argument("after"), [], 0
    if form.validate():
        wanted = form.wanted()
        found = walls.page(wanted, after or 0, present.registered.PAGE + 1)
        count = walls.count(wanted)
    page = present.registered.page_of(form, found, count, after)
    edit = may(current.me(), Can.EDIT_WALLS)
    shown_page = render_template("walls/index.html", page=page, may_edit=edit)
    return shown_page, 422 if form.errors else 200


@bp.get("/points")
@needs(Can.SEE_WALLS)
def points() -> object:
    """The same walls as points, for the map: their places, states and addresses."""
    form = RegisterForm(request.args).offering(walls.districts())
    found = walls.points(form.wanted()) if form.validate() else []
    return jsonify(walls=present.walls.points(found))


@bp.get("/<int:wall_id>")
@needs(Can.SEE_WALLS)
def show(wall_id: int) -> str:
    """One wall: what is known of it, how it looks, where it is, and what works it has seen."""
    listed, me = walls.listed(wall_id), current.me()
    wall, edit = listed.wall, may(me, Can.EDIT_WALLS)
    now, before = present.walls.works(walls.works(wall_id, me), wall, me)
    photos = present.walls.photos(wall.address, wall_photos.of(wall_id))
    return render_template("walls/show.html", wall=wall, may_edit=edit, works=now, before=before,
                           facts=present.walls.facts(listed, contact=edit),
                           point=present.walls.point(wall), photos=photos)  # fmt: skip


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
