"""Serve the application with waitress, and stop without cutting anybody off."""

from __future__ import annotations

import errno
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)

THREADS = 8
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3  # of malloc.h
MAPPED_BYTES = 2**20
RECV_BYTES = 2**16  # a photo arrives in so many turns of the loop that everybody waits for
GRACE_SECONDS = 10  # how long a stop waits for requests that were begun


def leave_proxies_to_the_application() -> None:
    """Let a waitress that somebody else has started pass on what proxies say.

    By itself it takes every `X-Forwarded-…` away unless its own `--trusted-proxy` is set, and the
    application would see one address for all. It believes as many proxies as its setting says.
    An option of the command line wins over this default.
    """
    if "waitress" in sys.modules:
        from waitress.adjustments import Adjustments

        Adjustments.clear_untrusted_proxy_headers = False


class CannotListen(OSError):
    """The address cannot be served from: not ours, not allowed or not an address."""


class PortTaken(CannotListen):
    """Another program listens there already."""


def serve(
    app: WSGIApplication,
    host: str = "127.0.0.1",
    port: int = 5000,
    *,
    begin: Callable[[], object] = lambda: None,
) -> None:
    """Serve until SIGINT or SIGTERM. Raises PortTaken or CannotListen before the first request.

    `begin` is called once the address is ours, and not where it is another program's.
    """
    _share_heaps()
    server = Server(app, host, port)
    begin()
    with _signals_call(server.stop):
        _announce(f"artflow is ready on {server.url} (Ctrl-C stops it)")
        server.run()
    log.info("artflow has stopped")


class Server:
    """A listening server: requests queue from its creation on and are answered within `run`."""

    def __init__(self, app: WSGIApplication, host: str = "127.0.0.1", port: int = 5000) -> None:
        """Listen at once; port 0 takes a free one (see `url`). Raises PortTaken or CannotListen."""
        from waitress import create_server

        listener = _listen(host, port)
        self.port = listener.getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"
        self._stops = 0
        self._is_open = True
        self._waitress = create_server(
            app,
            sockets=[listener],
            threads=THREADS,
            recv_bytes=RECV_BYTES,
            ident=None,
            clear_untrusted_proxy_headers=False,  # ProxyFix decides whom to believe
        )
        self._asyncore = self._waitress.asyncore

    def stop(self) -> None:
        """Let `run` return once the begun requests are answered; at once when called again.

        May be called from any thread and from a signal handler.
        """
        self._stops += 1
        if self._is_open:
            self._waitress.pull_trigger()

    def run(self) -> None:
        """Answer requests until `stop`. New connections are refused from then on."""
        while not self._stops:
            self._turn(seconds=1)
        self._turn(seconds=0)  # takes the connections that are waiting
        self._asyncore.dispatcher.close(self._waitress)  # the listening socket, and only it
        self._turn(seconds=0)  # reads what they have sent
        deadline = time.monotonic() + GRACE_SECONDS
        while self._is_busy() and self._stops == 1 and time.monotonic() < deadline:
            self._turn(seconds=0.1)
        self._is_open = False
        self._waitress.task_dispatcher.shutdown(timeout=1)
        self._asyncore.close_all(self._waitress._map)

    def _turn(self, seconds: float) -> None:
        """Handle what the sockets have to say now, or within `seconds`."""
        use_poll = self._waitress.adj.asyncore_use_poll
        self._asyncore.loop(seconds, use_poll, self._waitress._map, count=1)

    def _is_busy(self) -> bool:
        channels = list(self._waitress.active_channels.values())
        return any(c.request or c.requests or c.total_outbufs_len for c in channels)


def _listen(host: str, port: int) -> socket.socket:
    """Return a bound, listening socket. Raises PortTaken or CannotListen with a plain message."""
    if port not in range(65536):
        raise CannotListen(f"cannot listen on {host} port {port}: there is no such port")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"port {port} on {host} is taken by another program") from error
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror}") from error


def _share_heaps() -> None:
    """Let all threads take memory from two heaps, and what is large from the system itself.

    glibc would give each of them its own; nine that were never full cost ten megabytes. It would
    also learn from each large piece that was freed to keep the next one of its size: pictures and
    uploads would stay in the heap for ever. A piece of a megabyte goes back as it is freed.
    """
    if sys.platform == "linux":
        import ctypes

        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if mallopt is not None:
            mallopt(M_ARENA_MAX, 2)
            mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES)


def _announce(words: str) -> None:
    """Log one line that is seen even where nobody has set up logging."""
    log.setLevel(logging.INFO)
    if not log.hasHandlers():
        log.addHandler(logging.StreamHandler())
    log.info(words)


@contextmanager
def _signals_call(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on SIGINT and SIGTERM meanwhile; outside the main thread nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stop()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
