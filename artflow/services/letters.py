"""The outbox as administrators see it: what waits, what was sent, what nobody will try again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import func, select

from artflow.domain.errors import NotVisible
from artflow.extensions import db
from artflow.models import Mail

from . import post
from .database import at_most

if TYPE_CHECKING:
    from email.message import EmailMessage

M = Mail
PAGE = 50
STATES = {
    "waiting": (M.c.sent_at.is_(None), M.c.dead_at.is_(None)),
    "dead": (M.c.dead_at.is_not(None),),
    "sent": (M.c.sent_at.is_not(None),),
}


def counts() -> dict[str, int]:
    """How many letters are in each state."""
    query = select(*[func.count(M.c.id).filter(*STATES[state]).label(state) for state in STATES])
    return dict(db.session.execute(query).one()._mapping)


def page(state: str, before: int | None = None, size: int = PAGE) -> list[Any]:
    """The letters in a state, the newest first."""
    query = select(M).where(*STATES[state]).order_by(M.c.id.desc()).limit(at_most(size))
    if before is not None:
        query = query.where(M.c.id < before)
    return list(db.session.execute(query))


def readable() -> bool:
    """Whether letters may be read here: in the demo, where they never leave the machine.

    Anywhere else a letter with somebody's link is nobody's business, not even an administrator's.
    """
    return bool(current_app.config["DEMO"]) and not current_app.config["MAIL_URL"]


def read(mail_id: int) -> EmailMessage:
    """A letter as it was written into the folder. Raises `NotVisible`."""
    folder = post.office("", current_app.config["MAIL_FOLDER"])
    assert isinstance(folder, post.Folder)
    path = folder.file(mail_id)
    if not readable() or not path.exists():
        raise NotVisible
    from email import message_from_bytes, policy

    return message_from_bytes(path.read_bytes(), policy=policy.default)
