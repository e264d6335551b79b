"""The store keeps each content once, whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from artflow.services.files import storage as module
from artflow.services.files.storage import DiskStorage, TooLarge

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


@pytest.mark.parametrize("content", [b"", b"x", SKETCH])
def test_what_was_put_comes_back_under_its_hash(storage, content):
    sha256 = storage.put(content)

    with storage.open(sha256) as file:
        assert file.read() == content
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert storage.exists(sha256)
    assert storage.verify(sha256)
    assert files(storage) == [f"{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_a_stream_is_read_from_where_it_stands(storage):
    stream = io.BytesIO(b"head" + SKETCH)
    stream.seek(4)

    assert storage.put(stream) == ADDRESS


def test_only_the_server_may_read_the_files(storage):
    assert storage.path(storage.put(SKETCH)).stat().st_mode & 0o077 == 0


def test_the_unknown_is_not_there(storage):
    assert not storage.exists(ADDRESS)
    assert not storage.verify(ADDRESS)
    with pytest.raises(FileNotFoundError):
        storage.open(ADDRESS)


@pytest.mark.parametrize("method", ["path", "open", "exists", "verify"])
@pytest.mark.parametrize(
    "address",
    ["", "../../etc/passwd", "a" * 63, "a" * 65, "g" * 64, "A" * 64, "a" * 64 + "\n", None, b"a"],
)
def test_only_an_address_is_an_address(storage, method, address):
    with pytest.raises(ValueError, match="Not a SHA-256"):
        getattr(storage, method)(address)


def test_a_changed_file_is_noticed(storage):
    path = storage.path(storage.put(SKETCH))
    path.write_bytes(SKETCH[:-1] + b"!")

    assert storage.exists(ADDRESS)
    assert not storage.verify(ADDRESS)


def test_a_kept_file_is_never_written_again_and_tells_when_it_was_last_put(storage):
    storage.put(SKETCH)
    os.utime(storage.path(ADDRESS), (0, 0))
    before, now = storage.path(ADDRESS).stat(), time.time()

    assert storage.put(SKETCH) == ADDRESS

    assert storage.path(ADDRESS).stat().st_ino == before.st_ino
    assert now - 1 < storage.put_at(ADDRESS) < now + 60
    assert len(files(storage)) == 1


@pytest.mark.parametrize(("limit", "fits"), [(len(SKETCH), True), (len(SKETCH) - 1, False)])
def test_the_limit_is_exact_and_leaves_nothing(storage, limit, fits):
    if fits:
        assert storage.put(SKETCH, max_bytes=limit) == ADDRESS
        return
    with pytest.raises(TooLarge, match=f"larger than {limit} bytes") as caught:
        storage.put(SKETCH, max_bytes=limit)
    assert caught.value.limit == limit
    assert files(storage) == []


def test_an_endless_upload_is_cut_off_in_constant_memory(storage):
    class Endless(io.RawIOBase):
        largest = 0

        def read(self, size=-1):
            self.largest = max(self.largest, size)
            return b"\0" * size

    stream = Endless()
    with pytest.raises(TooLarge):
        storage.put(stream, max_bytes=20 * 2**20)
    assert stream.largest == module.CHUNK


def test_a_full_disk_leaves_nothing(storage, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.put(SKETCH)
    assert files(storage) == []


def test_eight_writers_of_one_content_all_succeed(storage):
    start, answers = threading.Barrier(8), []

    def put():
        start.wait()
        answers.append(storage.put(io.BytesIO(SKETCH)))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [ADDRESS] * 8
    assert files(storage) == [f"{ADDRESS[:2]}/{ADDRESS[2:4]}/{ADDRESS}"]
    assert storage.verify(ADDRESS)


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


def test_what_is_set_aside_is_out_of_its_place_and_still_found(storage):
    storage.put(SKETCH)
    other = storage.put(b"another")

    assert storage.set_aside(ADDRESS, before=time.time() + 1)

    assert list(storage.addresses()) == [other]
    assert f"aside/{ADDRESS}" in files(storage)
    assert storage.verify(ADDRESS)
    with storage.open(ADDRESS) as file:
        assert file.read() == SKETCH
    ((sha256, since),) = storage.set_aside_since()
    assert sha256 == ADDRESS
    assert time.time() - 60 < since <= time.time()


def test_what_was_set_aside_comes_back_or_goes_for_good(storage):
    storage.put(SKETCH)
    storage.set_aside(ADDRESS, before=time.time() + 1)

    storage.bring_back(ADDRESS)
    storage.bring_back(ADDRESS)  # another worker has been here: no fault
    assert list(storage.addresses()) == [ADDRESS]
    assert list(storage.set_aside_since()) == []

    storage.set_aside(ADDRESS, before=time.time() + 1)
    storage.remove_aside(ADDRESS)
    assert not storage.exists(ADDRESS)
    assert files(storage) == []


def test_what_is_put_again_is_not_set_aside(storage):
    storage.put(SKETCH)
    os.utime(storage.path(ADDRESS), (0, 0))
    before = time.time() - 60

    storage.put(SKETCH)

    assert not storage.set_aside(ADDRESS, before=before)
    assert not storage.set_aside("0" * 64, before=before)
    assert list(storage.addresses()) == [ADDRESS]


def test_whoever_puts_while_the_same_is_set_aside_keeps_it_in_its_place(storage):
    """Each put that has returned finds its content in place, however the threads take turns."""
    storage.put(SKETCH)
    stop, lost = threading.Event(), []

    def tidy():
        while not stop.is_set():
            storage.set_aside(ADDRESS, before=time.time() - 60)

    threads = [threading.Thread(target=tidy) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(150):
        with suppress(FileNotFoundError):  # it is aside already
            os.utime(storage._place(ADDRESS), (0, 0))  # old enough to go
        storage.put(io.BytesIO(SKETCH))
        if not storage._place(ADDRESS).is_file():
            lost.append(n)
    stop.set()
    for thread in threads:
        thread.join()

    assert lost == []


def test_without_locks_nothing_is_set_aside(storage, monkeypatch):
    storage.put(SKETCH)
    monkeypatch.setitem(sys.modules, "fcntl", None)

    assert not storage.set_aside(ADDRESS, before=time.time() + 1)
    assert storage.put(SKETCH) == ADDRESS


def test_a_note_is_whole_and_the_newest(storage):
    assert storage.read_note("seal") == ""
    storage.keep_note("seal", "one")
    storage.keep_note("seal", "two")

    assert storage.read_note("seal") == "two"
    assert files(storage) == ["seal.txt"]


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
