"""How letters are sent: to a mail server, or into a folder where they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from artflow import private_files
from artflow.config import ConfigurationError

from .outbox import mail_errors

if TYPE_CHECKING:
    from email.headerregistry import Address
    from email.message import EmailMessage

Send = Callable[["EmailMessage"], None]
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailServer(NamedTuple):
    """Where letters are handed in, and as whom."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> MailServer:
        """Read `smtp[+starttls|s]://user:password@host:port`. Raises `ConfigurationError`."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ConfigurationError(
                "ARTFLOW_MAIL_URL must look like smtp+starttls://user:password@host:587; "
                f"known are {', '.join(f'{scheme}://' for scheme in PORTS)}"
            )
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, _port(parts), parts.scheme, user, password)

    def open(self, timeout: float) -> AbstractContextManager[Send]:
        """Connect to the server; letters can be sent meanwhile.

        Raises `NotSent`, also while it lasts.
        """
        from .smtp import open_connection  # loaded by the first letter

        return open_connection(*self, timeout=timeout)


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise ConfigurationError("the port of ARTFLOW_MAIL_URL is not a number") from error


class MailFolder(NamedTuple):
    """Letters as files, one each, named by their number: for the demo and for trying out."""

    path: Path

    @contextmanager
    def open(self, timeout: float) -> Iterator[Send]:
        """Write into the folder; it is made when it is missing. Raises `NotSent`."""
        with mail_errors():
            private_files.make_folder(self.path)
        yield self._write

    def _write(self, letter: EmailMessage) -> None:
        with mail_errors():
            path = self.path_of(int(letter["X-Artflow-Number"]))
            with open(path, "wb", opener=private_files.opener) as file:
                file.write(bytes(letter))

    def path_of(self, number: int) -> Path:
        return self.path / f"{number:06}.eml"


Transport = MailServer | MailFolder


def build_transport(url: str, folder: str) -> Transport:
    """Choose the mail server or the folder by the settings. Raises `ConfigurationError`."""
    return MailServer.from_url(url) if url else MailFolder(Path(folder))


def parse_sender(text: str) -> Address:
    """Parse the sender named in the settings. Raises `ConfigurationError`."""
    from email.errors import MessageError
    from email.headerregistry import Address

    name, address = parseaddr(text)
    try:
        return Address(name, addr_spec=address)
    except (MessageError, ValueError, IndexError) as error:
        raise ConfigurationError(
            "ARTFLOW_MAIL_FROM must look like: artflow <artflow@city.kz>"
        ) from error
