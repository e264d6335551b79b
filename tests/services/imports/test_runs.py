"""An import is whole or nothing, and of two at once one is told that something has changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest

from artflow.domain.errors import Invalid, NotPossible, NotVisible, SignedOut
from artflow.extensions import db
from artflow.models import ImportRun, User, Wall
from artflow.services.database.transactions import writing
from artflow.services.files import files
from artflow.services.imports import plans, runs
from artflow.services.imports.plans import Choices, ReadRow
from artflow.services.imports.runs import Upload
from artflow.services.walls import walls
from artflow.services.walls.imports import WallRegister
from artflow.services.walls.places import Place
from tests.fixtures.world import NOW

REGISTER = WallRegister(Place(42.3, 69.6))


def row(number: int, **changed: object) -> ReadRow:
    """Return a row as a form has judged it."""
    texts = dict.fromkeys(("substrate", "owner_name", "owner_contact", "notes"), "")
    values = {"code": f"A-{number}", "city": "Шымкент", "district": "Абай"}
    values |= {"address": f"{number}-үй", "face": "east", "heritage": "unknown"}
    sizes = {"width_m": Decimal(12), "height_m": Decimal(24), "latitude": None, "longitude": None}
    return ReadRow(number, {**values, **sizes, **texts, **changed}, frozenset(values | sizes))


ROWS = [row(n) for n in range(1, 6)]


def create(world, content: bytes = b"table") -> int:
    return runs.create(world.admin, Upload("walls", content, "walls.csv", {}), NOW)


def shown(world, rows=ROWS) -> str:
    planned = REGISTER.plan(db.session.connection(), world.admin, rows)
    db.session.rollback()
    return plans.fingerprint(planned)


def carry_out(world, key: int, seen: str, rows=ROWS, by=None) -> dict[str, int]:
    return runs.carry_out(key, by or world.admin, REGISTER, rows, Choices(), shown=seen, now=NOW)


def codes() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Wall.code).order_by(Wall.code)))


def reasons(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_one_row_that_is_refused_leaves_nothing_behind(world, monkeypatch):
    insert, key, seen = walls.insert_wall, create(world), shown(world)

    def refuse_the_fourth(connection, facts, now):
        if facts["code"] == "A-4":
            raise Invalid("code", "taken")
        return insert(connection, facts, now)

    monkeypatch.setattr(walls, "insert_wall", refuse_the_fourth)
    with pytest.raises(Invalid):
        carry_out(world, key, seen)

    assert codes() == ["W-1", "W-2"]
    assert runs.load(key, world.admin).done_at is None
    monkeypatch.undo()
    assert carry_out(world, key, seen) == {"new": 5, "changed": 0, "same": 0, "left": 0}


def test_of_two_tables_at_once_one_is_entered(context, world):
    keys, seen, ready = [create(world), create(world, b"other")], shown(world), Barrier(2)

    def press(key):
        with context.app_context():
            ready.wait()
            try:
                return carry_out(world, key, seen)["new"]
            except NotPossible as refusal:
                return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(press, keys))

    assert sorted(answers, key=str) == [5, "import_changed"]
    assert len(codes()) == 7


def test_a_run_is_entered_once_and_what_was_entered_is_not_discarded(world):
    key = create(world)
    carry_out(world, key, shown(world))

    for again in (
        lambda: carry_out(world, key, shown(world)),
        lambda: runs.discard(key, world.admin),
    ):
        with pytest.raises(NotPossible) as refused:
            again()
        assert reasons(refused) == ["import_done"]


def test_whoever_was_suspended_meanwhile_enters_nothing(world):
    key, seen = create(world), shown(world)
    with writing() as connection:
        connection.execute(db.update(User).where(User.id == world.admin.id).values(active=False))

    with pytest.raises(SignedOut):
        carry_out(world, key, seen)

    assert codes() == ["W-1", "W-2"]


def test_another_persons_run_is_not_there(world):
    key = create(world)

    with pytest.raises(NotVisible):
        carry_out(world, key, shown(world), by=world.coordinator)
    assert [run.id for run in runs.list_runs(world.coordinator)] == []


def test_bytes_that_are_not_what_was_sent_are_not_read(world):
    run = runs.load(create(world), world.admin)
    assert runs.read_content(run) == b"table"
    path = files.storage().path(run.sha256)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(NotPossible) as refused:
        runs.read_content(run)
    assert reasons(refused) == ["import_lost"]
    path.unlink()
    with pytest.raises(NotPossible):
        runs.read_content(run)


def test_a_table_that_came_to_nothing_is_forgotten_after_a_week(world):
    old, done = create(world), create(world, b"done")
    carry_out(world, done, shown(world))

    later = NOW + runs.RETENTION + timedelta(seconds=1)
    new = runs.create(world.admin, Upload("walls", b"new", "w.csv", {}), later)

    db.session.rollback()
    assert list(db.session.scalars(db.select(ImportRun.id).order_by(ImportRun.id))) == [done, new]
    assert old < done
