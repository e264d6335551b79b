"""Which place of backups an address means: a folder, or a bucket."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from artflow.config import ConfigurationError, check_place
from artflow.services.storage.opening import is_bucket

from .folder_places import FolderPlace, fetch_from_folder
from .manifest import BackupError
from .places import Fetched, Place


def open_place(where: Path | str) -> Place:
    """Return the place of backups at a folder or at `s3://bucket/prefix`. Raises `BackupError`."""
    _check(where)
    if is_bucket(str(where)):
        from .bucket_places import BucketPlace

        return BucketPlace(str(where))
    return FolderPlace(Path(where).absolute())


def fetch(where: Path | str) -> AbstractContextManager[Fetched]:
    """Fetch a backup, or the newest of a place. Raises `BackupError` if there is none."""
    _check(where)
    if is_bucket(str(where)):
        from .bucket_places import fetch_from_bucket

        return fetch_from_bucket(str(where))
    return fetch_from_folder(Path(where).absolute())


def _check(where: Path | str) -> None:
    try:
        check_place(str(where), "the place of the backups")
    except ConfigurationError as error:
        raise BackupError(str(error)) from error
