"""Access rules of views: every view has exactly one of these decorators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed, NotVisible
from artflow.extensions import db
from artflow.services.decisions import case_loader

from . import current

View = Callable[..., ResponseReturnValue]


def public(view: View) -> View:
    """Let anybody in, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def _redirect_to_sign_in() -> Response:
    if request.method != "GET":
        abort(401)
    flash(_("Sign in to continue"), "wait")
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 303)


def signed_in(view: View) -> View:
    """Let in who is signed in."""

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
        return view(*args, **kwargs) if current_user.is_authenticated else _redirect_to_sign_in()

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def needs(can: Can) -> Callable[[View], View]:
    """Let in who may do this, whatever it is done to."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _redirect_to_sign_in()
            if not may(current.me(), can):
                raise NotAllowed
            return view(*args, **kwargs)

        guarded.access = can.value  # type: ignore[attr-defined]
        return guarded

    return decorate


def on_proposal(can: Can) -> Callable[[View], View]:
    """Let in who may do this to the proposal of the address; the view gets its case.

    What one may not see is not there (404); what one sees but may not do is refused (403).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(proposal_id: int, *args: object, **kwargs: object) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _redirect_to_sign_in()
            case = case_loader.load(db.session.connection(), proposal_id)
            if not may(current.me(), Can.SEE, case):
                raise NotVisible
            if not may(current.me(), can, case):
                raise NotAllowed
            return view(case, *args, **kwargs)

        guarded.access = can.value  # type: ignore[attr-defined]
        return guarded

    return decorate
