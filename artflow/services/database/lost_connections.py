"""Connections that the database has dropped: found before they are used, and outlived.

A restart, a switch to the standby, a pooler that tidies up: to the application they are all alike.
What was asked can be asked again, unless something was written that must not be written twice.
"""

from __future__ import annotations

import logging
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, DisconnectionError

if TYPE_CHECKING:
    import psycopg

log = logging.getLogger(__name__)
Given = ParamSpec("Given")
Result = TypeVar("Result")
LOST_STATES = ("57P01", "57P02", "57P03", "57P05", "25P03", "53300")
"""Ended by an administrator, a crash, a start, for idling, or too many: besides all of class 08."""
PAUSES = (0.0, 0.2, 1.0)
"""Seconds before each further try: a connection is back at once, a database after a moment."""
OUTCOME_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0, 2.0)
"""Seconds between two questions for a transaction that may still be at its end."""

_has_written: ContextVar[bool] = ContextVar("artflow_has_written", default=False)


class OutcomeUnknown(Exception):
    """The connection was lost with the commit, and nobody can say whether that was carried out."""


class TransactionName(NamedTuple):
    """What the server calls a transaction; the number counts until that server is another one."""

    number: str
    server_started: str


def check_before_use(driver: psycopg.Connection, record: object, proxy: object) -> None:
    """Raise `DisconnectionError` for a connection that has ended while nobody used it.

    An idle server says nothing. Whatever waits to be read is its farewell: that is seen without
    asking it, which would be a trip for each request.
    """
    if driver.closed or _has_something_to_say(driver.fileno()):
        raise DisconnectionError("the database has ended this connection")


def _has_something_to_say(socket: int) -> bool:
    poll = getattr(select, "poll", None)  # Windows has none
    if poll is None:
        return bool(select.select([socket], [], [], 0)[0])
    poller = poll()
    poller.register(socket, select.POLLIN)
    return bool(poller.poll(0))


@contextmanager
def left_behind(connection: Connection) -> Iterator[None]:
    """Let nobody roll back or keep a connection that is lost meanwhile.

    What the driver says amid a pipeline SQLAlchemy may not hear, or not take for an end.
    """
    try:
        yield
    except Exception as error:
        if is_lost(error):
            connection.invalidate(error)
        raise


def is_lost(error: BaseException) -> bool:
    """Return whether an error, or one that led to it, is a connection that came to an end."""
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, DBAPIError):
            if found.connection_invalidated or (found.orig and _is_end(found.orig)):
                return True
        elif _is_end(found):
            return True
        found = found.__cause__ or found.__context__
    return False


def _is_end(error: BaseException) -> bool:
    driver = sys.modules.get("psycopg")
    if driver is None or not isinstance(error, driver.OperationalError):
        return False
    if isinstance(error, driver.errors.PipelineAborted):
        return False  # it follows another error, which says what was wrong
    state: str | None = error.sqlstate
    return state is None or state.startswith("08") or state in LOST_STATES


def begin_request() -> None:
    """Forget what was written before: a new request begins."""
    _has_written.set(False)


def note_written() -> None:
    """Note that something was written that must not be written twice."""
    _has_written.set(True)


def may_repeat(error: BaseException) -> bool:
    """Return whether to ask anew what this error has ended, from its beginning.

    Only where the connection was lost, and nothing had been written that would be doubled.
    """
    return is_lost(error) and not isinstance(error, OutcomeUnknown) and not _has_written.get()


def repeated(verb: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let a verb that does no harm when it is carried out twice be tried again, three times more.

    For what nobody stands behind to press again: a letter has left, its row must say so.
    """

    @wraps(verb)
    def insist(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        for pause in PAUSES:
            try:
                return verb(*args, **kwargs)
            except Exception as error:
                if not is_lost(error):
                    raise
                log.warning("the connection was lost during %s: it is tried again", verb.__name__)
                time.sleep(pause)
        return verb(*args, **kwargs)

    return insist


NAME = "SELECT pg_current_xact_id()::text, pg_postmaster_start_time()::text"
_outcome = text(
    "SELECT CASE WHEN pg_postmaster_start_time()::text = :started"
    " THEN pg_xact_status(CAST(:number AS xid8)) END"
)


def was_committed(engine: Engine, name: TransactionName) -> bool | None:
    """Ask on another connection what became of a transaction whose end was not heard.

    None: the database does not come back within some seconds, or it is another server now.
    """
    asked = {"number": name.number, "started": name.server_started}
    for pause in OUTCOME_PAUSES:
        try:
            with engine.connect() as connection:
                state = connection.execute(_outcome, asked).scalar()
        except DBAPIError as error:
            log.warning("the database does not say what became of a transaction: %s", error.orig)
        else:
            if state != "in progress":
                return None if state is None else bool(state == "committed")
        time.sleep(pause)
    return None


def settle_commit(
    connection: Connection, name: TransactionName | None, lost: Exception, *, repeatable: bool
) -> None:
    """Return if the transaction was committed although its connection was lost with the answer.

    Else raises `lost`, after which nothing has been written or nothing is doubled by doing it
    again; or `OutcomeUnknown`.
    """
    connection.invalidate(lost)
    outcome = was_committed(connection.engine, name) if name else None
    if outcome is True:
        log.warning("the connection was lost with a commit, which was carried out")
        return
    if outcome is None and not repeatable:
        raise OutcomeUnknown from lost
    raise lost
