"""The page for people who are not signed in."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
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
    page = render_template(
        "public/home.html", works=works, recorded=recorded, path=path, is_new=is_new
    )
    return _cached_by_content(page)


def _cached_by_content(page: str) -> Response:
    """Let browsers keep a page and ask each time whether it is still the same: a hash answers.

    Who signs in, out or changes the language is shown another page at once.
    """
    response = make_response(page)
    response.set_etag(hashlib.sha256(page.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Accept-Language", "Cookie"))
    response.make_conditional(request)
    return response
