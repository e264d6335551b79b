"""Looking at the application as another person sees it: nothing can be changed meanwhile."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from artflow.extensions import db
from artflow.models import Organisation
from artflow.services import seeing

from . import current, errors, format, language
from .access import signed_in
from .words.roles import ROLES

bp = Blueprint("seeing", __name__)
ASKING = ("GET", "HEAD", "OPTIONS")
LEFT = ("seeing.end", "account.sign_out")
PRIVATE = "profile"
"""The blueprint of one's own account: not even to look at."""


class Banner(NamedTuple):
    """Who looks, through whose eyes, until when."""

    name: str
    role: str
    looker: str
    until: str


def init_app(app: Flask) -> None:
    """Stand before every page while somebody looks through another's eyes."""
    app.before_request(_guard)
    app.jinja_env.globals["read_only"] = lambda: current.looker() is not None


def _guard() -> Any:
    """Refuse whatever would change something, and what is the other's alone.

    Static files and plain pages are let through without asking who it is.
    """
    harmless = request.method in ASKING or request.endpoint in LEFT
    if (harmless and request.blueprint != PRIVATE) or current.looker() is None:
        return None
    text = _("You are looking through the eyes of %(name)s: nothing can be changed, and what "
             "belongs to the account stays private. End it first.",
             name=current.me().name)  # fmt: skip
    return errors.page(403, text=text)


def banner() -> Banner | None:
    """What stands on every page meanwhile."""
    looker = current.looker()
    if looker is None:
        return None
    me = current.me()
    return Banner(me.name, ", ".join(_roles(me.memberships)), looker.name,
                  format.clock(current_user.until))  # fmt: skip


def _roles(memberships: Any) -> list[str]:
    """Each role with its organisation."""
    keys = {m.organisation_id for m in memberships}
    rows = db.session.scalars(db.select(Organisation).where(Organisation.id.in_(keys)))
    names = {row.id: row.name(language.code()) for row in rows}
    return [f"{ROLES[m.role]} ({names[m.organisation_id]})" for m in memberships]


@bp.post("/see-as/end")
@signed_in
def end() -> object:
    """Look through one's own eyes again; harmless when it has ended already."""
    back = url_for("people.show", user_id=current.me().id) if current.looker() else ""
    seeing.end(current_user.session_id, current.now())
    flash(_("You are yourself again"))
    return redirect(back or url_for("desk.show"), 303)
