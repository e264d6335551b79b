"""For operators: is the process alive, and can it work?"""

from __future__ import annotations

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from artflow.extensions import db
from artflow.services.database import disk_space, lost_connections, schema
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
    """Answer 200 if migrations are complete and database and uploads have room, else 503."""
    try:
        at_newest, database = _database_state()
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        at_newest = database = False
    state = {"migrations": at_newest, "database": database, "storage": files.is_writable()}
    return state, 200 if all(state.values()) else 503


@lost_connections.repeated
def _database_state() -> tuple[bool, bool]:
    """Return whether the database is at the newest migration and its disk has room."""
    db.session.rollback()
    at_newest = not schema.is_behind(db.session.connection())
    return at_newest, disk_space.can_write_database()
