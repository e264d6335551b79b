"""The photos of a wall: a page to add them and to take them away."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import FileRefused, Invalid, TooSoon
from artflow.services.files import files
from artflow.services.walls import photos as walls_photos
from artflow.services.walls import walls
from artflow.web.http import limits
from artflow.web.shared import current, security
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.error_labels import file_refused_label, invalid_label, too_soon_label
from artflow.web.shared.form_responses import form_status

from . import page_models
from .forms import PhotoForm

bp = Blueprint("wall_photos", __name__, url_prefix="/walls/<int:wall_id>/photos")


@bp.get("")
@needs(Can.EDIT_WALLS)
def index(wall_id: int) -> str:
    """Show the photos of the wall, the newest first, and a form for one more."""
    return _render(wall_id, PhotoForm())


@bp.post("")
@needs(Can.EDIT_WALLS)
def add(wall_id: int) -> ResponseReturnValue:
    """Add a photo; it is checked like every other picture."""
    walls.load_wall(wall_id)
    form = PhotoForm()
    if form.validate() and _add_photo(wall_id, form):
        flash(_("Photo added"))
        return redirect(url_for(".index", wall_id=wall_id), 303)
    return _render(wall_id, form), *form_status(form)


def _add_photo(wall_id: int, form: PhotoForm) -> bool:
    upload, me = form.photo.data, current.me()
    try:
        limits.count_upload()
        kept = files.store_upload(upload.stream, upload.filename, by=me.id)
        walls_photos.add(wall_id, me, kept, alt=form.alt.data or "", taken_on=form.taken_on.data)
    except FileRefused as error:
        form.photo.errors = [file_refused_label(error, upload.filename)]
    except Invalid as error:
        form[error.field].errors = [invalid_label(error)]
    except TooSoon as error:
        form.photo.errors, form.wait = [too_soon_label(error)], error.wait
    return not form.errors


@bp.post("/<int:photo_id>/remove")
@needs(Can.EDIT_WALLS)
def remove(wall_id: int, photo_id: int) -> ResponseReturnValue:
    """Remove a photo of the wall."""
    if not ButtonForm().validate():
        abort(400)
    walls_photos.remove(wall_id, current.me(), photo_id)
    flash(_("Photo removed"))
    return redirect(url_for(".index", wall_id=wall_id), 303)


def _render(wall_id: int, form: PhotoForm) -> str:
    wall = walls.load_wall(wall_id)
    security.allow_camera()
    return render_template(
        "walls/photos.html",
        wall=wall,
        form=form,
        url=page_models.photo_url,
        photos=walls_photos.list_photos(wall_id),
    )
