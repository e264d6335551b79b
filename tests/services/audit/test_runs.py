"""A verification is asked for, carried out once, and what it found is remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.errors import NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import Proposal
from artflow.services import audit, audit_runs
from artflow.services.files import files
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.tampering import tamper


def run(world, root=""):
    key = audit_runs.ask(world.admin, root, NOW)
    assert audit_runs.carry_out(key, NOW)
    db.session.rollback()
    return audit_runs.load_run(key)


@pytest.mark.postgres
def test_where_all_is_well_it_says_what_was_looked_at(world):
    story = walks.at_site(world)
    root = audit.anchor(NOW)

    found = run(world, root)

    assert (found.findings, found.error, found.by) == ([], "", "Admin")
    assert (found.proposals, found.head, found.root) == (1, root, root)
    assert found.events == db.session.scalar(
        db.select(Proposal.events).where(Proposal.id == story.id)
    )
    assert found.ended_at is not None


def test_what_is_wrong_is_told_by_place(world):
    story = walks.at_site(world)
    path = files.storage().path(db.session.scalars(db.text("SELECT sha256 FROM file")).first())
    path.unlink()
    tamper(f"UPDATE event SET data = '{{}}' WHERE proposal_id = {story.id} AND n = 2")

    found = run(world, "a" * 64)

    kinds = [one["kind"] for one in found.findings]
    assert kinds == ["fault", "older", "content"]
    assert found.findings[0] == {
        "kind": "fault", "n": 2, "code": "changed", "proposal": story.id,
    }  # fmt: skip
    assert found.findings[1]["root"] == "a" * 64
    assert found.findings[2]["what"].startswith("missing file")


def test_pressing_twice_is_one_verification_and_one_carries_it_out(world):
    first = audit_runs.ask(world.admin, "", NOW)

    assert audit_runs.ask(world.admin, "", NOW) == first
    assert audit_runs.ask(world.admin, "a" * 64, NOW) != first
    assert audit_runs.carry_out(first, NOW)
    assert not audit_runs.carry_out(first, NOW)
    assert audit_runs.ask(world.admin, "", NOW) != first


def test_the_worker_takes_what_waits_and_what_somebody_left_behind(world, monkeypatch):
    key = audit_runs.ask(world.admin, "", NOW)
    with monkeypatch.context() as patch:
        patch.setattr(audit_runs, "_verify", lambda root: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            audit_runs.carry_out(key, NOW)

    assert not audit_runs.carry_out_waiting(NOW + timedelta(minutes=5))
    assert audit_runs.carry_out_waiting(NOW + timedelta(hours=2))
    assert not audit_runs.carry_out_waiting(NOW + timedelta(hours=4))
    assert audit_runs.load_run(key).ended_at is not None


def test_one_that_breaks_off_says_why(world, monkeypatch, caplog):
    def break_off(root):
        raise OSError("the disk is gone")

    monkeypatch.setattr(audit_runs, "_verify", break_off)

    found = run(world)

    assert found.error == "OSError: the disk is gone"
    assert "broke off" in caplog.text


def test_only_administrators_ask(world):
    for person in (world.coordinator, world.head, world.artist):
        with pytest.raises(NotAllowed):
            audit_runs.ask(person, "", NOW)
    with pytest.raises(NotVisible):
        audit_runs.load_run(1)


def test_a_long_history_is_left_to_the_worker(world, monkeypatch):
    walks.at_site(world)
    assert audit_runs.is_quick()
    monkeypatch.setattr(audit_runs, "QUICK_EVENTS", 1)
    assert not audit_runs.is_quick()
