"""The worker's side of the outbox: news become letters, letters leave the house."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import bindparam, select, update

from artflow.models import Notice, User

from . import links, outbox, post, throttle
from .database import at_most, writing
from .outbox import NotSent
from .post import Send

log = logging.getLogger(__name__)
N, U = Notice.__table__, User.__table__
OLD = timedelta(days=7)
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


Compose = Callable[[Any, str | None], Letter | None]
"""Makes a letter of a row of the outbox and the token of its link; None: it is not wanted."""


def work(compose: Compose, now: datetime | None = None) -> int:
    """Do everything that is due now; returns how many letters were sent."""
    now = now or datetime.now(UTC)
    while hand_over(now):
        continue
    count = 0
    while rows := outbox.claim(now):
        count += _send(rows, compose, now)
    return count


def hand_over(now: datetime, size: int = 100) -> int:
    """Put the news that are new into the outbox, once each; returns how many there were."""
    fresh = (
        select(N.c.id, N.c.at, U.c.email, U.c.name, U.c.language, U.c.active)
        .select_from(N.join(U, U.c.id == N.c.user_id))
        .where(N.c.sent_at.is_(None)).order_by(N.c.id).limit(at_most(size))
        .with_for_update(of=N, skip_locked=True)
    )  # fmt: skip
    with writing() as connection:
        rows = connection.execute(fresh).all()
        for row in rows:
            if row.active and row.at > now - OLD:
                outbox.put(connection, "notice", row.email, row.language, now, name=row.name,
                           notice=row.id)  # fmt: skip
        if rows:
            statement = update(N).where(N.c.id == bindparam("row")).values(sent_at=now)
            connection.execute(statement, [{"row": row.id} for row in rows])
    return len(rows)


def tidy(now: datetime) -> None:
    """Forget what is too old to tell anybody anything."""
    with writing() as connection:
        throttle.forget(connection, now)
        outbox.forget(connection, now)
        links.forget(connection, now)


def _send(rows: list[Any], compose: Compose, now: datetime) -> int:
    """Send a batch in one conversation with the mail server; returns how many it took."""
    config = current_app.config
    office = post.office(config["MAIL_URL"], config["MAIL_FOLDER"])
    try:
        with office.open(config["MAIL_TIMEOUT_SECONDS"]) as send:
            return sum(_one(row, compose, send, now) for row in rows)
    except NotSent as error:
        log.warning("the mail server cannot be reached: %s", error)
        for row in rows:
            outbox.failed(row, str(error), now)
        return 0


def _one(mail: Any, compose: Compose, send: Send, now: datetime) -> bool:
    """Send one letter. Whatever is wrong with it, the next ones are not held up."""
    try:
        token = links.mint(mail.link_id, now) if mail.link_id else None
        dead = mail.link_id is not None and token is None
        letter = None if dead else compose(mail, token)
        if letter is None:
            outbox.drop(mail)
            return False
        send(message(mail, letter, now))
    except NotSent as error:
        outbox.failed(mail, str(error), now, final=error.final)
        return False
    except Exception as error:
        log.exception("letter %s cannot be written", mail.id)
        outbox.failed(mail, f"{type(error).__name__}: {error}", now)
        return False
    outbox.sent(mail, now)
    return True


def message(mail: Any, letter: Letter, now: datetime) -> EmailMessage:
    """The letter as mail programs take it: text and HTML, pictures inside."""
    made = EmailMessage()
    origin = post.sender(current_app.config["MAIL_FROM"])
    made["Subject"] = " ".join(letter.subject.split())
    made["From"] = origin
    made["To"] = Address(" ".join(mail.name.split()), addr_spec=mail.address)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<artflow-{mail.id}@{origin.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Artflow-Number"] = str(mail.id)
    made.set_content(letter.text)
    made.add_alternative(letter.html, subtype="html")
    for picture in letter.pictures:
        html = made.get_payload()[1]
        assert isinstance(html, MIMEPart)
        html.add_related(picture.content, "image", picture.subtype, cid=f"<{picture.name}>")
    return made
