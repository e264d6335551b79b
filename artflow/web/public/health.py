"""For those who run the house: is it alive, and can it work?"""

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
    """The process answers and the database too."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}, 200


@bp.get("/readyz")
@public
def readyz() -> tuple[dict[str, bool], int]:
    """The database is at the newest migration and the storage can be written."""
    at_newest = schema.present_revision(db.session.connection()) == schema.newest_revision()
    state = {"migrations": at_newest, "storage": files.is_writable()}
    return state, 200 if all(state.values()) else 503
