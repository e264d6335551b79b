"""People, definitions and the calendar from the shell."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import ProgrammingError

from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import CalendarDay, Definition, LoginSession, Membership, Organisation, User
from artflow.services.database.transactions import writing
from artflow.services.people import people, sign_in
from artflow.services.programmes import setup
from tests.fixtures import databases
from tests.fixtures.world import DEFINITIONS, World
from tests.services.tampering import account_faults, unrecorded_links

from .conftest import run_command


@pytest.fixture
def world(app, states) -> World:
    return states.world()


def test_a_user_is_made_with_a_password_that_is_asked_for(app, run):
    said = run("user", "add", "New@Example.org", "Жаңа", keys="long enough\nlong enough\n")

    assert "long enough" not in said
    with app.app_context():
        user = db.session.scalar(db.select(User))
        assert (user.email, user.name) == ("new@example.org", "Жаңа")
        assert sign_in.sign_in("new@example.org", "long enough") is not None


def test_an_address_in_use_is_refused(world, run):
    said = run("user", "add", "artist@example.org", "X", keys="a\na\n", code=1)

    assert said.strip()


def test_a_role_is_given_in_an_organisation(app, world, run):
    department = str(world.organisations["department"])

    run("user", "role", "Other_artist@example.org", department, "coordinator", "--basis", "№ 1")

    run("user", "role", "other_artist@example.org", department, "coordinator", code=1)
    with app.app_context():
        found = db.session.scalars(db.select(Membership).filter_by(basis="№ 1")).one()
        assert (found.role, found.user_id) == ("coordinator", world.other_artist.id)


@pytest.mark.parametrize("words", [("nobody@example.org", "1"), ("artist@example.org", "99")])
def test_a_role_needs_a_user_and_an_organisation(world, run, words):
    assert run("user", "role", *words, "artist", code=1).strip()


def test_an_unknown_role_is_misuse(world, run):
    run("user", "role", "artist@example.org", "1", "king", code=2)


def test_a_user_is_signed_out_everywhere(app, world, run):
    with app.app_context():
        sign_in.sign_in("artist@example.org", "correct horse")

    run("user", "sign-out", "artist@example.org")

    with app.app_context():
        assert db.session.scalars(db.select(LoginSession)).one().ended_at is not None
    run("user", "sign-out", "nobody@example.org", code=1)


def test_a_definition_is_checked(run, tmp_path):
    path = DEFINITIONS / "mural.toml"
    broken = tmp_path / "broken.toml"
    broken.write_text(path.read_text(encoding="utf-8").replace('to = "site"', 'to = "moon"'))

    assert "mural" in run("workflow", "check", str(path))
    assert "moon" in run("workflow", "check", str(broken), code=1)
    run("workflow", "check", str(tmp_path / "nowhere.toml"), code=2)


def test_a_definition_is_published_once(app, run):
    path = str(DEFINITIONS / "mural.toml")

    first, again = run("workflow", "publish", path), run("workflow", "publish", path)

    assert again.splitlines()[0] == first.strip() == "1"
    assert "nothing has changed" in again
    assert "nothing" not in first
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Definition.id))) == 1


def test_a_broken_definition_is_not_published(app, run, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("key = 1")

    assert run("workflow", "publish", str(broken), code=1).strip()


def test_the_calendar_is_filled_and_edited(app, world, run):
    written = run("calendar", "fill", "2037")
    again = run("calendar", "fill", "2037")
    run("calendar", "set", "2027-03-01", "off", "Day of thanks")
    run("calendar", "set", "2027-03-06", "work", "--calendar", "1")

    assert int(written.split()[0]) > 5
    assert again.split()[0] == "0"
    with app.app_context():
        days = {d.day: d.kind for d in db.session.scalars(db.select(CalendarDay))}
        assert days[date(2027, 3, 1)] == "off"
        assert days[date(2027, 3, 6)] == "work"


def test_of_several_calendars_one_is_named(app, world, run):
    with app.app_context(), writing() as connection:
        setup.create_calendar(connection, trilingual("Т", "Т", "T"), "KZ", "Asia/Almaty", [])

    assert "--calendar" in run("calendar", "fill", "2037", code=1)
    assert "--calendar" in run("calendar", "fill", "2037", "--calendar", "9", code=1)
    assert int(run("calendar", "fill", "2037", "--calendar", "2").split()[0]) > 5
    assert run("calendar", "list").splitlines() == [
        "1: Ш, KZ, Asia/Almaty",
        "2: Т, KZ, Asia/Almaty",
    ]


@pytest.mark.parametrize(
    "words",
    [("set", "2027-02-30", "off"), ("set", "2027-02-01", "rest"), ("fill",), ("fill", "soon")],
)
def test_the_calendar_refuses_misuse(run, words):
    run("calendar", *words, code=2)


def test_migrations_are_run_from_the_shell(run):
    run("db", "check")
    run("db", "downgrade", "base")
    run("db", "upgrade")


@pytest.mark.parametrize("words", [("user", "sign-out", "a@example.org"), ("worker", "--once")])
def test_a_database_without_its_tables_is_one_line_and_not_a_traceback(tmp_path, words):
    app = databases.application(f"sqlite:///{tmp_path}/empty.db", tmp_path)

    said = run_command(app, *words, code=2)

    assert said.startswith("artflow: the database is not at the newest migration: ")
    assert said.count("\n") == 1
    databases.dispose(app)


@pytest.mark.parametrize(
    "address", ["sqlite:////nowhere/artflow.db", "postgresql+psycopg://nobody:secret@127.0.0.1:1/x"]
)
def test_a_database_that_is_not_there_is_one_line(tmp_path, address):
    app = databases.application(address, tmp_path)

    said = run_command(app, "user", "sign-out", "a@example.org", code=2)

    assert said.startswith("artflow: the database cannot be reached: ")
    assert said.count("\n") == 1
    assert "secret" not in said
    databases.dispose(app)


def test_a_fault_of_a_command_itself_is_not_hidden(app, run, monkeypatch):
    def break_off(*_args):
        raise ProgrammingError("SELECT", None, Exception("no such column"))

    monkeypatch.setattr(people, "sign_out_everywhere", break_off)
    with app.app_context():
        World.create("mural")

    with pytest.raises(AssertionError, match="no such column"):
        run("user", "sign-out", "artist@example.org", code=2)


def test_nobody_gets_a_role_in_a_closed_organisation(app, world, run):
    key = world.organisations["department"]
    with app.app_context(), writing() as connection:
        connection.execute(
            db.update(Organisation).where(Organisation.id == key).values(active=False)
        )

    assert "closed" in run("user", "role", "artist@example.org", str(key), "coordinator", code=1)


def test_what_the_shell_does_to_people_and_calendars_is_on_record(app, world, run):
    with app.app_context():
        before = db.session.execute(db.text("SELECT max(n) FROM account_link")).scalar()
    run("user", "add", "new@example.org", "Жаңа", keys="long enough\nlong enough\n")
    run("user", "role", "new@example.org", str(world.organisations["department"]), "coordinator")
    run("calendar", "fill", "2037")
    run("calendar", "set", "2027-03-01", "off", "Day of thanks")

    with app.app_context():
        after = db.session.execute(db.text("SELECT max(n) FROM account_link")).scalar()
        assert after == before + 4
        assert unrecorded_links(before) == []
        assert account_faults() == []
