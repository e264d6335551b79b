"""The worker: comes back every few seconds, does what is due, and is never stopped by one fault."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask

from artflow.services import audit_runs
from artflow.services.database import lost_connections
from artflow.services.people import impersonation

from . import delivery, exports, pictures, sweeps
from .delivery import Compose

log = logging.getLogger(__name__)
EVERY_SECONDS = 5.0


def run(app: Flask, compose: Compose, stop: threading.Event, every: float = EVERY_SECONDS) -> None:
    """Work until `stop` is set."""
    while not stop.is_set():
        run_round(app, compose, is_stopping=stop.is_set)
        more = [prepare_pictures(app, stop.is_set), write_exports(app, stop.is_set)]
        verify_history(app)
        stop.wait(0 if any(more) else every)


def run_round(
    app: Flask,
    compose: Compose,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due and do the regular work. Returns the letters sent.

    A fault is logged and the next round tries again; one in the regular work holds up no letter.
    """
    with _stumbling(app):
        sweeps.sweep_due()
    with _stumbling(app):
        impersonation.stop_expired(datetime.now(UTC))
        return delivery.deliver_due(compose, is_stopping=is_stopping)
    return 0


def prepare_pictures(app: Flask, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """Prepare pictures for a while, faults as above. Returns whether some are still waiting."""
    with _stumbling(app):
        return pictures.prepare_due(is_stopping=is_stopping)
    return False


def write_exports(app: Flask, is_stopping: Callable[[], bool] = lambda: False) -> bool:
    """Write exports for a while, faults as above. Returns whether some are still waiting."""
    with _stumbling(app):
        return exports.write_due(is_stopping=is_stopping)
    return False


def verify_history(app: Flask) -> None:
    """Carry out a verification that somebody has asked for, faults as above."""
    with _stumbling(app):
        audit_runs.carry_out_waiting(datetime.now(UTC))


@contextmanager
def _stumbling(app: Flask) -> Iterator[None]:
    """Be inside the application meanwhile; log whatever goes wrong there and go on."""
    try:
        with app.app_context():
            yield
    except Exception as error:
        if lost_connections.is_lost(error):
            log.warning("the worker has lost its connection to the database: %s", error)
        else:
            log.exception("the worker has stumbled")


@contextmanager
def background_worker(app: Flask, compose: Compose) -> Iterator[None]:
    """Run a worker in a thread of this process, for as long as the context lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(app, compose, stop), name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
