"""Why the database did not answer a command, in one line."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError

from artflow.extensions import db
from artflow.services.database import schema


def why_no_answer(error: DBAPIError) -> str:
    """Say what is wrong with the database, or nothing if the fault is in the command itself."""
    if not isinstance(error, OperationalError | ProgrammingError):
        return ""
    try:
        with db.engine.connect() as connection:
            revision = schema.present_revision(connection)
    except SQLAlchemyError:
        return f"the database cannot be reached: {' '.join(str(error.orig).split())}"
    if revision == schema.newest_revision():
        return ""
    return "the database is not at the newest migration: call the command `db upgrade` first"
