"""How letters leave the house: to a mail server, or into a folder where they can be read."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from artflow.config import ConfigurationError

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
Send = Callable[[EmailMessage], None]


class NotSent(Exception):
    """The letter was not taken; `final` says that trying again is of no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class MailServer(NamedTuple):
    """Where letters are handed in, and as whom."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""

    @classmethod
    def at(cls, url: str) -> MailServer:
        """Read `smtp[+starttls|s]://user:password@host:port`. Raises `ConfigurationError`."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ConfigurationError(
                "ARTFLOW_MAIL_URL must look like smtp+starttls://user:password@host:587; "
                f"known are {', '.join(f'{scheme}://' for scheme in PORTS)}"
            )
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, _port(parts), parts.scheme, user, password)

    @contextmanager
    def open(self, timeout: float) -> Iterator[Send]:
        """A conversation in which letters can be sent. Raises `NotSent`, also while it lasts."""
        with _in_words():
            server = self._reach(timeout)
        try:
            yield lambda letter: _hand_in(server, letter)
        finally:
            _part(server)

    def _reach(self, timeout: float) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self.security == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=timeout, context=trusted
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=timeout)
        try:
            if self.security == "smtp+starttls":
                server.starttls(context=trusted)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise ConfigurationError("the port of ARTFLOW_MAIL_URL is not a number") from error


@contextmanager
def _in_words() -> Iterator[None]:
    """What a mail server or the network did, as `NotSent`; a 5xx about one letter is final."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        ((code, said),) = error.recipients.values()
        raise NotSent(f"{code} {said!r}", final=code >= 500) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error


def _hand_in(server: smtplib.SMTP, letter: EmailMessage) -> None:
    with _in_words():
        try:
            server.send_message(letter)
        except smtplib.SMTPDataError as error:
            said = f"{error.smtp_code} {error.smtp_error!r}"
            raise NotSent(said, final=error.smtp_code >= 500) from error


def _part(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


class Folder(NamedTuple):
    """Letters as files, one each, named by their number: for the demo and for trying out."""

    path: Path

    @contextmanager
    def open(self, timeout: float) -> Iterator[Send]:
        """Write into the folder; it is made when it is missing. Raises `NotSent`."""
        with _in_words():
            self.path.mkdir(parents=True, exist_ok=True)
        yield self._write

    def _write(self, letter: EmailMessage) -> None:
        with _in_words():
            self.file(int(letter["X-Artflow-Number"])).write_bytes(bytes(letter))

    def file(self, number: int) -> Path:
        return self.path / f"{number:06}.eml"


Post = MailServer | Folder


def office(url: str, folder: str) -> Post:
    """Where letters go under these settings. Raises `ConfigurationError`."""
    return MailServer.at(url) if url else Folder(Path(folder))


def sender(text: str) -> Address:
    """The sender named in the settings. Raises `ConfigurationError`."""
    name, address = parseaddr(text)
    try:
        return Address(name, addr_spec=address)
    except (MessageError, ValueError, IndexError) as error:
        raise ConfigurationError(
            "ARTFLOW_MAIL_FROM must look like: artflow <artflow@city.kz>"
        ) from error
