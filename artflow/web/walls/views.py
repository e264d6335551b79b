"""The register of walls."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid
from artflow.services.lists import filters
from artflow.services.walls import past_works, walls
from artflow.services.walls import photos as walls_photos
from artflow.services.walls.walls import View
from artflow.web.shared import current, request_args
from artflow.web.shared.access import needs
from artflow.web.shared.error_labels import invalid_label

from . import page_models, past_work_rows, register_page
from .forms import RegisterForm, WallForm, wall_facts

MOST_DEGREES = 360
bp = Blueprint("walls", __name__, url_prefix="/walls")


@bp.get("/")
@needs(Can.SEE_WALLS)
def index() -> ResponseReturnValue:
    """Show the walls of the register under the filter, in the order of entry, and on a map."""
    form = RegisterForm(request.args).with_choices(filters.list_wall_places())
    after, found, count = request_args.key_arg("after"), [], 0
    if form.validate():
        wanted = form.criteria()
        found = walls.list_walls(wanted, after or 0, register_page.PAGE_SIZE + 1)
        count = walls.count_walls(wanted)
    page = register_page.build_register_page(form, found, count, after)
    edit = may(current.me(), Can.EDIT_WALLS)
    shown_page = render_template("walls/index.html", page=page, may_edit=edit)
    return shown_page, 422 if form.errors else 200


@bp.get("/points")
@needs(Can.SEE_WALLS)
def points() -> ResponseReturnValue:
    """List the same walls as points, for the map: their places, states and addresses."""
    form = RegisterForm(request.args).with_choices(filters.list_wall_places())
    found = walls.list_points(form.criteria(), _map_view()) if form.validate() else []
    return jsonify(page_models.map_points(found))


def _map_view() -> View | None:
    """Return the part of the map that is asked for: south, west, north, east; None for all."""
    try:
        south, west, north, east = map(Decimal, request.args.get("view", "").split(","))
        found = View(south, west, north, east)
    except (ArithmeticError, ValueError):
        return None
    return found if all(abs(side) <= MOST_DEGREES for side in found) else None


@bp.get("/<int:wall_id>")
@needs(Can.SEE_WALLS)
def show(wall_id: int) -> str:
    """Show one wall: its facts, photos, place, and the works on it."""
    listed, me = walls.load_with_state(wall_id), current.me()
    wall, edit = listed.wall, may(me, Can.EDIT_WALLS)
    now, before = page_models.work_rows(walls.list_works(wall_id, me), wall, me)
    photos = page_models.photo_pictures(wall.address, walls_photos.list_photos(wall_id))
    return render_template(
        "walls/show.html",
        wall=wall,
        may_edit=edit,
        current_works=now,
        before=before,
        facts=page_models.wall_facts(listed, contact=edit),
        point=page_models.map_point(wall),
        photos=photos,
        recorded=past_work_rows.recorded_rows(past_works.list_of_wall(wall_id), me, wall=False),
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def new() -> ResponseReturnValue:
    """Add a wall."""
    return _save(WallForm(), None)


@bp.route("/<int:wall_id>/edit", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def edit(wall_id: int) -> ResponseReturnValue:
    """Change the facts of a wall."""
    return _save(WallForm(obj=walls.load_wall(wall_id)), wall_id)


def _save(form: WallForm, wall_id: int | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            if wall_id is None:
                wall_id = walls.add_wall(current.me(), wall_facts(form))
            else:
                walls.edit_wall(wall_id, current.me(), wall_facts(form))
        except Invalid as error:
            form[error.field].errors = [invalid_label(error)]
        else:
            flash(_("Saved"))
            return redirect(url_for(".show", wall_id=wall_id), 303)
    page = render_template("walls/edit.html", form=form, wall_id=wall_id)
    return page, 422 if form.errors else 200
