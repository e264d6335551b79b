"""For operators: is the process alive, and can it work?"""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from artflow.extensions import db
from artflow.services.database import schema
from artflow.services.files import files
from artflow.web.shared.access import public

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
@public
def healthz() -> tuple[dict[str, str], int]:
    """Answer 200 if the process and the database answer."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}, 200


@bp.get("/readyz")
@public
def readyz() -> tuple[dict[str, bool], int]:
    """Answer 200 if no migration is missing and the storage can be written, else 503."""
    complete = not schema.is_behind(db.session.connection())
    state = {"migrations": complete, "storage": files.is_writable()}
    return state, 200 if all(state.values()) else 503
