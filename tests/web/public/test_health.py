"""Alive and ready, headers of every answer, and behind a proxy."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from artflow.extensions import db
from artflow.services.database import schema
from artflow.services.storage.opening import open_storage
from tests.fixtures import databases
from tests.web.support.client import PageClient


def test_the_application_is_alive_and_ready(app):
    client = PageClient(app)

    assert client.get("ops.healthz").json == {"status": "ok"}
    assert client.get("ops.readyz").json == {
        "migrations": True,
        "database": True,
        "storage": True,
    }


@pytest.mark.parametrize("revision", ["0001", "nonsense"])
def test_it_is_not_ready_when_migrations_are_behind(app, revision):
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
        db.session.commit()

    assert PageClient(app).get("ops.readyz", 503).json["migrations"] is False


def test_an_older_server_stays_ready_while_the_database_is_ahead(app):
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()

    assert PageClient(app).get("ops.readyz").json["migrations"] is True


def test_it_is_not_ready_without_any_table(app):
    with app.app_context():
        db.session.execute(text("DROP TABLE alembic_version"))
        db.session.commit()
        assert schema.present_revision(db.session.connection()) is None

    PageClient(app).get("ops.readyz", 503)


def test_it_is_not_ready_when_files_cannot_be_kept(app, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    elsewhere = open_storage(str(tmp_path / "file" / "uploads"))
    monkeypatch.setitem(app.extensions, "storage", elsewhere)

    assert PageClient(app).get("ops.readyz", 503).json["storage"] is False


def test_it_is_not_ready_when_little_room_is_left(app):
    app.config["LEAST_FREE_MEGABYTES"] = 10**9

    answer = PageClient(app).get("ops.readyz", 503).json

    on_this_machine = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    assert answer == {"migrations": True, "database": not on_this_machine, "storage": False}


def test_it_is_not_ready_without_a_database(app, monkeypatch):
    def gone(connection):
        raise OperationalError("SELECT 1", None, Exception("gone"))

    monkeypatch.setattr(schema, "present_revision", gone)

    answer = PageClient(app).get("ops.readyz", 503).json
    assert (answer["migrations"], answer["database"]) == (False, False)


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/desk"])
def test_headers_of_every_answer(app, path):
    headers = PageClient(app).ask("GET", path).headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == ("private, no-cache" if path == "/" else "no-store")


def test_a_static_file_is_kept_for_good_under_its_hash(app):
    client = PageClient(app)
    client.get("public.home")
    sheets = [link.attrs["href"] for link in client.page.all("link", rel="stylesheet")]

    assert sheets
    for sheet in sheets:
        assert "immutable" in client.get(sheet).headers["Cache-Control"]
        plain = client.get(sheet.partition("?")[0])
        assert "immutable" not in plain.headers.get("Cache-Control", "")


def test_what_a_style_sheet_names_is_kept_for_good_too(app):
    client = PageClient(app)
    client.get("public.home")
    named = {
        path
        for link in client.page.all("link", rel="stylesheet")
        for path in re.findall(r"url\(\.\.(/[^)]+)\)", client.get(link.attrs["href"]).text)
    }

    assert {path.rpartition(".")[2].partition("?")[0] for path in named} >= {"woff2", "svg"}
    for path in named:
        assert "immutable" in client.get(f"/static{path}").headers["Cache-Control"], path


def test_behind_a_proxy_addresses_are_those_of_the_outside(database, tmp_path):
    app = databases.application(database, tmp_path, TRUSTED_PROXIES=1)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "art.example"}

    answer = PageClient(app).ask("GET", "/walls", headers=headers)

    assert answer.location == "https://art.example/walls/"
    databases.dispose(app)


def test_without_a_proxy_its_headers_are_not_believed(app):
    answer = PageClient(app).ask("GET", "/walls", headers={"X-Forwarded-Host": "evil.example"})

    assert "evil" not in answer.location
