"""What is special about a bucket: how its store fails, who waits for it, what it costs."""

from __future__ import annotations

import errno
import hashlib
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from artflow.services.database.disk_space import is_disk_full
from artflow.services.storage import bucket as bucket_module
from artflow.services.storage import objects as objects_module
from artflow.services.storage.bucket import BucketStorage
from artflow.services.storage.port import StorageAway
from tests.fixtures import buckets

pytestmark = pytest.mark.pure
SKETCH = b"a sketch for the wall"
ADDRESS = hashlib.sha256(SKETCH).hexdigest()


class Refusing(BaseHTTPRequestHandler):
    """A store that answers every question with one status, after a while."""

    status, code, seconds = 500, "", 0.0
    asked: list[str]

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.asked.append(self.command)
        time.sleep(self.seconds)
        body = f"<Error><Code>{self.code}</Code></Error>".encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = answer

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture
def refusing(monkeypatch):
    """Return a function that makes a bucket of a store which refuses in one way."""
    buckets.need_bucket_server()
    servers = []

    def make(status, code="", seconds=0.0):
        more = {"status": status, "code": code, "seconds": seconds, "asked": []}
        handler = type("Handler", (Refusing,), more)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        buckets.clear_environment(monkeypatch)
        for name, value in buckets.KEYS.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        return BucketStorage("s3://bucket"), handler.asked

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (403, "InvalidAccessKeyId"), (401, ""), (503, "SlowDown"), (500, "")],
)
def test_a_store_that_refuses_us_is_away_and_says_why(refusing, status, code):
    store, _ = refusing(status, code)

    for ask in (
        lambda: store.put(SKETCH),
        lambda: store.open(ADDRESS),
        lambda: list(store.addresses()),
        lambda: store.exists(ADDRESS),
    ):
        with pytest.raises(StorageAway, match="s3://bucket does not answer as it should") as away:
            ask()
        assert str(status) in str(away.value)
        assert "Debug source" not in str(away.value)
    assert store.is_ready(0) is False


@pytest.mark.parametrize(
    ("status", "code"), [(507, "XMinioStorageFull"), (403, "QuotaExceeded"), (507, "")]
)
def test_a_full_store_is_a_full_disk(refusing, status, code):
    store, _ = refusing(status, code)

    with pytest.raises(OSError, match="no room in s3://bucket") as full:
        store.put(SKETCH)

    assert full.value.errno == errno.ENOSPC
    assert is_disk_full(full.value)
    assert store.is_ready(0) is False


def test_while_a_store_is_slow_and_fails_nobody_else_waits_for_it(refusing, monkeypatch):
    store, asked = refusing(500, seconds=0.2)
    monkeypatch.setattr(objects_module, "SLOW", 0.1)
    with pytest.raises(StorageAway):
        store.open(ADDRESS)
    before, begun = len(asked), time.monotonic()

    with pytest.raises(StorageAway, match="500"):
        store.open(ADDRESS)

    assert len(asked) == before, "it was not asked again"
    assert time.monotonic() - begun < 0.2
    store.objects._away_until = 0.0
    with pytest.raises(StorageAway):
        store.open(ADDRESS)
    assert len(asked) > before


def test_a_bucket_that_does_not_exist_is_not_an_empty_one(bucket_server, bucket):
    store = BucketStorage("s3://there-is-none/files")

    with pytest.raises(StorageAway, match="NoSuchBucket"):
        store.open(ADDRESS)
    with pytest.raises(StorageAway):
        store.put(SKETCH)
    with pytest.raises(StorageAway):
        list(store.addresses())
    assert store.is_ready(0) is False


def test_whether_it_can_be_written_is_tried_once_a_minute_and_read_meanwhile(bucket, monkeypatch):
    store = BucketStorage(bucket.url)
    assert store.is_ready(0)
    first = store.read_note("ready")
    assert store.is_ready(0)
    assert store.read_note("ready") == first
    store._proved_until = 0.0

    assert store.is_ready(0)
    assert store.read_note("ready") > first
    (bucket.folder / "ready.txt").unlink()
    assert store.is_ready(0)


def test_a_put_waits_for_whoever_is_deleting_the_same_and_not_for_ever(bucket, monkeypatch):
    store = BucketStorage(bucket.url)
    store.objects.create(f"removing/{ADDRESS}")
    threading.Timer(0.3, store.objects.delete, [f"removing/{ADDRESS}"]).start()
    begun = time.monotonic()

    assert store.put(SKETCH) == ADDRESS
    assert time.monotonic() - begun > 0.2

    monkeypatch.setattr(bucket_module, "LONGEST", 0.2)
    store.objects.create(f"removing/{ADDRESS}")
    with pytest.raises(StorageAway, match="does not end"):
        store.put(SKETCH)
    assert store.exists(ADDRESS), "it is written all the same"


def test_the_claim_of_somebody_who_died_is_given_up(bucket):
    store = BucketStorage(bucket.url)
    store.objects.create(f"removing/{ADDRESS}")

    assert store.remove_drafts() == 0
    assert store.remove_drafts(seconds=-5) == 1
    assert bucket.names() == []


def test_of_two_only_one_creates_an_object_and_a_repeated_question_is_known(bucket, monkeypatch):
    objects = BucketStorage(bucket.url).objects

    assert objects.create("lock", "one")
    assert not objects.create("lock", "another")
    monkeypatch.setattr(objects_module.uuid, "uuid4", lambda: "the same")
    assert objects.create("claim")
    assert objects.create("claim"), "its first answer was lost"


def test_only_one_at_a_time_deletes(bucket):
    store = BucketStorage(bucket.url)
    store.put(SKETCH)
    store.set_aside(ADDRESS, before=time.time() + 60)
    store.objects.create(f"removing/{ADDRESS}")

    store.remove_aside(ADDRESS)

    assert store.exists(ADDRESS)


def test_whoever_finds_nothing_to_delete_deletes_nothing_that_is_put_meanwhile(bucket, monkeypatch):
    """Between looking and deleting there is time for a put: the sketch comes just then."""
    store = BucketStorage(bucket.url)
    look = store.objects.find

    def look_and_be_overtaken(name):
        found = look(name)
        store.objects.put(f"{ADDRESS[:2]}/{ADDRESS[2:4]}/{ADDRESS}", SKETCH)
        return found

    monkeypatch.setattr(store.objects, "find", look_and_be_overtaken)
    store.remove_aside(ADDRESS)

    assert store.verify(ADDRESS)


def test_a_store_without_an_order_is_refused(bucket, monkeypatch):
    import obstore

    store = BucketStorage(bucket.url)
    for n in range(5):
        store.put(str(n).encode())
    listed = obstore.list

    def backwards(*args, **more):
        return iter([list(reversed(list(listed(*args, **more).collect())))])

    monkeypatch.setattr(obstore, "list", backwards)

    with pytest.raises(StorageAway, match="in their order"):
        list(store.addresses())


def test_whoever_has_a_folder_does_not_load_the_library():
    code = (
        "import sys; from artflow.config import default_to_utc; default_to_utc();"
        "from artflow import create_app; import tempfile;"
        "create_app({'INSTANCE_PATH': tempfile.mkdtemp(), 'SECRET_KEY': 'x'});"
        "print([name for name in sys.modules if 'obstore' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
