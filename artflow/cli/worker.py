"""The worker that sends letters and prepares pictures, from the shell."""

from __future__ import annotations

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from artflow.services.worker import delivery, exports, loop, pictures, sweeps


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, say how much, and end.")
@click.option("--every", default=loop.EVERY_SECONDS, help="Seconds between two rounds.")
@with_appcontext
def command(once: bool, every: float) -> None:
    """Send letters and prepare large pictures until SIGINT or SIGTERM. Several may run at once."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    compose = app.extensions["letters"]
    if once:
        sweeps.sweep_due()
        click.echo(f"sent: {delivery.deliver_due(compose)}")
        while pictures.prepare_due() or exports.write_due():
            continue
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    loop.run(app, compose, stop, every)
