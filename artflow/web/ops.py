"""For those who run the house: is it alive, and can it work?"""

from __future__ import annotations

from flask import Blueprint
from sqlalchemy import text

from artflow.extensions import db
from artflow.services import files, schema

from .access import public

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
    at_newest = schema.present(db.session.connection()) == schema.newest()
    state = {"migrations": at_newest, "storage": files.writable()}
    return state, 200 if all(state.values()) else 503
