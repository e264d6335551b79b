"""A table from the shell: a dry run writes nothing, mistakes stop it, twice is once."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from artflow.extensions import db
from artflow.models import ImportRun, Wall
from tests.fixtures.world import World
from tests.web.imports import tables


@pytest.fixture
def world(app, states) -> World:
    return states.world()


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table of walls and returns where."""

    def write(*rows) -> str:
        path = tmp_path / "walls.xlsx"
        path.write_bytes(tables.walls(*rows))
        return str(path)

    return write


def stored(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(db.select(Wall.code).order_by(Wall.id)))


def test_a_dry_run_says_everything_and_writes_nothing(app, world, run, table):
    path = table(tables.wall("A-1"), tables.wall("A-2", width=0))

    said = run("import", "walls", path, "--dry-run", code=1)

    assert "5: Width, m: «0»: mistake: Enter more than 0" in said
    assert "New: 1" in said
    assert stored(app) == ["W-1", "W-2"]
    with app.app_context():
        assert db.session.scalars(db.select(ImportRun)).all() == []


def test_mistakes_stop_it_unless_they_are_left_out(app, world, run, table):
    path = table(tables.wall("A-1"), tables.wall("A-2", width=0))

    run("import", "walls", path, code=1)
    assert stored(app) == ["W-1", "W-2"]
    said = run("import", "walls", path, "--leave-out", "--language", "ru")

    assert "Не внесено: 1" in said
    assert stored(app) == ["W-1", "W-2", "A-1"]


def test_twice_is_once_and_what_differs_is_changed_if_told(app, world, run, table):
    run("import", "walls", table(tables.wall("A-1")))
    assert "Nothing would be entered" in run("import", "walls", table(tables.wall("A-1")))

    said = run("import", "walls", table(tables.wall("A-1", height=30)), "--update")

    assert "Height, m: 27 → 30" in said
    assert "Changed: 1" in said
    assert stored(app) == ["W-1", "W-2", "A-1"]


def test_who_does_it_must_be_somebody_who_may(app, world, run, table):
    path = table(tables.wall("A-1"))

    assert "may not" in run("import", "walls", path, "--as", "artist@example.org", code=1)
    assert "--as" in run("import", "walls", path, "--as", "nobody@example.org", code=1)
    run("import", "walls", path, "--as", "Coordinator@example.org")

    with app.app_context():
        assert db.session.scalars(db.select(ImportRun.by_id)).all() == [world.coordinator.id]


def test_misuse_is_said(app, world, run, table, tmp_path):
    run("import", "cats", table(tables.wall("A-1")), code=2)
    run("import", "walls", str(tmp_path / "nowhere.xlsx"), code=2)
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\x00")
    assert "this is no table" in run("import", "walls", str(broken), code=1)


def test_a_template_is_written(run, tmp_path):
    path = tmp_path / "walls.xlsx"

    run("import", "walls", str(path), "--template", "--language", "kk")

    assert load_workbook(path).worksheets[0]["A1"].value == "Тізілімдегі нөмірі"
