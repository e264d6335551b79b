"""A conversation with a mail server. Loaded by the first letter, not by the first page."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from artflow.domain.jobs import REFUSED

from .outbox import NotSent, mail_errors


@contextmanager
def open_connection(
    host: str, port: int, security: str, user: str, password: str, timeout: float
) -> Iterator[Callable[[EmailMessage], None]]:
    """Connect to a mail server and yield what sends a letter.

    Raises `NotSent`; a 5xx answer about one letter is final.
    """
    with mail_errors():
        server = _connect(host, port, security, timeout)
        _log_in(server, security, user, password)
    try:
        yield lambda letter: _send(server, letter)
    finally:
        _close(server)


def _connect(host: str, port: int, security: str, timeout: float) -> smtplib.SMTP:
    if security == "smtps":
        trusted = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=trusted)
    return smtplib.SMTP(host, port, timeout=timeout)


def _log_in(server: smtplib.SMTP, security: str, user: str, password: str) -> None:
    try:
        if security == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if user:
            server.login(user, password)
    except BaseException:
        server.close()
        raise


def _send(server: smtplib.SMTP, letter: EmailMessage) -> None:
    with mail_errors():
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, words),) = error.recipients.values()
            reply = f"{code} {words!r}"
            raise NotSent(reply, final=code >= 500, reason=REFUSED) from error
        except smtplib.SMTPDataError as error:
            reply = f"{error.smtp_code} {error.smtp_error!r}"
            raise NotSent(reply, final=error.smtp_code >= 500, reason=REFUSED) from error


def _close(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except OSError:  # every error of smtplib is one
        server.close()
