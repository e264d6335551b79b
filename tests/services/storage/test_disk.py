"""The store keeps each content once, whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from artflow.services.storage import disk as module
from artflow.services.storage.disk import DiskStorage

pytestmark = pytest.mark.pure

SKETCH = b"a sketch for the wall " * 60_000
ADDRESS = hashlib.sha256(SKETCH).hexdigest()

# A process that is killed while it puts: nothing is cleaned up, no `finally` runs.
KILLED = """
import importlib.util, io, os, pathlib, signal, sys
spec = importlib.util.spec_from_file_location("storage", sys.argv[1])
storage = importlib.util.module_from_spec(spec)
spec.loader.exec_module(storage)
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "link": os.link = die
if sys.argv[3] == "clean": pathlib.Path.unlink = die
class Upload(io.BytesIO):
    def read(self, *size):
        return die() if sys.argv[3] == "read" and self.tell() else super().read(*size)
storage.DiskStorage(sys.argv[2]).put(Upload(b"a sketch for the wall " * 60_000))
"""


@pytest.fixture
def storage(tmp_path):
    return DiskStorage(tmp_path / "uploads")


def files(storage):
    """List the files of the store, without its lock."""
    found = (str(f.relative_to(storage.root)) for f in storage.root.rglob("*") if f.is_file())
    return sorted(name for name in found if name != "lock")


def test_only_the_server_may_read_the_files(storage):
    assert storage.path(storage.put(SKETCH)).stat().st_mode & 0o077 == 0


def test_a_kept_file_is_never_written_again_and_tells_when_it_was_last_put(storage):
    storage.put(SKETCH)
    os.utime(storage.path(ADDRESS), (0, 0))
    before, now = storage.path(ADDRESS).stat(), time.time()

    assert storage.put(SKETCH) == ADDRESS

    assert storage.path(ADDRESS).stat().st_ino == before.st_ino
    assert now - 1 < storage.put_at(ADDRESS) < now + 60
    assert len(files(storage)) == 1


def test_a_full_disk_leaves_nothing(storage, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.put(SKETCH)
    assert files(storage) == []


@pytest.mark.parametrize(("stop_at", "kept"), [("read", False), ("link", False), ("clean", True)])
def test_a_killed_writer_leaves_all_or_nothing(storage, stop_at, kept):
    command = [sys.executable, "-c", KILLED, module.__file__, str(storage.root), stop_at]
    ended = subprocess.run(command, check=False)

    assert ended.returncode == -9
    assert storage.exists(ADDRESS) is kept
    assert storage.verify(ADDRESS) is kept
    assert [Path(name).parts[0] for name in files(storage) if ADDRESS not in name] == ["tmp"]
    assert storage.put(SKETCH) == ADDRESS
    assert storage.verify(ADDRESS)
    assert storage.remove_drafts(seconds=-1) == 1
    assert files(storage) == [f"{ADDRESS[:2]}/{ADDRESS[2:4]}/{ADDRESS}"]
    assert storage.verify(ADDRESS)


def test_file_and_names_are_on_the_disk_before_put_returns(storage, monkeypatch):
    synced = []
    monkeypatch.setattr(module.os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))

    final = storage.path(storage.put(SKETCH))

    folders = [final, final.parent, final.parent.parent, storage.root]
    assert synced == [place.stat().st_ino for place in folders]


def test_a_system_that_cannot_open_folders_still_keeps_files(storage, monkeypatch):
    monkeypatch.delattr(module.os, "O_DIRECTORY")

    assert storage.verify(storage.put(SKETCH))


def test_tidying_spares_what_is_being_written(storage):
    assert storage.remove_drafts() == 0
    storage.put(SKETCH)
    old, new = storage.drafts / "old", storage.drafts / "new"
    for draft in (old, new):
        draft.write_bytes(b"half a")
    os.utime(old, (0, time.time() - 86_401))

    assert storage.remove_drafts() == 1
    assert files(storage) == [f"{ADDRESS[:2]}/{ADDRESS[2:4]}/{ADDRESS}", "tmp/new"]


def test_tidying_meets_a_writer_that_has_just_finished(storage, monkeypatch):
    storage.put(SKETCH)
    monkeypatch.setattr(module.Path, "glob", lambda folder, _: [folder / "gone"])

    assert storage.remove_drafts() == 0


def test_without_locks_nothing_is_set_aside(storage, monkeypatch):
    storage.put(SKETCH)
    monkeypatch.setitem(sys.modules, "fcntl", None)

    assert not storage.set_aside(ADDRESS, before=time.time() + 1)
    assert storage.put(SKETCH) == ADDRESS


def test_a_store_is_filled_by_links_where_the_disk_allows(storage, tmp_path, monkeypatch):
    storage.put(SKETCH)
    second, third = DiskStorage(tmp_path / "second"), DiskStorage(tmp_path / "third")

    assert second.link_from(storage, ADDRESS)
    assert second.path(ADDRESS).stat().st_ino == storage.path(ADDRESS).stat().st_ino
    assert not second.link_from(storage, "0" * 64)

    def refuse(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(module.os, "link", refuse)
    assert not third.link_from(storage, ADDRESS)
