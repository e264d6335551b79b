"""Every process that ever came with artflow can still be run: works somewhere go through it."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from artflow.domain.definitions.loading import SHIPPED_FOLDER, read_published
from artflow.domain.process.machine import machine_of

pytestmark = pytest.mark.pure

ARCHIVE = Path(__file__).parent / "archive"
"""Files DATE-SHA256.toml.gz; the first twelve digits of the hash are enough to tell them apart."""


def test_it_holds_versions_from_the_beginning():
    assert len(list(ARCHIVE.iterdir())) >= 13


@pytest.mark.parametrize("path", sorted(ARCHIVE.iterdir()), ids=lambda path: path.name[:23])
def test_a_version_of_the_archive_is_whole_and_runs(path):
    document = gzip.decompress(path.read_bytes())
    assert hashlib.sha256(document).hexdigest()[:12] == path.name.split(".")[0][-12:]

    workflow = read_published(document.decode())

    assert {"completed", "refused", "withdrawn"} <= set(workflow.stages)
    assert set(machine_of(workflow).states) == set(workflow.stages)
    assert all(stage.label["en"] for stage in workflow.stages.values())
    assert workflow.name["kk"]


@pytest.mark.parametrize("path", sorted(SHIPPED_FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_what_was_shipped_last_is_in_the_archive_or_newer_than_it(path):
    document = path.read_text(encoding="utf-8")

    assert read_published(document).first.key == "draft"
