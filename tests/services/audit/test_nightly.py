"""The worker verifies every night; what is wrong is news for whoever answers for the history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artflow.extensions import db
from artflow.models import AuditRun, Mail
from artflow.services import audit, audit_runs
from tests.services.tampering import tamper

NIGHT = datetime(2026, 3, 10, 21, 30, tzinfo=UTC)
"""Half past two in Almaty."""
NOON = NIGHT + timedelta(hours=10)
FORGED = "UPDATE membership SET position = 'x' WHERE id = 2"


def runs():
    db.session.rollback()
    return list(db.session.scalars(db.select(AuditRun).order_by(AuditRun.id)))


def letters():
    db.session.rollback()
    query = db.select(Mail.address, Mail.data).where(Mail.kind == "history_wrong")
    return [(address.partition("@")[0], data) for address, data in db.session.execute(query)]


@pytest.mark.postgres
def test_it_is_done_once_a_night_and_nobody_has_asked_for_it(world):
    assert not audit_runs.verify_nightly(NOON)
    assert audit_runs.verify_nightly(NIGHT)
    assert not audit_runs.verify_nightly(NIGHT + timedelta(hours=1))
    assert audit_runs.verify_nightly(NIGHT + timedelta(days=1))

    assert [(run.by_id, run.wrong, run.error) for run in runs()] == [(None, 0, "")] * 2
    assert audit_runs.list_runs()[0].by is None
    assert letters() == []


@pytest.mark.exhaustive
def test_where_no_worker_runs_at_night_it_is_done_by_day(world):
    audit.anchor(NOON)
    assert not audit_runs.verify_nightly(NOON + timedelta(days=1))
    assert audit_runs.verify_nightly(NOON + timedelta(days=2))
    assert not audit_runs.verify_nightly(NOON + timedelta(days=3))


@pytest.mark.postgres
def test_what_is_wrong_is_written_to_administrators_and_coordinators_once(world):
    tamper(FORGED)
    audit_runs.verify_nightly(NIGHT)
    audit_runs.verify_nightly(NIGHT + timedelta(days=1))

    told = {name: data["may_verify"] for name, data in letters()}
    assert told == {"coordinator": False, "admin": True}
    assert len(letters()) == 2
    assert runs()[-1].wrong == len(runs()[-1].findings) > 0

    tamper('UPDATE "user" SET active = false WHERE id = 1')
    audit_runs.verify_nightly(NIGHT + timedelta(days=2))
    assert len(letters()) > 2


def test_comparing_with_a_wrong_root_alarms_nobody(world):
    run = audit_runs.ask(world.admin, "a" * 64, NIGHT)
    audit_runs.carry_out(run, NIGHT)

    assert runs()[0].wrong == 1
    assert letters() == []


@pytest.mark.exhaustive
def test_only_so_many_are_kept(world, monkeypatch):
    monkeypatch.setattr(audit_runs, "KEPT_RUNS", 3)
    for day in range(6):
        assert audit_runs.verify_nightly(NIGHT + timedelta(days=day))

    assert [run.id for run in runs()] == [4, 5, 6]


@pytest.mark.exhaustive
def test_more_than_can_be_told_is_counted(world):
    tamper("UPDATE calendar_day SET name = 'x'", "DELETE FROM account_change WHERE id > 1")
    tamper("DELETE FROM account_link WHERE n > 1")
    audit_runs.verify_nightly(NIGHT)

    findings = runs()[0].findings
    assert len([one for one in findings if one["kind"] == "account"]) <= 200
