"""The outbox as administrators see it: what failed, what waits, what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast

from flask import current_app
from sqlalchemy import and_, func, or_, select

from artflow.domain.errors import NotVisible
from artflow.domain.jobs import FAILED, LETTER, WAITING
from artflow.extensions import db
from artflow.models import Job, Mail
from artflow.services.database.transactions import literal_limit
from artflow.services.jobs.queue import in_state

from . import transport

if TYPE_CHECKING:
    from email.message import EmailMessage

JOB = Job.__table__
MAIL = Mail.__table__
PAGE_SIZE = 50
MAX_COUNT = 500
_has_failed, _waits = in_state(FAILED), in_state(WAITING)
STATES = {
    "failed": _has_failed,
    "waiting": _waits,
    "sent": MAIL.c.sent_at.is_not(None),
    "all": or_(JOB.c.id.is_(None), JOB.c.state != FAILED),
}
"""What a list may show; `all` leaves out what failed, for that stands above it."""


class ListedLetter(Protocol):
    """A letter in a list, see `models.Mail`, with the job that sends it, while there is one."""

    id: int
    address: str
    kind: str
    subject: str
    created_at: datetime
    sent_at: datetime | None
    job_id: int | None
    state: str | None
    attempts: int | None
    reason: str | None
    error: str | None


_job_columns = (JOB.c.id.label("job_id"), JOB.c.state, JOB.c.attempts, JOB.c.reason, JOB.c.error)
_listed = select(
    MAIL.c.id,
    MAIL.c.address,
    MAIL.c.kind,
    MAIL.c.subject,
    MAIL.c.created_at,
    MAIL.c.sent_at,
    *_job_columns,
)
_sends = and_(JOB.c.kind == LETTER.name, JOB.c.subject_id == MAIL.c.id)


def count_by_state() -> dict[str, int]:
    """Count what failed and what waits, each up to one more than `MAX_COUNT`."""
    counts = {}
    for state in ("failed", "waiting"):
        some = select(JOB.c.id).where(STATES[state], JOB.c.kind == LETTER.name)
        first = some.limit(literal_limit(MAX_COUNT + 1)).subquery()
        counts[state] = db.session.execute(select(func.count()).select_from(first)).scalar_one()
    return counts


def list_letters(
    state: str, before: int | None = None, size: int = PAGE_SIZE
) -> list[ListedLetter]:
    """List the letters of a list in `STATES`, the newest first, from a key downwards."""
    has_job = state in ("failed", "waiting")  # then its index finds them
    joined = JOB.join(MAIL, _sends) if has_job else MAIL.outerjoin(JOB, _sends)
    query = _listed.select_from(joined).where(STATES[state])
    if before is not None:
        query = query.where(MAIL.c.id < before)
    page = query.order_by(MAIL.c.id.desc()).limit(literal_limit(size))
    return cast("list[ListedLetter]", db.session.execute(page).all())


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
