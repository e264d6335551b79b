"""Anchors are signed: whoever owns the database can compute everything anew, but not sign it."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from flask import current_app

from artflow.domain.history.chain import GENESIS
from artflow.domain.people.account_links import hash_link
from artflow.extensions import db
from artflow.services import anchor_signatures, audit, signing
from artflow.services.account_chain import verification
from artflow.services.accounts import departures
from artflow.services.database.transactions import reading
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.tampering import first_fault, tamper

LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def no_key_yet(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "SIGNING_KEY", str(tmp_path / "signing-key.pem"))


def faults(*trusted):
    db.session.rollback()
    with reading() as connection:
        return [(each.n, each.code) for each in anchor_signatures.find_faults(connection, trusted)]


def newest():
    with reading() as connection:
        return audit.newest_seal(connection)


@pytest.mark.postgres
def test_an_anchor_is_signed_and_an_outsider_can_tell_with_the_public_key_alone(world):
    walks.in_review(world)
    audit.anchor(NOW)
    audit.anchor(LATER)
    seal, public = newest(), signing.public_key()

    assert (seal.public_key, public.since) == (public.hex, NOW)
    assert signing.is_signed(seal.text, seal.signature, public.hex)
    assert faults() == faults(public.hex) == []
    assert first_fault() is None
    assert faults("a" * 64) == [(1, "foreign"), (2, "foreign"), (2, "not_by_key")]


def test_the_key_is_its_owners_alone_and_not_in_the_database(world):
    audit.anchor(NOW)

    path = Path(current_app.config["SIGNING_KEY"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().splitlines()[0] == f"Created: {NOW.isoformat()}"
    assert [each.name for each in path.parent.glob("signing-key*")] == [path.name]


@pytest.mark.postgres
@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE anchor SET signature = ''", "unsigned"),
        ("UPDATE anchor SET signature = ''  WHERE id = 2", "unsigned"),
        ("UPDATE anchor SET signature = '00'  WHERE id = 2", "signature"),
        ("UPDATE anchor SET chains = 7  WHERE id = 2", "signature"),
        ("UPDATE anchor SET last_event_id = 7  WHERE id = 2", "signature"),
        ("UPDATE anchor SET at = '2026-01-01 00:00:00'  WHERE id = 2", "signature"),
        (f"UPDATE anchor SET public_key = '{'b' * 64}'  WHERE id = 2", "signature"),
        (f"UPDATE anchor SET account_head = '{'b' * 64}'  WHERE id = 2", "accounts"),
    ],
)
def test_a_changed_anchor_is_named(world, statement, code):
    audit.anchor(NOW)
    audit.anchor(LATER)

    tamper(statement)

    assert (2, code) in faults()


@pytest.mark.postgres
def test_an_account_chain_that_was_cut_at_its_end_is_found_by_the_anchor(world):
    departures.suspend(world.artist.id, world.admin, NOW, reason="Left.")
    audit.anchor(NOW)

    tamper(
        f'UPDATE "user" SET active = true WHERE id = {world.artist.id}',
        "DELETE FROM account_change WHERE table_name = 'user' AND op = 'update'",
        "DELETE FROM account_event WHERE id = (SELECT max(id) FROM account_event)",
        "DELETE FROM account_link WHERE n = (SELECT max(n) FROM account_link)",
        "UPDATE account_chain SET n = n - 1, head = (SELECT hash FROM account_link"
        " ORDER BY n DESC LIMIT 1)",
    )

    with reading() as connection:
        assert verification.verify(connection).faults == []
    assert faults() == [(1, "accounts_older")]


@pytest.mark.postgres
@pytest.mark.exhaustive
def test_a_chain_that_was_computed_anew_does_not_fit_the_signed_anchor(world):
    departures.suspend(world.artist.id, world.admin, NOW, reason="Left.")
    audit.anchor(NOW)
    head, rows = GENESIS, []
    with reading() as connection:
        links = connection.exec_driver_sql("SELECT n, content FROM account_link ORDER BY n").all()
    for n, content in links:
        forged = content.replace('"at":"2', '"at":"1')
        link = hash_link(n, head, forged)
        escaped = forged.replace("'", "''").replace(":", "\\:")
        rows.append(
            f"UPDATE account_link SET prev_hash = '{head}', hash = '{link}',"
            f" content = '{escaped}' WHERE n = {n}"
        )
        head = link
    tamper(*rows, f"UPDATE account_chain SET head = '{head}'")

    with reading() as connection:
        assert verification.verify(connection).faults == []
    assert faults() == [(1, "accounts")]


def test_anchors_of_before_are_unsigned_and_no_fault_until_the_key_is_made(world, monkeypatch):
    def refuse(now):
        raise signing.KeyUnusable("no room")

    with monkeypatch.context() as patch:
        patch.setattr(signing, "ensure_key", refuse)
        audit.anchor(NOW)
    assert newest().signature == ""
    assert faults() == []
    audit.anchor(LATER)
    assert faults() == []


def test_a_new_key_signs_from_its_making_on_and_the_old_one_no_longer(world):
    audit.anchor(NOW)
    old = signing.public_key()
    path = Path(current_app.config["SIGNING_KEY"])
    kept = path.read_bytes()
    path.unlink()
    audit.anchor(LATER)
    new = signing.public_key()

    assert faults() == faults(old.hex, new.hex) == []
    assert faults(new.hex) == [(1, "foreign")]
    recent = path.read_bytes()
    path.write_bytes(kept.replace(b"Created", b"X-Created"))
    audit.anchor(LATER + timedelta(days=1))
    path.write_bytes(recent)
    assert faults() == [(3, "foreign")]


@pytest.mark.exhaustive
@pytest.mark.parametrize("text", ["", "nothing", "-----BEGIN PRIVATE KEY-----\nx\n"])
def test_a_file_that_is_no_key_is_said_and_the_seal_is_unsigned(world, text, caplog):
    Path(current_app.config["SIGNING_KEY"]).write_text(text)

    audit.anchor(NOW)

    assert newest().signature == ""
    assert "without a signature" in caplog.text
