"""The objects of a bucket, asked through obstore. Nothing else here knows that library."""

from __future__ import annotations

import logging
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOENT, ENOSPC
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from artflow.config import VERSION, object_store_endpoint

from .port import StorageAway

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import S3Store

log = logging.getLogger(__name__)
PART = 8 * 2**20
"""What is larger is sent in parts of so many bytes, two at a time, and read in such pieces."""
SLOW = 1.0
"""Seconds of a failed question after which nobody else is made to wait for a while."""
PAUSE = 5.0
"""How many seconds that is."""
_no_room = re.compile(r"status code: 507|StorageFull|QuotaExceeded")
_no_bucket = re.compile(r"\bNoSuchBucket\b")


class Meta(NamedTuple):
    """What the store says of an object: its size in bytes, and when it was written, since 1970."""

    size: int
    at: float


class Objects:
    """The objects under an address like `s3://bucket/prefix`, by their keys below it.

    Keys, region and endpoint come from the environment, as `AWS_…`. The library is loaded, and its
    threads begin, with the first question: a server that forks later is not harmed. Whatever the
    store answers but «there is no such object» is `StorageAway`; a full one is the OSError of a
    full disk. While a store makes people wait and then fails, all others are told at once.
    """

    def __init__(self, url: str) -> None:
        """Name the objects; nothing is asked yet."""
        parts = urlsplit(url)
        self.url = url.rstrip("/")
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        self._lock = threading.Lock()
        self._away_until, self._why = 0.0, ""

    @cached_property
    def _store(self) -> S3Store:
        from datetime import timedelta

        from obstore.store import S3Store

        return S3Store(
            self.bucket,
            prefix=self.prefix or None,
            disable_bulk_delete=True,  # every store knows how to delete one
            client_options={
                "allow_http": object_store_endpoint().startswith("http://"),
                "connect_timeout": "3s",
                "timeout": "30s",
                "user_agent": f"artflow/{VERSION}",
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        )

    def put(self, key: str, content: IO[bytes] | bytes) -> None:
        """Write an object, from where a stream stands; an earlier one is replaced in one go."""
        import obstore

        with self._asking():
            obstore.put(self._store, key, content, chunk_size=PART, max_concurrency=2)

    def create(self, key: str, about: str = "") -> bool:
        """Write an object that says who made it, unless there is one. Returns whether it is ours.

        What it says is like nobody else's: a question may be repeated whose first answer was lost.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError

        content = f"{about} {uuid.uuid4()}".strip().encode()
        with self._asking():
            try:
                obstore.put(self._store, key, content, mode="create")
            except AlreadyExistsError:
                return self._has(key, content)
        return True

    def _has(self, key: str, content: bytes) -> bool:
        try:
            return self.get(key, PART)[1] == content
        except FileNotFoundError:
            return False

    def get(self, key: str, most: int) -> tuple[Meta, bytes | None]:
        """Read an object. FileNotFoundError if unknown.

        Of one with more than `most` bytes the content is None: read it in pieces.
        """
        import obstore

        with self._asking():
            found = obstore.get(self._store, key)
            meta = _meta(found.meta)
            return meta, bytes(found.bytes()) if meta.size <= most else None

    def get_part(self, key: str, start: int, end: int) -> bytes:
        """Read some bytes of an object: from `start` to before `end`, which lie within it."""
        import obstore

        with self._asking():
            return bytes(obstore.get_range(self._store, key, start=start, end=end))

    def head(self, key: str) -> Meta:
        """Return size and time of an object; FileNotFoundError if unknown."""
        import obstore

        with self._asking():
            return _meta(obstore.head(self._store, key))

    def find(self, key: str) -> Meta | None:
        """Return size and time of an object, or None."""
        try:
            return self.head(key)
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        """Delete an object; it is no fault if there is none."""
        import obstore

        with self._asking():
            obstore.delete(self._store, key)

    def list(self, folder: str = "") -> Iterator[tuple[str, Meta]]:
        """Yield keys and what the store says of them, all of those in a folder, by their bytes.

        A page of a thousand is asked for at a time. `StorageAway` for a store that has no order.
        """
        import obstore

        with self._asking():
            last, stream = "", obstore.list(self._store, folder or None, chunk_size=1000)
        while True:
            with self._asking():
                page = next(stream, ())
            if not page:
                return
            for each in page:
                if each["path"] <= last:
                    raise StorageAway(f"{self.url} does not list its objects in their order")
                last = each["path"]
                yield last, _meta(each)

    def list_folders(self) -> Iterator[str]:
        """Yield the names of the folders right below the prefix."""
        import obstore

        with self._asking():
            found = obstore.list_with_delimiter(self._store)
        yield from (path.rstrip("/") for path in found["common_prefixes"])

    def download(self, key: str, path: Path) -> None:
        """Write an object into a file of this machine, piece by piece."""
        size = self.head(key).size
        with path.open("wb") as file:
            for start in range(0, size, PART):
                file.write(self.get_part(key, start, min(start + PART, size)))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what goes wrong into the errors that everybody here knows."""
        from obstore.exceptions import BaseError

        begun = time.monotonic()
        if begun < self._away_until:
            raise StorageAway(self._why)
        try:
            yield
        except FileNotFoundError as error:
            if _no_bucket.search(str(error)):
                raise self._away(error, begun) from error
            raise FileNotFoundError(ENOENT, "no such object", self.url) from error
        except BaseError as error:
            if _no_room.search(str(error)):
                raise OSError(ENOSPC, f"no room in {self.url}: {_first_line(error)}") from error
            raise self._away(error, begun) from error

    def _away(self, error: Exception, begun: float) -> StorageAway:
        why = f"{self.url} does not answer as it should: {_first_line(error)}"
        now = time.monotonic()
        with self._lock:
            if now - begun > SLOW:
                self._away_until, self._why = now + PAUSE, why
        return StorageAway(why)


def _meta(found: ObjectMeta) -> Meta:
    return Meta(found["size"], found["last_modified"].timestamp())


def _first_line(error: Exception) -> str:
    """Return what the library says first; the rest is for its makers."""
    return str(error).partition("\n\nDebug source")[0].replace("\n", " ").strip()
