"""Whatever somebody changes past the program is named: its table, its row and the difference."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from artflow.domain.people.account_links import hash_link
from artflow.extensions import db
from artflow.models import User
from artflow.services.account_chain import sealing, verification
from artflow.services.accounts import departures, memberships
from artflow.services.accounts.memberships import Terms
from artflow.services.database.transactions import WRITE_OPTIONS, reading, writing
from tests.fixtures.world import NOW
from tests.services.tampering import tamper

pytestmark = pytest.mark.postgres


def faults():
    db.session.rollback()
    with reading() as connection:
        return verification.verify(connection).faults


def past_the_program(*statements):
    """Write with the triggers on, as somebody with a shell on the database does."""
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.execution_options(**WRITE_OPTIONS[connection.dialect.name])
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def suspend(world, name="artist"):
    departures.suspend(getattr(world, name).id, world.admin, NOW, reason="Left.")


def one(query):
    db.session.rollback()
    return db.session.execute(text(query)).scalar()


CHANGES = {
    "an address": ('UPDATE "user" SET email = \'thief@example.org\' WHERE id = 2', "user", "email"),
    "a name": ("UPDATE \"user\" SET name = 'Thief' WHERE id = 2", "user", "name"),
    "a suspension": ('UPDATE "user" SET active = false WHERE id = 2', "user", "active"),
    "a role": ("UPDATE membership SET role = 'administrator' WHERE id = 2", "membership", "role"),
    "whose role": ("UPDATE membership SET user_id = 1 WHERE id = 2", "membership", "user_id"),
    "of whom": (
        "UPDATE membership SET organisation_id = 1 WHERE id = 2",
        "membership",
        "organisation_id",
    ),
    "a beginning": (
        "UPDATE membership SET valid_from = '2031-01-01' WHERE id = 2",
        "membership",
        "valid_from",
    ),
    "an end": (
        "UPDATE membership SET valid_until = '2031-01-01' WHERE id = 2",
        "membership",
        "valid_until",
    ),
    "a position": ("UPDATE membership SET position = 'x' WHERE id = 2", "membership", "position"),
    "an authority": ("UPDATE membership SET basis = 'x' WHERE id = 2", "membership", "basis"),
    "a kind": ("UPDATE organisation SET kind = 'platform' WHERE id = 2", "organisation", "kind"),
    "a name of an organisation": (
        "UPDATE organisation SET name = '{\"en\": \"X\"}' WHERE id = 2",
        "organisation",
        "name",
    ),
    "a closing": ("UPDATE organisation SET active = false WHERE id = 2", "organisation", "active"),
    "an open studio": (
        "UPDATE organisation SET registers = NOT registers WHERE id = 2",
        "organisation",
        "registers",
    ),
    "a part": (
        "UPDATE programme_party SET part = 'coordinator' WHERE id = 1",
        "programme_party",
        "part",
    ),
    "an order": (
        "UPDATE programme_party SET position = 9 WHERE id = 1",
        "programme_party",
        "position",
    ),
    "a joining": (
        "UPDATE programme_party SET joined_at = '2026-01-01 00:00:00.5' WHERE id = 1",
        "programme_party",
        "joined_at",
    ),
    "a leaving": (
        "UPDATE programme_party SET leaves_at = '2026-01-01 00:00:00' WHERE id = 1",
        "programme_party",
        "leaves_at",
    ),
    "a call": ("UPDATE programme SET open = false WHERE id = 1", "programme", "open"),
    "a last day": (
        "UPDATE programme SET closes_on = '2026-01-01' WHERE id = 1",
        "programme",
        "closes_on",
    ),
    "a currency": ("UPDATE programme SET currency = 'USD' WHERE id = 1", "programme", "currency"),
    "languages": (
        "UPDATE programme SET languages = '[\"en\"]' WHERE id = 1",
        "programme",
        "languages",
    ),
    "a zone": ("UPDATE calendar SET zone = 'UTC' WHERE id = 1", "calendar", "zone"),
    "a day off": (
        "UPDATE calendar_day SET kind = 'work' WHERE day = '2026-12-16'",
        "calendar_day",
        "kind",
    ),
}  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize("past", [tamper, past_the_program], ids=["no triggers", "triggers on"])
def test_every_changed_column_is_named(world, past):
    for what, (statement, table, column) in CHANGES.items():
        past(statement)
        found = {(each.table, each.column): each for each in faults() if each.code == "differs"}

        assert (table, column) in found, what
        assert found[table, column].said != found[table, column].stored, what
    assert len(found) == len(CHANGES)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("membership", "3"),
        ("programme_party", "1"),
        ("calendar_day", "1 2026-12-16"),
    ],
)
def test_a_row_that_was_taken_out_is_named(world, table, key):
    where = "day = '2026-12-16'" if table == "calendar_day" else f"id = {key}"
    tamper(f"DELETE FROM {table} WHERE {where}")

    lost = [fault for fault in faults() if fault.code == "lost"]

    assert [(fault.table, fault.key) for fault in lost] == [(table, key)]


def test_a_role_that_somebody_gave_themselves_is_named(world):
    tamper("UPDATE membership SET role = 'administrator' WHERE id = 2")

    (named,) = [fault for fault in faults() if fault.code == "differs"]
    assert named[:4] == ("membership", "2", "differs", "role")
    assert (named.said, named.stored) == ("architecture_specialist", "administrator")


MORE = (
    "INSERT INTO membership (user_id, organisation_id, role, position, basis)"
    " SELECT user_id, organisation_id, 'administrator', '', '' FROM membership WHERE id = 1"
)


def test_a_row_that_was_slipped_in_is_named(world):
    past_the_program(MORE)

    found = [(fault.table, fault.code) for fault in faults()]

    assert found == [("membership", "unsealed"), ("membership", "unknown")]


def test_the_next_honest_decision_does_not_take_a_strangers_change_for_its_own(world):
    past_the_program("UPDATE membership SET position = 'x' WHERE id = 2")
    before = faults()

    suspend(world)

    assert before == faults()
    assert [(each.table, each.key, each.code) for each in before] == [
        ("membership", "2", "unsealed"),
        ("membership", "2", "differs"),
    ]


def test_a_later_honest_change_of_the_same_row_leaves_the_strangers_change_a_fault(world):
    held = one(f"SELECT id FROM membership WHERE user_id = {world.artist.id}")
    past_the_program(f"UPDATE membership SET position = 'x' WHERE id = {held}")

    terms = Terms(position="painter", basis="", valid_from=None, valid_until=None)
    memberships.change(world.artist.id, held, world.admin, terms, NOW)

    assert [(each.key, each.code) for each in faults()] == [(str(held), "unsealed")]


@pytest.mark.exhaustive
def test_events_can_neither_be_changed_nor_taken_out(world):
    suspend(world)

    for table in ("account_event", "keeper_event", "account_change", "account_link"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            if one(f"SELECT count(*) FROM {table}"):
                with pytest.raises(DatabaseError, match="append-only"):
                    past_the_program(statement)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE account_event SET type = 'reactivated'", "account_event"),
        ("UPDATE account_event SET actor_id = 1", "account_event"),
        ("DELETE FROM account_event", "account_event"),
        ("UPDATE account_change SET content = NULL WHERE id = 1", "account_change"),
        ("DELETE FROM account_change WHERE id = 2", "account_change"),
    ],
)
def test_a_changed_sealed_row_is_named(world, statement, table):
    suspend(world)

    tamper(statement)

    assert (table, "rows") in {(fault.table, fault.code) for fault in faults()}


@pytest.mark.exhaustive
def test_an_event_that_was_slipped_in_is_named(world):
    past_the_program(
        "INSERT INTO account_event (user_id, type, data, at)"
        " VALUES (1, 'suspended', '{}', '2026-01-01 00:00:00')"
    )

    assert [(fault.table, fault.code) for fault in faults()] == [("account_event", "unsealed")]


def test_links_that_are_missing_changed_or_cut_off_are_named(world):
    suspend(world)
    last = one("SELECT max(n) FROM account_link")

    tamper(f"UPDATE account_link SET content = '{{}}' WHERE n = {last - 1}")
    assert ("account_link", str(last - 1), "changed") in {fault[:3] for fault in faults()}

    tamper(f"DELETE FROM account_link WHERE n = {last - 1}")
    assert {fault[:3] for fault in faults()} >= {
        ("account_link", str(last - 1), "missing"),
        ("organisation", "1", "unknown"),
    }

    tamper(f"DELETE FROM account_link WHERE n = {last}")
    assert ("account_link", str(last - 1), "end") in {fault[:3] for fault in faults()}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "content",
    [
        "{}",
        "[]",
        "nothing",
        '{"rows":{"account_change":{"ids":[[1,999999999999]],"sha256":"x"},"none":1},"at":"x"}',
        '{"rows":{"account_change":{"ids":[[-5,1],["a",2]],"sha256":"x"}}}',
        '{"rows":{"account_change":{"ids":7}}}',
    ],
)
def test_no_content_of_a_link_breaks_the_verification_off(world, content):
    last = one("SELECT max(n) FROM account_link")
    prev = one(f"SELECT prev_hash FROM account_link WHERE n = {last}")
    link = hash_link(last, prev, content)
    escaped = content.replace(":", "\\:")

    tamper(
        f"UPDATE account_link SET content = '{escaped}', hash = '{link}' WHERE n = {last}",
        f"UPDATE account_chain SET head = '{link}'",
    )

    assert faults()


@pytest.mark.exhaustive
def test_a_link_that_is_written_anew_no_longer_fits_the_next(world):
    suspend(world)
    last = one("SELECT max(n) FROM account_link")
    prev = one(f"SELECT prev_hash FROM account_link WHERE n = {last - 1}")
    forged = hash_link(last - 1, prev, '{"at":"2026-01-01","notes":[],"rows":{}}')

    tamper(
        'UPDATE account_link SET content = \'{"at"\\:"2026-01-01","notes"\\:[],"rows"\\:{}}\','
        f" hash = '{forged}' WHERE n = {last - 1}"
    )

    assert ("account_link", str(last), "unlinked") in {fault[:3] for fault in faults()}


def test_one_that_breaks_off_before_the_commit_leaves_nothing_behind(world, monkeypatch):
    n = one("SELECT max(n) FROM account_link")
    whole = sealing.Unsealed.__call__

    def break_off(self):
        whole(self)
        raise OSError("killed between the link and the commit")

    with monkeypatch.context() as patch:
        patch.setattr(sealing.Unsealed, "__call__", break_off)
        with pytest.raises(OSError, match="killed"):
            suspend(world)

    assert one("SELECT max(n) FROM account_link") == n
    assert faults() == []
    suspend(world)
    assert one("SELECT max(n) FROM account_link") == n + 1
    assert faults() == []


@pytest.mark.exhaustive
def test_many_who_write_at_once_write_one_chain(world, app):
    """Each changes another account; the chain has no gap, no fork, and nobody waits for ever."""
    n = one("SELECT max(n) FROM account_link")
    names = ("artist", "specialist", "head", "coordinator")
    barrier, failed = threading.Barrier(len(names)), []

    def write(name):
        try:
            with app.app_context():
                barrier.wait(10)
                suspend(world, name)
        except Exception as error:  # told below, in the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failed == []
    assert one("SELECT max(n) FROM account_link") == n + len(names)
    assert faults() == []


def test_an_account_that_was_never_changed_writes_no_link(world):
    n = one("SELECT max(n) FROM account_link")
    with writing() as connection:
        connection.execute(db.update(User), {"password_hash": "x"})
        connection.execute(db.update(User).where(User.id == 1).values(name=User.name))

    assert one("SELECT max(n) FROM account_link") == n
