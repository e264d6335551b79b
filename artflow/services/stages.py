"""The stages of all definitions in use, for filters and boards."""

from __future__ import annotations

from sqlalchemy import select

from artflow.extensions import db
from artflow.models import Definition

from .definitions import workflow


def named(language: str) -> list[tuple[str, str]]:
    """Key and label of every stage, in the order of the definitions; a key stands once."""
    connection = db.session.connection()
    found: dict[str, str] = {}
    for key in db.session.scalars(select(Definition.id).order_by(Definition.id)):
        for stage in workflow(connection, key).stages.values():
            found.setdefault(stage.key, stage.label[language])
    return list(found.items())
