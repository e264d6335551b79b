"""`artflow serve` as a process: it answers, says what is missing, and ends politely."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from itertools import takewhile
from pathlib import Path

import pytest

from artflow.services.database.transactions import writing
from artflow.services.mail import outbox
from tests.fixtures import databases
from tests.fixtures.dev_tree import ROOT, free_port
from tests.fixtures.world import NOW, World

pytestmark = [pytest.mark.pure, pytest.mark.slow]


@pytest.fixture
def instance(tmp_path):
    """Return the folder of an installation that has its administrator."""
    databases.migrated(f"sqlite:///{tmp_path / 'artflow.db'}", tmp_path)
    app = databases.application(f"sqlite:///{tmp_path / 'artflow.db'}", tmp_path)
    with app.app_context():
        World.create("mural")
    databases.dispose(app)
    return tmp_path


def start(instance: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "artflow", "serve", *words],
        cwd=ROOT,
        env=os.environ | {"ARTFLOW_INSTANCE": str(instance)},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_answers_on_this_machine_only_and_ends_with_a_signal(instance):
    port = free_port()
    with start(instance, "--port", str(port)) as process:
        assert f"artflow is ready on http://127.0.0.1:{port}/" in process.stderr.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as reply:
            assert reply.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_an_empty_folder_becomes_an_installation_that_says_where_it_is_set_up(tmp_path):
    port = free_port()
    with start(tmp_path, "--port", str(port)) as process:
        lines = iter(process.stderr.readline, "")
        address = next(line for line in lines if "/setup/" in line).split()[-1]
        assert address.startswith(f"http://127.0.0.1:{port}/setup/")
        process.stderr.readline()
        with start(tmp_path, "--port", str(port)) as second:
            said = second.communicate(timeout=30)[1]
        assert (second.returncode, said) == (
            1,
            f"port {port} on 127.0.0.1 is taken by another program\n",
        ), "it leaves the address of the first one alone"
        with urllib.request.urlopen(address, timeout=10) as reply:
            assert reply.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.exhaustive
def test_of_two_that_start_at_once_on_an_empty_folder_one_makes_the_database_for_both(tmp_path):
    ports = [free_port(), free_port()]
    processes = [start(tmp_path, "--port", str(port)) for port in ports]
    try:
        for process, port in zip(processes, ports, strict=True):
            lines = iter(process.stderr.readline, "")
            said = list(takewhile(lambda line: "is ready" not in line, lines))
            assert process.poll() is None, said
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as reply:
                assert reply.status == 200
    finally:
        for process in processes:
            process.terminate()
            process.communicate(timeout=20)


def test_a_worker_beside_it_sends_letters(instance):
    app = databases.application(f"sqlite:///{instance / 'artflow.db'}", instance)
    with app.app_context(), writing() as connection:
        outbox.enqueue(connection, "moved", "a@city.example", "en", NOW, email="b@city.example")
    databases.dispose(app)
    port = free_port()
    with start(instance, "--port", str(port), "--with-worker") as process:
        process.stderr.readline()
        until = time.monotonic() + 20
        while not list((instance / "mail").glob("*.eml")) and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0

    assert len(list((instance / "mail").glob("*.eml"))) == 1


def test_a_database_that_lacks_a_migration_is_not_served(tmp_path):
    databases.migrated(f"sqlite:///{tmp_path / 'artflow.db'}", tmp_path)
    app = databases.application(f"sqlite:///{tmp_path / 'artflow.db'}", tmp_path)
    with app.app_context(), writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    databases.dispose(app)

    with start(tmp_path, "--port", str(free_port())) as process:
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 1
    assert said.splitlines() == [
        f"sqlite:///{tmp_path / 'artflow.db'} lacks a migration; bring it there: artflow db upgrade"
    ]


def test_an_address_that_cannot_be_is_one_line(instance):
    with start(instance, "--host", "192.0.2.1") as process:
        said = process.communicate(timeout=30)[1]

    assert process.returncode == 1
    assert said.startswith("cannot listen on 192.0.2.1 port 5000: ")
    assert len(said.splitlines()) == 1
