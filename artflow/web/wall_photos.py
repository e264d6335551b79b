"""The photos of a wall: a page to add them and to take them away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from artflow.domain.errors import FileRefused, Invalid
from artflow.domain.policy import Can
from artflow.services import files, wall_photos, walls

from . import current, present
from .access import needs
from .forms.base import PressForm
from .forms.walls import PhotoForm
from .words.errors import intake_words, invalid_words

bp = Blueprint("wall_photos", __name__, url_prefix="/walls/<int:wall_id>/photos")


@bp.get("")
@needs(Can.EDIT_WALLS)
def index(wall_id: int) -> str:
    """The photos of the wall, the newest first, and a form for one more."""
    return _page(wall_id, PhotoForm())


@bp.post("")
@needs(Can.EDIT_WALLS)
def add(wall_id: int) -> object:
    """Take in a photo; it goes through the same door as every other picture."""
    walls.get(wall_id)
    form = PhotoForm()
    if form.validate() and _added(wall_id, form):
        flash(_("Photo added"))
        return redirect(url_for(".index", wall_id=wall_id), 303)
    return _page(wall_id, form), 422


def _added(wall_id: int, form: Any) -> bool:
    upload, me = form.photo.data, current.me()
    try:
        kept = files.keep(upload.stream, upload.filename, by=me.id)
        wall_photos.add(wall_id, me, kept, alt=form.alt.data, taken_on=form.taken_on.data)
    except FileRefused as error:
        form.photo.errors = [intake_words(error, upload.filename)]
    except Invalid as error:
        form.photo.errors = [invalid_words(error)]
    return not form.errors


@bp.post("/<int:photo_id>/remove")
@needs(Can.EDIT_WALLS)
def remove(wall_id: int, photo_id: int) -> object:
    """Take a photo from the wall."""
    if not PressForm().validate():
        abort(400)
    wall_photos.remove(wall_id, current.me(), photo_id)
    flash(_("Photo removed"))
    return redirect(url_for(".index", wall_id=wall_id), 303)


def _page(wall_id: int, form: Any) -> str:
    wall = walls.get(wall_id)
    return render_template("walls/photos.html", wall=wall, form=form, url=present.walls.photo_url,
                           photos=wall_photos.of(wall_id))  # fmt: skip
