"""Whatever is changed in the rows of a work past artflow is found: table, row and difference."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from artflow.domain.history import chain
from artflow.domain.history.chain import SEALED, TAKEN_OVER
from artflow.extensions import db
from artflow.models import ConditionFile, Event
from artflow.services import audit
from artflow.services.database.transactions import SNAPSHOT_OPTIONS, writing
from artflow.services.row_changes import sealing, taking_over, witnesses
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import CONSENT, NOW
from tests.services.queries import last_event, reason_codes
from tests.services.tampering import disable_guards, tamper, verify

pytestmark = pytest.mark.postgres
LATER = datetime(2030, 1, 1, tzinfo=UTC)
CHANGES = {
    "proposal": {
        "number": "'SHY-2026-9999'",
        "applicant_id": "2",
        "came_from": "'draft'",
        "reached": "'draft'",
        "openness": "0",
        "held": "NOT held",
        "held_review_on": "'2031-01-01'",
        "loops": "9",
        "wall_id": "NULL",
        "assignee_id": "2",
        "ended": "NOT ended",
        "stand_ins": """'{"5": 6}'""",
        "committed": "1",
        "paid": "5",
        "expires_on": "'2031-01-01'",
        "submitted_at": "'2031-01-01 00:00:00'",
        "entered_at": "'2031-01-01 00:00:00'",
    },
    "version": {
        "no": "9",
        "design": "'forged'",
        "budget": "1",
        "note": "'forged'",
        "created_by_id": "2",
        "at": "'2031-01-01 00:00:00'",
    },
    "signoff": {
        "state": "'declined'",
        "amount": "99000000",
        "reason": "'forged'",
        "conditions": "'forged'",
        "decided_by_id": "2",
        "basis": "'forged'",
        "party": "'forged'",
        "stage": "'forged'",
        "version_sha256": "'forged'",
        "decided_at": "'2031-01-01 00:00:00'",
        "superseded_at": "'2031-01-01 00:00:00'",
        "requested_at": "'2031-01-01 00:00:00'",
    },
    "record": {
        "kind": "'forged'",
        "role": "'forged'",
        "until": "'2031-01-01'",
        "data": """'{"forged": 1}'""",
        "recorded_by_id": "2",
        "version_id": "NULL",
        "wall_id": "NULL",
        "at": "'2031-01-01 00:00:00'",
        "void_at": "'2031-01-01 00:00:00'",
    },
    "record_file": {"file_id": "1"},
    "condition": {
        "text": "'forged'",
        "state": "'closed'",
        "holds": "'forged'",
        "due_on": "'2031-01-01'",
        "fulfilled": "TRUE",
        "closed_by_id": "1",
    },
    "condition_file": {"file_id": "2"},
    "turn": {
        "stage": "'forged'",
        "role": "'forged'",
        "due_on": "'2031-01-01'",
        "days": "99",
        "used_days": "99",
        "late_days": "99",
        "opened_on": "'2031-01-01'",
        "closed_at": "'2031-01-01 00:00:00'",
        "outcome": "'forged'",
    },
    "remark": {
        "text": "'forged'",
        "severity": "'must'",
        "state": "'forged'",
        "answer": "'forged'",
        "fixed": "TRUE",
        "closed_by_id": "2",
        "author_id": "1",
    },
    "candidate_wall": {"score": "1", "note": "'forged'", "wall_id": "2"},
    "payment": {
        "amount": "7",
        "paid_on": "'2031-01-01'",
        "number": "'forged'",
        "organisation_id": "6",
        "grounds": "'forged'",
    },
    "payment_file": {"file_id": "1"},
    "milestone": {
        "state": "'planned'",
        "pay": "99",
        "gate": "NOT gate",
        "answer": "'forged'",
        "confirmed_by_id": "2",
        "done_on": "'2031-01-01'",
    },
    "milestone_photo": {"file_id": "1"},
}
"""For columns of each witnessed table a value that no test works have."""
COLUMNS = [(table, column) for table, columns in CHANGES.items() for column in columns]
FINAL = {(final.table, c) for final in witnesses.FINAL if not final.when for c in final.columns}


@pytest.fixture
def story(world):
    """Create a work with something in each witnessed table."""
    story = walks.in_review(world)
    story.act(world.specialist, "remark", severity="note", text="Ескерту", x=1, y=2)
    walks.assessed(world, story)
    paper = world.file("gold", by=world.coordinator)
    story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[paper])
    story.act(world.specialist, "recommend", decision="approve", **ASSESSMENT_DATA, text="Жақсы.")
    story.act(world.head, "approve")
    conditions = [{"text": "Тақтайша ілінсін", "holds": ""}]
    story.act(world.jusan, "sign_with_conditions", amount=6_000_000, conditions=conditions)
    story.act(world.tourism, "sign", amount=4_000_000)
    with writing() as connection:  # the frozen process has no action that proves a condition
        connection.execute(db.insert(ConditionFile), {"condition_id": 1, "file_id": 1})
        sealing.seal(connection, [story.id], NOW)
    walks.started(world, story)
    walks.painted(world, story)
    story.act(world.coordinator, "record_payment", **payment(world, 1, document="№ 1"))
    return story


def payment(world, amount: int, document: str) -> dict[str, Any]:
    """Return a payment with a scan of its document."""
    return {
        "sponsor": world.organisations["sponsor-1"],
        "amount": amount,
        "document": document,
        "paid_on": NOW.date(),
        "files": [world.file("teal", by=world.coordinator)],
        "grounds": "Алдын ала",
    }


@contextmanager
def changed(statement: str, *, guarded: bool = False) -> Iterator[audit.Report]:
    """Verify after a statement that is then taken back; unless `guarded`, past the triggers."""
    with db.engine.connect() as connection:
        connection.execution_options(**SNAPSHOT_OPTIONS[connection.dialect.name])
        with connection.begin() as transaction:
            if not guarded:
                disable_guards(connection)
            rows = connection.execute(text(statement)).rowcount
            assert rows == 1, statement
            yield audit.verify(connection)
            transaction.rollback()


def one_row(table: str, column: str, value: str) -> str:
    """Return a statement that gives the first row that lacks it a value."""
    differs = f"{column} IS NULL OR CAST({column} AS TEXT) <> CAST({value} AS TEXT)"
    differs = f"{column} IS NOT NULL" if value == "NULL" else differs
    return (
        f"UPDATE {table} SET {column} = {value} WHERE id ="
        f" (SELECT min(id) FROM {table} WHERE {differs})"
    )


def test_an_honest_work_holds(story):
    report = verify()

    assert (report.faults, report.more) == ((), 0)


def test_every_witnessed_table_is_known_to_these_tests(story):
    assert {witness.name for witness in witnesses.WITNESSES} == set(CHANGES)
    assert len(COLUMNS) >= 60
    for table in CHANGES:
        assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar(), table


def test_one_changed_column_is_named_with_its_row_and_what_it_was(story):
    for table, column in COLUMNS:
        with changed(one_row(table, column, CHANGES[table][column])) as report:
            named = [(f.table, f.column) for f in report.faults if f.code == "row_changed"]
            assert (table, column) in named, (table, column, report.faults)


def test_what_the_triggers_see_is_refused_or_named(story):
    """No event has sealed it: the database has noted it, and nobody is taken in."""
    refused = set()
    for place in COLUMNS:
        named = named_when_guarded(one_row(*place, CHANGES[place[0]][place[1]]))
        if named is None:
            refused.add(place)
        else:
            assert place in named

    assert refused >= FINAL & set(COLUMNS)


def named_when_guarded(statement: str) -> list[tuple[str, str]] | None:
    """Return which columns are named after a statement; None if the database refuses it."""
    try:
        with changed(statement, guarded=True) as report:
            return [(f.table, f.column) for f in report.faults]
    except DBAPIError as error:
        if "append-only" not in str(error):
            raise
        return None


def test_a_row_taken_out_is_named(story):
    for table in ("record_file", "payment_file", "milestone_photo", "remark", "turn"):
        with changed(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})") as report:
            assert [f.code for f in report.faults if f.table == table] == ["row_lacking"]


def test_a_row_put_in_is_named(story):
    columns = "proposal_id, organisation_id, amount, paid_on, number, recorded_by_id, at, entry"
    again = f"INSERT INTO payment ({columns}, grounds) SELECT {columns}, '' FROM payment LIMIT 1"

    with changed(again) as report:
        assert [(f.table, f.code) for f in report.faults] == [("payment", "row_added")]


def test_a_changed_change_is_named(story):
    with changed(one_row("row_change", "content", "'{}'")) as report:
        assert ("rewritten", story.id) in [(f.code, f.proposal_id) for f in report.faults]
    with changed("DELETE FROM row_change WHERE id = 3") as report:
        assert "rewritten" in [f.code for f in report.faults]


def test_all_faults_are_listed_up_to_a_bound(story):
    with changed(one_row("signoff", "amount", "7")) as report:
        one = report.faults
    tamper("UPDATE signoff SET amount = 7, reason = 'forged'", "UPDATE turn SET used_days = 99")

    report = verify()

    assert len(one) == 1
    assert {(f.table, f.column) for f in report.faults} == {
        ("signoff", "amount"),
        ("signoff", "reason"),
        ("turn", "used_days"),
    }


def test_a_forged_signature_stops_every_decision(story, world):
    """Nobody signs, accepts or pays on what no one has decided."""
    with writing() as connection:
        connection.execute(text("UPDATE signoff SET amount = 99000000 WHERE amount > 0"))

    assert reason_codes(story, world.coordinator, "return_defects", text=".") == ["record_altered"]
    assert {f.column for f in verify().faults} == {"amount"}


def test_an_honest_decision_does_not_make_a_forgery_true(story, world):
    """Past the triggers nothing stops the next press; it takes over nothing of what was forged."""
    tamper("UPDATE signoff SET amount = 99000000 WHERE amount > 0")
    story.act(world.coordinator, "record_payment", **payment(world, 2, document="№ 2"))

    faults = verify().faults

    assert {(f.table, f.column, f.found) for f in faults} == {("signoff", "amount", "99000000")}


def test_somebody_answers_for_rows_that_are_right_as_they_stand(story, world):
    with writing() as connection:
        connection.execute(text("UPDATE signoff SET reason = 'Typo' WHERE amount > 0"))
    tamper("UPDATE remark SET answer = 'Corrected'")

    faults = taking_over.take_over(story.case.number, world.coordinator.id, "A typo.", LATER)

    assert {(f.table, f.column) for f in faults} == {("signoff", "reason"), ("remark", "answer")}
    event = last_event(story)
    assert (event.type, event.actor_id) == (TAKEN_OVER, world.coordinator.id)
    assert verify().faults == ()
    story.act(world.artist, "sign")
    assert verify().faults == ()
    assert taking_over.take_over(story.case.number, world.coordinator.id, "Again.", LATER) == []


def test_rows_of_before_are_proven_from_their_sealing_on(story):
    with writing() as connection:
        disable_guards(connection)
        connection.execute(text("DELETE FROM row_change"))
        connection.execute(text(f"UPDATE proposal SET events = 0, head = '{chain.GENESIS}'"))
        connection.execute(text("DELETE FROM notice"))
        connection.execute(text("DELETE FROM event"))
        assert sealing.seal_existing(connection, LATER) == 1
        assert sealing.seal_existing(connection, LATER) == 0

    report = verify()

    assert (report.faults, report.sealed_later) == ((), 1)
    assert report.sealed_since.startswith("2030-01-01")
    assert db.session.scalars(db.select(Event.type)).all() == [SEALED]
    with changed(one_row("signoff", "amount", "7")) as report:
        assert [f.column for f in report.faults] == ["amount"]
