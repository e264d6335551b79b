"""The worker's side of the outbox: notices become letters, letters are sent."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import bindparam, select, update

from artflow.domain.jobs import FAULT
from artflow.extensions import db
from artflow.models import Notice, User
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import literal_limit, writing
from artflow.services.exports import exports
from artflow.services.jobs import queue
from artflow.services.jobs.queue import Clock, Failure
from artflow.services.mail import outbox, transport
from artflow.services.mail.outbox import ClaimedLetter, MailRow, NotSent
from artflow.services.mail.transport import Send
from artflow.services.people import links, throttle

log = logging.getLogger(__name__)
NOTICE = Notice.__table__
USER = User.__table__
MAX_NEWS_AGE = timedelta(days=7)
"""News older than this stay in the application and do not become letters any more."""


class Picture(NamedTuple):
    """An image that travels inside the letter."""

    name: str
    subtype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in words, in its reader's language."""

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = field(default=())


Compose = Callable[[MailRow, str | None], Letter | None]
"""Makes a letter of a row of the outbox and the token of its link; None: it is not wanted."""


def deliver_due(
    compose: Compose,
    clock: Clock = queue.utc_now,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due. Returns how many letters were sent.

    `is_stopping` is asked between batches: what has not been claimed by then waits for the next
    round or worker. The clock is read at each step: a round may last longer than a lease.
    """
    outbox.adopt(clock())
    while not is_stopping() and enqueue_news(clock()):
        continue
    count = 0
    while not is_stopping() and (letters := outbox.claim(clock=clock)):
        count += _send_batch(letters, compose, clock)
    return count


def enqueue_news(now: datetime, size: int = 100) -> int:
    """Put new notices into the outbox, once each. Returns how many there were."""
    fresh = (
        select(NOTICE.c.id, NOTICE.c.at, USER.c.email, USER.c.name, USER.c.language, USER.c.active)
        .select_from(NOTICE.join(USER, USER.c.id == NOTICE.c.user_id))
        .where(NOTICE.c.sent_at.is_(None))
        .order_by(NOTICE.c.id)
        .limit(literal_limit(size))
        .with_for_update(of=NOTICE, skip_locked=True)
    )
    with writing() as connection:
        rows = connection.execute(fresh).all()
        for row in rows:
            if row.active and row.at > now - MAX_NEWS_AGE:
                outbox.enqueue(
                    connection, "notice", row.email, row.language, now, name=row.name, notice=row.id
                )
        if rows:
            statement = update(NOTICE).where(NOTICE.c.id == bindparam("row")).values(sent_at=now)
            connection.execute(statement, [{"row": row.id} for row in rows])
    return len(rows)


def delete_old(now: datetime) -> None:
    """Delete tries, letters, links, exports and jobs that are past their retention."""
    with writing() as connection:
        throttle.delete_old(connection, now)
        outbox.delete_old(connection, now)
        exports.delete_old(connection, now)
        queue.delete_old(connection, now)
        links.delete_old(connection, now)


def _send_batch(letters: list[ClaimedLetter], compose: Compose, clock: Clock) -> int:
    """Send a batch over one connection to the mail server. Returns how many it took."""
    config = current_app.config
    server = transport.build_transport(config["MAIL_URL"], config["MAIL_FOLDER"])
    try:
        with server.open(config["MAIL_TIMEOUT_SECONDS"]) as send:
            return sum(_send_letter(letter, compose, send, clock) for letter in letters)
    except NotSent as error:
        log.warning("the mail server cannot be reached: %s", error)
        for letter in letters:
            outbox.mark_failed(letter, error.failure, clock())
        return 0


def _send_letter(claimed: ClaimedLetter, compose: Compose, send: Send, clock: Clock) -> bool:
    """Send one letter. Whatever is wrong with it, the next ones are not held up.

    One whose lease has ended while those before it were sent is another worker's by now.
    """
    mail = claimed.mail
    if not queue.renew(claimed.job, clock):
        return False
    subject = ""
    try:
        letter = _compose(mail, compose, clock)
        if letter is None:
            outbox.drop(claimed)
            return False
        subject = letter.subject
        send(build_message(mail, letter, clock()))
    except NotSent as error:
        outbox.mark_failed(claimed, error.failure, clock(), subject)
        return False
    except Exception as error:
        log.exception("letter %s cannot be written", mail.id)
        failure = Failure(FAULT, f"{type(error).__name__}: {error}")
        outbox.mark_failed(claimed, failure, clock(), subject)
        return False
    outbox.mark_sent(claimed, subject, clock())
    return True


@repeated
def _compose(mail: MailRow, compose: Compose, clock: Clock) -> Letter | None:
    """Write a letter, with a new token if it has a link; None if nobody wants it any more.

    Once more where the connection is lost: of two tokens the later one works.
    """
    db.session.rollback()
    token = links.issue_token(mail.link_id, clock()) if mail.link_id else None
    dead = mail.link_id is not None and token is None
    return None if dead else compose(mail, token)


def build_message(mail: MailRow, letter: Letter, now: datetime) -> EmailMessage:
    """Build the letter as mail programs take it: text and HTML, pictures inside."""
    email = EmailMessage()
    origin = transport.parse_sender(current_app.config["MAIL_FROM"])
    email["Subject"] = " ".join(letter.subject.split())
    email["From"] = origin
    email["To"] = Address(" ".join(mail.name.split()), addr_spec=mail.address)
    email["Date"] = format_datetime(now)
    email["Message-ID"] = f"<artflow-{mail.id}@{origin.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email["X-Artflow-Number"] = str(mail.id)
    email.set_content(letter.text)
    email.add_alternative(letter.html, subtype="html")
    for picture in letter.pictures:
        _text, html = email.iter_parts()
        assert isinstance(html, MIMEPart)
        html.add_related(picture.content, "image", picture.subtype, cid=f"<{picture.name}>")
    return email
