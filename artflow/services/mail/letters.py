"""The outbox as administrators see it: what waits, what was sent, what nobody will try again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app
from sqlalchemy import func, select

from artflow.domain.errors import NotVisible
from artflow.extensions import db
from artflow.models import Mail
from artflow.services.database.transactions import literal_limit

from . import transport
from .outbox import MailRow

if TYPE_CHECKING:
    from email.message import EmailMessage

MAIL = Mail.__table__
PAGE_SIZE = 50
STATES = {
    "waiting": (MAIL.c.sent_at.is_(None), MAIL.c.dead_at.is_(None)),
    "dead": (MAIL.c.dead_at.is_not(None),),
    "sent": (MAIL.c.sent_at.is_not(None),),
}


def count_by_state() -> dict[str, int]:
    """Count the letters in each state."""
    query = select(*[func.count(MAIL.c.id).filter(*STATES[state]).label(state) for state in STATES])
    return dict(db.session.execute(query).one()._mapping)


def list_letters(state: str, before: int | None = None, size: int = PAGE_SIZE) -> list[MailRow]:
    """List the letters in a state, the newest first."""
    query = select(MAIL).where(*STATES[state]).order_by(MAIL.c.id.desc()).limit(literal_limit(size))
    if before is not None:
        query = query.where(MAIL.c.id < before)
    return cast("list[MailRow]", db.session.execute(query).all())


def is_readable() -> bool:
    """Return whether letters may be read here: in the demo, where they never leave the machine.

    Anywhere else a letter with somebody's link is private, also towards an administrator.
    """
    return bool(current_app.config["DEMO"]) and not current_app.config["MAIL_URL"]


def read_letter(mail_id: int) -> EmailMessage:
    """Read a letter as it was written into the folder. Raises `NotVisible`."""
    folder = transport.build_transport("", current_app.config["MAIL_FOLDER"])
    assert isinstance(folder, transport.MailFolder)
    path = folder.path_of(mail_id)
    if not is_readable() or not path.exists():
        raise NotVisible
    from email import message_from_bytes, policy

    return message_from_bytes(path.read_bytes(), policy=policy.default)
