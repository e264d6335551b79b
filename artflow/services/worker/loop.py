"""The worker: comes back every few seconds, does what is due, and is never stopped by one fault."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask

from artflow.services import audit
from artflow.services.files import tidying
from artflow.services.people import impersonation
from artflow.services.sponsorship import totals

from . import delivery, pictures
from .delivery import Compose

log = logging.getLogger(__name__)
EVERY_SECONDS = 5.0
TIDY_EVERY_ROUNDS = 720
"""Rounds, about an hour."""
CHORES: tuple[Callable[[datetime], object], ...] = (
    tidying.tidy_daily,
    delivery.delete_old,
    audit.anchor_daily,
    totals.fold,
)
"""What is done now and then; files first, for that gives room back where a disk is full."""


def run(app: Flask, compose: Compose, stop: threading.Event, every: float = EVERY_SECONDS) -> None:
    """Work until `stop` is set."""
    rounds = itertools.count()
    while not stop.is_set():
        run_round(app, compose, tidy=next(rounds) % TIDY_EVERY_ROUNDS == 0, is_stopping=stop.is_set)
        more = prepare_pictures(app)
        stop.wait(0 if more else every)


def run_round(
    app: Flask,
    compose: Compose,
    *,
    tidy: bool = False,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Do one round; a fault is logged and the next round tries again. Returns the letters sent."""
    now = datetime.now(UTC)
    with _stumbling(app):
        if tidy:
            do_chores(now)
        impersonation.stop_expired(now)
        return delivery.deliver_due(compose, now, is_stopping)
    return 0


def prepare_pictures(app: Flask) -> bool:
    """Prepare pictures for a while, faults as above. Returns whether some are still waiting."""
    with _stumbling(app):
        return pictures.prepare_due()
    return False


@contextmanager
def _stumbling(app: Flask) -> Iterator[None]:
    """Be inside the application meanwhile; log whatever goes wrong there and go on."""
    try:
        with app.app_context():
            yield
    except Exception:
        log.exception("the worker has stumbled")


def do_chores(now: datetime) -> None:
    """Do each chore; a fault in one is logged and holds up no other."""
    for chore in CHORES:
        try:
            chore(now)
        except Exception:
            log.exception("the worker has stumbled over %s", chore.__name__)


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
