"""Writers of one file: one at a time, the patient one first, nobody for ever."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from artflow.services.database import sqlite_write_lock

pytestmark = pytest.mark.pure


def writer(path, entered, name, held=0.0):
    def work():
        with sqlite_write_lock.sqlite_write_lock(path):
            entered.append(name)
            time.sleep(held)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_one_is_inside_at_a_time(tmp_path):
    path, inside, most = str(tmp_path / "a.db"), [], []

    def work():
        for _ in range(20):
            with sqlite_write_lock.sqlite_write_lock(path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 80
    assert set(most) == {1}


def test_who_has_looked_for_long_enough_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_write_lock, "PATIENCE_SECONDS", 0.05)
    path, entered = str(tmp_path / "a.db"), []
    with sqlite_write_lock.sqlite_write_lock(path):
        first = writer(path, entered, "first")
        time.sleep(0.3)  # now it queues
        second = writer(path, entered, "second")
        time.sleep(0.2)
    first.join()
    second.join()

    assert entered == ["first", "second"]


def test_who_fails_inside_gives_way(tmp_path):
    path, entered = str(tmp_path / "a.db"), []
    with pytest.raises(ValueError, match="broken"), sqlite_write_lock.sqlite_write_lock(path):
        raise ValueError("broken")

    writer(path, entered, "next").join()
    assert entered == ["next"]


def test_where_files_cannot_be_locked_the_database_locks_alone(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows

    with (
        sqlite_write_lock.sqlite_write_lock(str(tmp_path / "a.db")),
        sqlite_write_lock.sqlite_write_lock(str(tmp_path / "a.db")),
    ):
        assert not list(tmp_path.iterdir())
