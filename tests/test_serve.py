"""serve.py: the real server on a real port, with an application of three lines."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from artflow import serve as serving
from artflow.serve import CannotListen, PortTaken, Server, serve

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[1]


class SlowApp:
    """Answers after `release`, and tells when it was asked."""

    def __init__(self):
        self.asked = threading.Event()
        self.release = threading.Event()

    def __call__(self, environ, start_response):
        self.asked.set()
        self.release.wait(10)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ.get("HTTP_X_FORWARDED_FOR", "done").encode()]


@pytest.fixture
def app():
    return SlowApp()


@pytest.fixture
def server(app):
    """Start a server; it is stopped by force if the test has not stopped it."""
    server = Server(app, port=0)
    server.thread = threading.Thread(target=server.run)
    server.thread.start()
    yield server
    app.release.set()
    server.stop()
    server.stop()
    server.thread.join(10)


def fetch(url, answers, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as reply:
        answers.append(reply.read().decode())


def start_fetching(url):
    answers = []
    thread = threading.Thread(target=fetch, args=(url, answers))
    thread.start()
    return thread, answers


def test_answers_on_the_port_it_names(app, server):
    app.release.set()
    answers = []
    fetch(server.url, answers)
    assert answers == ["done"]


def test_leaves_proxy_headers_to_the_application(app, server):
    app.release.set()
    answers = []
    fetch(server.url, answers, **{"X-Forwarded-For": "192.0.2.7"})
    assert answers == ["192.0.2.7"]


def test_a_taken_port_is_named_before_serving(app, server):
    with pytest.raises(PortTaken, match=f"port {server.port} on 127.0.0.1 is taken"):
        Server(app, port=server.port)


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", 70000)])
def test_an_impossible_address_is_told_apart_from_a_taken_port(app, host, port):
    with pytest.raises(CannotListen, match=f"cannot listen on {host} port {port}") as caught:
        Server(app, host, port)
    assert not isinstance(caught.value, PortTaken)


def test_stop_finishes_begun_requests_and_refuses_new_ones(app, server):
    thread, answers = start_fetching(server.url)
    assert app.asked.wait(5)
    server.stop()
    wait_until_refused(server.port)
    app.release.set()
    thread.join(10)
    server.thread.join(10)
    assert answers == ["done"]
    assert not server.thread.is_alive()


def wait_until_refused(port):
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.01)
    pytest.fail("the stopped server still takes connections")


def test_an_idle_kept_connection_does_not_delay_the_stop(app, server):
    app.release.set()
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
        begun = time.monotonic()
        server.stop()
        server.thread.join(10)
    assert time.monotonic() - begun < 2


def test_a_second_stop_does_not_wait_for_the_client(server):
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n")  # and never the body
        time.sleep(0.1)
        server.stop()
        server.stop()
        server.thread.join(5)
    assert not server.thread.is_alive()


def test_a_client_that_never_finishes_is_given_up_in_the_end(server, monkeypatch):
    monkeypatch.setattr(serving, "GRACE_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n")
        time.sleep(0.1)
        server.stop()
        server.thread.join(5)
    assert not server.thread.is_alive()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_on_a_signal_and_gives_the_handlers_back(app, caplog, number):
    before = signal.getsignal(number)
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
    with caplog.at_level(logging.INFO, "artflow.serve"):
        serve(app, port=0)
    assert signal.getsignal(number) is before
    assert "artflow is ready on http://127.0.0.1:" in caplog.messages[0]
    assert caplog.messages[-1] == "artflow has stopped"


def test_serve_outside_the_main_thread_leaves_signals_alone(app, monkeypatch):
    monkeypatch.setattr(Server, "run", lambda self: self.stop() or original(self))
    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=serve, args=(app,), kwargs={"port": 0})
    thread.start()
    thread.join(5)
    assert not thread.is_alive()
    assert signal.getsignal(signal.SIGINT) is before


original = Server.run


def test_a_lone_process_says_that_it_is_ready_and_ends_with_code_0():
    program = "from artflow.serve import serve; serve(lambda e, s: [], port=0)"
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        assert "artflow is ready on http://127.0.0.1:" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read().splitlines() == ["artflow has stopped"]
