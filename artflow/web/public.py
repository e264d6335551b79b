"""What somebody sees who is not signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from artflow.extensions import db
from artflow.services import definitions, gallery, programmes

from . import language, present
from .access import public

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> object:
    """The front door; whoever is signed in goes straight to the desk."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.show"), 303)
    connection = db.session.connection()
    process = programmes.process(connection)
    path = []
    if process is not None:
        path = present.landing.path(definitions.workflow(connection, process), language.code())
    works = [present.landing.hung(work) for work in gallery.finished(connection)]
    return render_template("public/home.html", works=works, path=path)
