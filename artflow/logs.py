"""The log: words for people, and requests and security events as one JSON object a line.

Every line says to which request it belongs. Nothing here names an address of a letter, a password,
a token or what was searched for.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import NamedTuple

ACCESS, SECURITY = "artflow.access", "artflow.security"
_control = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What could begin a line of its own, so that a path that was asked for cannot forge one."""


class RequestOrigin(NamedTuple):
    """The id of a request, the network address it came from, and who was signed in."""

    id: str = ""
    address: str = ""
    user: int | None = None


NO_REQUEST = RequestOrigin()
_origin: ContextVar[RequestOrigin] = ContextVar("artflow_request", default=NO_REQUEST)


@contextmanager
def of_request(request_id: str, address: str) -> Iterator[None]:
    """Let every line that is logged meanwhile name this request."""
    token = _origin.set(RequestOrigin(request_id, address))
    try:
        yield
    finally:
        _origin.reset(token)


def note_user(user_id: int) -> None:
    """Let the further lines of the present request say who was signed in."""
    _origin.set(_origin.get()._replace(user=user_id))


def request_id() -> str:
    """Return the id of the present request; empty outside of one."""
    return _origin.get().id


def access(**facts: object) -> None:
    """Log a request that has been answered, and who was signed in."""
    _log(ACCESS, "request", {**facts, "user": _origin.get().user})


def security(event: str, **facts: object) -> None:
    """Log an event of security: who did what to whom, by their ids."""
    _log(SECURITY, event, facts)


def _log(name: str, event: str, facts: dict[str, object]) -> None:
    """Log facts; the message is the event, for whoever has set up a format of their own."""
    origin = _origin.get()
    told = {"request": origin.id, "address": origin.address, **facts}
    logging.getLogger(name).info(event, extra={"facts": told})


class Formatter(logging.Formatter):
    """One line for a record: JSON for facts, words for the rest; a traceback follows its line."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, object] | None = getattr(record, "facts", None)
        return self._words(record) if facts is None else self._facts(record, facts)

    def _facts(self, record: logging.LogRecord, facts: dict[str, object]) -> str:
        line = {
            "at": _instant(record),
            "log": record.name.rpartition(".")[2],
            "event": record.getMessage(),
            **facts,
        }
        return json.dumps(line, default=str)

    def _words(self, record: logging.LogRecord) -> str:
        words = _control.sub(lambda sign: f"\\x{ord(sign[0]):02x}", record.getMessage())
        line = f"{_instant(record)} {record.levelname} {request_id() or '-'} {words}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line


def _instant(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def configure() -> None:
    """Write the log to stderr, unless somebody has set up logging for this process already."""
    logging.getLogger("artflow").setLevel(logging.INFO)
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Formatter())
        root.addHandler(handler)
