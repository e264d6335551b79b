"""The servers of the documents as processes: whom they believe, what they log, how they give up."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from artflow import config, create_app
from tests.fixtures import databases

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
OWN = """
import sys
from artflow import config, create_app, serve
config.default_to_utc()
serve.serve(config.start(create_app), port=int(sys.argv[1]))
"""
SERVERS = {
    "waitress-serve": lambda port: [
        f"{BIN}/waitress-serve",
        f"--listen=127.0.0.1:{port}",
        "wsgi:app",
    ],
    "gunicorn": lambda port: [f"{BIN}/gunicorn", f"--bind=127.0.0.1:{port}", "wsgi:app"],
    "artflow": lambda port: [sys.executable, "-c", OWN, str(port)],
}
EVERY_OTHER = [pytest.param(kind, marks=pytest.mark.exhaustive) for kind in ("gunicorn", "artflow")]
CLIENT = "203.0.113.9"
FIELDS = {
    "at",
    "log",
    "event",
    "request",
    "address",
    "method",
    "path",
    "status",
    "bytes",
    "ms",
    "user",
}
PATIENCE = 30

pytestmark = pytest.mark.slow


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("ARTFLOW_")}
    return own | {
        "ARTFLOW_SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/artflow.db",
        "ARTFLOW_SECRET_KEY": "of the tests",
        "ARTFLOW_UPLOADS": f"{folder}/uploads",
        "ARTFLOW_MAIL_FOLDER": f"{folder}/mail",
        "HOME": str(folder),
        **more,
    }


class Process:
    """A server on a port of its own; what it writes goes into a file."""

    def __init__(self, kind: str, folder: Path, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = folder / "log"
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                SERVERS[kind](self.port),
                cwd=ROOT,
                env=environment(folder, **settings),
                stdout=out,
                stderr=out,
            )

    def __enter__(self) -> Process:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def requests(self) -> list[dict[str, object]]:
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in map(json.loads, lines) if line["log"] == "access"]


@pytest.mark.parametrize("kind", SERVERS)
def test_the_client_of_a_trusted_proxy_is_known_and_its_request_logged_alike(kind, tmp_path):
    with Process(kind, tmp_path, ARTFLOW_TRUSTED_PROXIES="1") as server:
        answer = server.ask(
            "/static/css/look.css?token=secret",
            X_Forwarded_For=f"198.51.100.1, {CLIENT}",
            X_Request_ID="given-by-the-proxy",
        )
        server.ask("/static/css/look.css")
        logged = server.requests()

    assert answer.getheader("X-Request-ID") == "given-by-the-proxy"
    line = logged[0]
    assert set(line) == FIELDS
    assert line["address"] == CLIENT
    assert (line["request"], line["event"]) == ("given-by-the-proxy", "request")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/static/css/look.css", 200)
    assert line["bytes"] == int(answer.getheader("Content-Length"))
    assert logged[1]["address"] == "127.0.0.1"
    assert server.log.read_text().count("came without X-Forwarded-For") == 1


@pytest.mark.parametrize("kind", ["waitress-serve", *EVERY_OTHER])
def test_whoever_claims_an_address_without_a_proxy_is_not_believed(kind, tmp_path):
    with Process(kind, tmp_path) as server:
        answer = server.ask("/static/css/look.css", X_Forwarded_For=CLIENT, X_Request_ID="a" * 20)
        (line,) = server.requests()

    assert line["address"] == "127.0.0.1"
    assert line["request"] == answer.getheader("X-Request-ID") != "a" * 20


WRONG = {
    "ARTFLOW_PUBLIC_URL": "artflow.city.kz",
    "ARTFLOW_TRUSTED_PROXIES": "one",
    "ARTFLOW_SQLALCHEMY_DATABASE_URI": "postgresql://artflow:secret@host:port/name",
    "ARTFLOW_MAIL_URL": "ftp://example.org",
    "ARTFLOW_MAP_PMTILES": "/nowhere.pmtiles",
    "ARTFLOW_SESSION_IDLE_MINUTES": "-5",
    "ARTFLOW_SECRET_KEY": "",
    "ARTFLOW_BABEL_DEFAULT_TIMEZONE": "Asia/Nowhere",
    "ARTFLOW_SESSION_COOKIE_SAMESITE": "None",
    "ARTFLOW_SQLALCHEMY_ENGINE_OPTIONS": '{"nonsense": 1}',
    "ARTFLOW_POOLER": "session",
}
COMMANDS = {
    **{kind: command(0) for kind, command in SERVERS.items()},
    "flask": [f"{BIN}/flask", "--app", "wsgi", "worker", "--once"],
    "python -m artflow": [sys.executable, "-m", "artflow", "db", "upgrade"],
}


def run(command: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_wrong_setting_is_one_line_under_every_command_and_server(kind, tmp_path):
    done = run(COMMANDS[kind], tmp_path, ARTFLOW_PUBLIC_URL="artflow.city.kz")

    assert done.returncode == 2
    assert done.stderr == "artflow: ARTFLOW_PUBLIC_URL must look like https://artflow.city.kz/\n"


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_setting_is_named_in_one_line(name, tmp_path, monkeypatch, capsys):
    for key in [key for key in os.environ if key.startswith("ARTFLOW_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("ARTFLOW_SECRET_KEY", "of the tests")
    monkeypatch.setenv("ARTFLOW_SQLALCHEMY_DATABASE_URI", "postgresql://h/d")
    monkeypatch.setenv(name, WRONG[name])

    with pytest.raises(SystemExit) as stopped:
        config.start(lambda: create_app({"INSTANCE_PATH": str(tmp_path)}))

    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("artflow: ")
    assert name in line
    assert "secret@" not in line


def test_a_pooler_needs_postgresql(tmp_path, monkeypatch):
    monkeypatch.setenv("ARTFLOW_POOLER", "transaction")

    with pytest.raises(config.ConfigurationError, match="needs a database that is PostgreSQL"):
        create_app({"INSTANCE_PATH": str(tmp_path)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("TRUSTED_PROXIES = ", "is not TOML"),
        ("TRUSTED_PROXIES = " + "9" * 5000, "is not TOML"),
        ("MAIL_FROM = 5", "MAIL_FROM must be a text"),
    ],
)
def test_a_file_of_settings_that_is_wrong_is_one_line(text, said, tmp_path, capsys):
    (tmp_path / "config.toml").write_text(text)

    with pytest.raises(SystemExit) as stopped:
        config.start(lambda: create_app({"INSTANCE_PATH": str(tmp_path)}))

    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_an_instance_folder_that_cannot_be_made_is_one_line(tmp_path, capsys):
    (tmp_path / "file").touch()

    with pytest.raises(SystemExit):
        config.start(lambda: create_app({"INSTANCE_PATH": str(tmp_path / "file" / "instance")}))

    assert "the instance folder" in capsys.readouterr().err


def test_a_key_of_digits_is_a_text(tmp_path, monkeypatch):
    monkeypatch.setenv("ARTFLOW_SECRET_KEY", "0123456789")

    app = create_app({"INSTANCE_PATH": str(tmp_path)})

    assert app.secret_key == "0123456789"
    databases.dispose(app)


def test_a_worker_of_gunicorn_without_our_settings_is_not_begun_for_ever(tmp_path):
    settings = tmp_path / "other.py"
    settings.write_text("workers = 1\n")
    command = [f"{BIN}/gunicorn", "--config", str(settings), "--bind=127.0.0.1:0", "wsgi:app"]

    done = run(command, tmp_path, ARTFLOW_PUBLIC_URL="artflow.city.kz")

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr.count("ARTFLOW_PUBLIC_URL must look like") == 1
