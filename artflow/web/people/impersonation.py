"""Looking at the application as another person: nothing can be changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from artflow.domain.people.roles import Membership
from artflow.extensions import db
from artflow.models import Organisation
from artflow.services.people import impersonation
from artflow.web import errors
from artflow.web.shared import current, formatting, language
from artflow.web.shared.access import signed_in
from artflow.web.shared.role_labels import ROLE_LABELS

bp = Blueprint("seeing", __name__)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
ALLOWED_ENDPOINTS = ("seeing.end", "account.sign_out")
PRIVATE_BLUEPRINT = "profile"
"""The blueprint of one's own account: not even to look at."""


class ImpersonationBanner(NamedTuple):
    """Who looks, as whom, until when."""

    name: str
    role: str
    impersonator: str
    until: str


def init_app(app: Flask) -> None:
    """Check every request of somebody who looks at the application as another person."""
    app.before_request(_refuse_changes)
    app.jinja_env.globals["read_only"] = lambda: current.impersonator() is not None


def _refuse_changes() -> ResponseReturnValue | None:
    """Refuse requests that would change something or show what is private to the other.

    Static files and plain pages pass without a look at the session.
    """
    harmless = request.method in SAFE_METHODS or request.endpoint in ALLOWED_ENDPOINTS
    if (harmless and request.blueprint != PRIVATE_BLUEPRINT) or current.impersonator() is None:
        return None
    text = _(
        "You are looking through the eyes of %(name)s: nothing can be changed, and what "
        "belongs to the account stays private. End it first.",
        name=current.me().name,
    )
    return errors.error_page(403, text=text)


def build_banner() -> ImpersonationBanner | None:
    """Return the banner that stands on every page meanwhile; None otherwise."""
    impersonator = current.impersonator()
    if impersonator is None:
        return None
    me = current.me()
    return ImpersonationBanner(
        me.name,
        ", ".join(_role_names(me.memberships)),
        impersonator.name,
        formatting.time_of_day(current_user.impersonated_until),
    )


def _role_names(memberships: Sequence[Membership]) -> list[str]:
    """Name each role with its organisation."""
    keys = {m.organisation_id for m in memberships}
    rows = db.session.scalars(db.select(Organisation).where(Organisation.id.in_(keys)))
    names = {row.id: row.name[language.code()] for row in rows}
    return [f"{ROLE_LABELS[m.role]} ({names[m.organisation_id]})" for m in memberships]


@bp.post("/see-as/end")
@signed_in
def end() -> ResponseReturnValue:
    """End the impersonation; harmless if it has already ended."""
    back = url_for("people.show", user_id=current.me().id) if current.impersonator() else ""
    impersonation.stop(current_user.session_id, current.now())
    flash(_("You are yourself again"))
    return redirect(back or url_for("desk.show"), 303)
