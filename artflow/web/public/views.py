"""The page for people who are not signed in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from artflow.extensions import db
from artflow.services import installation
from artflow.services.lists import gallery
from artflow.services.programmes import definitions, programmes
from artflow.web.shared import language
from artflow.web.shared.access import public

from . import page_models

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show the front door; whoever is signed in goes straight to the desk."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.show"), 303)
    connection = db.session.connection()
    process = programmes.current_definition(connection)
    path = []
    if process is not None:
        path = page_models.path_steps(
            definitions.load_workflow(connection, process), language.code()
        )
    works = [page_models.gallery_item(work) for work in gallery.list_finished(connection)]
    recorded = gallery.list_recorded(connection)
    is_new = process is None and not works and installation.is_open(connection)
    return render_template(
        "public/home.html", works=works, recorded=recorded, path=path, is_new=is_new
    )
