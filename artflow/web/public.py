"""What somebody sees who is not signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from artflow.extensions import db
from artflow.services import definitions, gallery, programmes

from . import language
from .access import public
from .present import landing

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> object:
    """The front door; whoever is signed in goes straight to the desk."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.show"), 303)
    programme = next(iter(programmes.open_ones()), None)
    path = []
    if programme is not None:
        process = definitions.workflow(db.session.connection(), programme.definition_id)
        path = landing.path(process, language.code())
    works = [landing.hung(work) for work in gallery.finished()]
    return render_template("public/home.html", works=works, path=path)
