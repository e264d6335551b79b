"""What every store promises: each content once, whole or not at all, never changed, never lost."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from contextlib import suppress

import pytest

from artflow.services.storage import port
from artflow.services.storage.port import Damaged, TooLarge

pytestmark = pytest.mark.pure

SKETCH = b"a sketch for the wall " * 60_000
ADDRESS = hashlib.sha256(SKETCH).hexdigest()
KEY = f"{ADDRESS[:2]}/{ADDRESS[2:4]}/{ADDRESS}"
NOBODY = "0" * 64


@pytest.mark.parametrize("content", [b"", b"x", SKETCH])
def test_what_was_put_comes_back_under_its_hash(shelf, store, content):
    sha256 = store.put(content)

    with store.open(sha256) as file:
        assert file.read() == content
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.exists(sha256)
    assert store.verify(sha256)
    assert store.size(sha256) == len(content)
    assert shelf.names() == [f"{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def test_a_large_content_is_read_from_any_place(store):
    """Larger than what a bucket sends and gives at once."""
    content = hashlib.shake_128(b"a scan").digest(20_000_000)
    sha256 = store.put(io.BytesIO(content))

    with store.open(sha256) as file:
        assert file.seek(0, io.SEEK_END) == len(content)
        assert file.read() == b""
        for start, length in ((0, 5), (8_388_600, 20), (19_999_990, 50), (3, 9_000_000)):
            assert file.seek(start) == start
            assert file.read(length) == content[start : start + length]
            assert file.tell() == min(start + length, len(content))
    assert store.verify(sha256)


def test_a_stream_is_read_from_where_it_stands(store):
    stream = io.BytesIO(b"head" + SKETCH)
    stream.seek(4)

    assert store.put(stream) == ADDRESS


def test_the_unknown_is_not_there(store):
    assert not store.exists(ADDRESS)
    assert not store.verify(ADDRESS)
    assert list(store.addresses()) == []
    for ask in (store.open, store.size, store.put_at):
        with pytest.raises(FileNotFoundError):
            ask(ADDRESS)


@pytest.mark.parametrize("method", ["open", "exists", "verify", "size", "put_at", "bring_back"])
@pytest.mark.parametrize(
    "address",
    ["", "../../etc/passwd", "a" * 63, "a" * 65, "g" * 64, "A" * 64, "a" * 64 + "\n", None, b"a"],
)
def test_only_an_address_is_an_address(store, method, address):
    with pytest.raises(ValueError, match="Not a SHA-256"):
        getattr(store, method)(address)


def test_a_changed_content_is_noticed(shelf, store):
    store.put(SKETCH)
    shelf.place(ADDRESS).write_bytes(SKETCH[:-1] + b"!")

    assert store.exists(ADDRESS)
    assert not store.verify(ADDRESS)


def test_what_is_put_again_tells_when_it_was_last_put(shelf, store):
    store.put(SKETCH)
    shelf.age(ADDRESS)
    assert store.put_at(ADDRESS) < time.time() - 86_400
    now = time.time()

    assert store.put(SKETCH) == ADDRESS

    assert now - 2 < store.put_at(ADDRESS) < now + 60
    assert shelf.names() == [KEY]


@pytest.mark.parametrize(("limit", "fits"), [(len(SKETCH), True), (len(SKETCH) - 1, False)])
def test_the_limit_is_exact_and_leaves_nothing(shelf, store, limit, fits):
    if fits:
        assert store.put(SKETCH, max_bytes=limit) == ADDRESS
        return
    with pytest.raises(TooLarge, match=f"larger than {limit} bytes") as caught:
        store.put(SKETCH, max_bytes=limit)
    assert caught.value.limit == limit
    assert shelf.names() == []


def test_an_endless_upload_is_cut_off_in_constant_memory(store):
    class Endless(io.RawIOBase):
        largest = 0

        def read(self, size=-1):
            self.largest = max(self.largest, size)
            return b"\0" * size

    stream = Endless()
    with pytest.raises(TooLarge):
        store.put(stream, max_bytes=20 * 2**20)
    assert stream.largest == port.CHUNK


def test_another_content_than_expected_is_not_kept(shelf, store):
    with pytest.raises(Damaged, match=NOBODY):
        store.put(SKETCH, expected=NOBODY)

    assert shelf.names() == []
    assert store.put(SKETCH, expected=ADDRESS) == ADDRESS


def test_eight_writers_of_one_content_all_succeed(shelf, store):
    start, answers = threading.Barrier(8), []

    def put():
        start.wait()
        answers.append(store.put(io.BytesIO(SKETCH)))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [ADDRESS] * 8
    assert shelf.names() == [KEY]
    assert store.verify(ADDRESS)


def test_addresses_come_rising_and_nothing_else_is_one(store):
    wanted = {store.put(f"content {n}".encode()) for n in range(60)}
    store.keep_note("anchor", "a root")
    store.is_ready(0)

    assert list(store.addresses()) == sorted(wanted)


def test_what_is_set_aside_is_out_of_its_place_and_still_found(store):
    store.put(SKETCH)
    other = store.put(b"another")

    assert store.set_aside(ADDRESS, before=time.time() + 1)
    assert not store.set_aside(ADDRESS, before=time.time() + 1), "it is aside already"

    assert list(store.addresses()) == [other]
    assert store.exists(ADDRESS)
    assert store.size(ADDRESS) == len(SKETCH)
    assert store.verify(ADDRESS)
    with store.open(ADDRESS) as file:
        assert file.read() == SKETCH
    ((sha256, since),) = store.set_aside_since()
    assert sha256 == ADDRESS
    assert time.time() - 60 < since <= time.time()


def test_what_was_set_aside_comes_back_or_goes_for_good(shelf, store):
    store.put(SKETCH)
    store.set_aside(ADDRESS, before=time.time() + 1)

    store.bring_back(ADDRESS)
    store.bring_back(ADDRESS)  # another worker has been here: no fault
    assert list(store.addresses()) == [ADDRESS]
    assert list(store.set_aside_since()) == []

    store.set_aside(ADDRESS, before=time.time() + 1)
    store.remove_aside(ADDRESS)
    store.remove_aside(ADDRESS)
    assert not store.exists(ADDRESS)
    assert shelf.names() == []


def test_only_what_is_aside_can_be_removed(store):
    store.put(SKETCH)

    store.remove_aside(ADDRESS)
    store.remove_aside(NOBODY)

    assert list(store.addresses()) == [ADDRESS]


def test_what_is_put_again_is_not_set_aside(shelf, store):
    store.put(SKETCH)
    shelf.age(ADDRESS)
    before = time.time() - 60

    store.put(SKETCH)

    assert not store.set_aside(ADDRESS, before=before)
    assert not store.set_aside(NOBODY, before=before)
    assert list(store.addresses()) == [ADDRESS]


def test_what_is_put_again_while_it_is_aside_is_back_in_its_place(shelf, store):
    store.put(SKETCH)
    shelf.age(ADDRESS)
    store.set_aside(ADDRESS, before=time.time())

    store.put(SKETCH)
    store.remove_aside(ADDRESS)

    assert list(store.addresses()) == [ADDRESS]
    assert store.verify(ADDRESS)


@pytest.mark.parametrize("rounds", [6, pytest.param(80, marks=pytest.mark.exhaustive)])
def test_whoever_puts_while_the_same_is_set_aside_and_deleted_keeps_it(shelf, store, rounds):
    """Each put that has returned finds its content, however the threads take turns."""
    store.put(SKETCH)
    stop, lost, tidied = threading.Event(), [], []

    def tidy():
        while not stop.is_set():
            store.set_aside(ADDRESS, before=time.time() - 60)
            store.remove_aside(ADDRESS)
            tidied.append(1)

    threads = [threading.Thread(target=tidy) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(rounds):
        with suppress(FileNotFoundError):  # it is gone already
            shelf.age(ADDRESS)  # old enough to go
        store.put(io.BytesIO(SKETCH))
        if not store.exists(ADDRESS):
            lost.append(n)
    stop.set()
    for thread in threads:
        thread.join()

    assert lost == []
    assert len(tidied) > 3


def test_a_note_is_whole_and_the_newest(shelf, store):
    assert store.read_note("seal") == ""
    store.keep_note("seal", "one")
    store.keep_note("seal", "екі")

    assert store.read_note("seal") == "екі"
    assert shelf.names() == ["seal.txt"]


def test_a_store_that_can_keep_is_ready(store):
    assert store.is_ready(0)
    assert store.is_ready(0)
