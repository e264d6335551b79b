"""Which place is a folder and which a bucket; what cannot work is one line before all else."""

from __future__ import annotations

import pytest

from artflow import config, create_app
from artflow.config import ConfigurationError
from artflow.services.storage.bucket import BucketStorage
from artflow.services.storage.disk import DiskStorage
from artflow.services.storage.opening import open_storage
from tests.fixtures import buckets

pytestmark = pytest.mark.pure
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
HERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9000"}


@pytest.fixture
def environment(monkeypatch):
    """Return a function that lets the environment say this of object stores, and nothing else."""
    buckets.need_bucket_server()
    buckets.clear_environment(monkeypatch)

    def say(names):
        for name, value in names.items():
            monkeypatch.setenv(name, value)

    return say


@pytest.mark.parametrize("where", ["uploads", "/srv/uploads", "s3", "C:/uploads"])
def test_a_folder_is_a_folder(where):
    assert isinstance(open_storage(where), DiskStorage)


@pytest.mark.parametrize(
    ("where", "bucket", "prefix"),
    [
        ("s3://artflow", "artflow", ""),
        ("s3://artflow/", "artflow", ""),
        ("s3://art.city.kz/files", "art.city.kz", "files"),
        ("s3://artflow/cities/shymkent_2/", "artflow", "cities/shymkent_2"),
    ],
)
@pytest.mark.parametrize("said", [{**KEYS, **HERE}, {**KEYS, "AWS_REGION": "eu-central-1"}])
def test_a_bucket_with_its_prefix(environment, said, where, bucket, prefix):
    environment(said)

    store = open_storage(where)

    assert isinstance(store, BucketStorage)
    assert (store.objects.bucket, store.objects.prefix) == (bucket, prefix)


@pytest.mark.parametrize(
    "where",
    ["s3://", "s3:///files", "s3://Artflow", "s3://key:secret@artflow", "s3://artflow//files",
     "s3://artflow/../other", "s3://artflow/.", "s3://artflow?region=eu", "gs://artflow"],
)  # fmt: skip
def test_what_is_no_place_is_refused_and_not_repeated(environment, where):
    environment({**KEYS, **HERE})

    with pytest.raises(ConfigurationError) as refusal:
        open_storage(where)

    assert str(refusal.value) == "ARTFLOW_UPLOADS must be a folder or look like s3://bucket/prefix"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "AWS_ENDPOINT_URL says at which store, or AWS_REGION where"),
        (KEYS, "AWS_ENDPOINT_URL says at which store, or AWS_REGION where"),
        (HERE, "must be set for a bucket"),
        ({**HERE, "AWS_ACCESS_KEY_ID": "key"}, "belong together"),
        ({"AWS_REGION": "eu-central-1", "AWS_SECRET_ACCESS_KEY": "x"}, "belong together"),
        ({**KEYS, "AWS_ENDPOINT_URL": "minio:9000"}, "must look like https://"),
    ],
)
def test_what_the_environment_lacks_is_one_line(environment, said, why, tmp_path, capsys):
    environment(said)

    def create():
        return create_app({"INSTANCE_PATH": str(tmp_path), "UPLOADS": "s3://artflow/files"})

    with pytest.raises(SystemExit) as ended:
        config.start(create)

    (line,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == config.MISUSED
    assert why in line
    assert "secret" not in line


def test_without_the_library_one_line_says_so(environment, monkeypatch):
    environment({**KEYS, **HERE})
    monkeypatch.setattr(config, "find_spec", lambda name: None)

    with pytest.raises(ConfigurationError, match="obstore must be installed too"):
        open_storage("s3://artflow")
