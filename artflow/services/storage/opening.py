"""Which store an address means: a folder, or a bucket."""

from __future__ import annotations

from pathlib import Path

from artflow.config import check_place

from .disk import DiskStorage
from .port import Storage


def open_storage(where: str, *, name: str = "ARTFLOW_UPLOADS") -> Storage:
    """Return the store at a folder or at `s3://bucket/prefix`. Nothing is asked of it yet.

    Raises `ConfigurationError` with one line, which calls the place by `name`.
    """
    check_place(where, name)
    if is_bucket(where):
        from .bucket import BucketStorage

        return BucketStorage(where)
    return DiskStorage(Path(where))


def is_bucket(where: str) -> bool:
    """Return whether an address is one of a bucket, not a folder."""
    return where.startswith("s3://")
