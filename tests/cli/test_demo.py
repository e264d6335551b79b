"""The demo: loaded by the real verbs, whole, once; its accounts work; its command serves."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest

from artflow.cli import demo as command
from artflow.demo import accounts, load
from artflow.demo.cast import PASSWORD, PLAYERS
from artflow.domain.roles import Role
from artflow.extensions import db
from artflow.models import Organisation, Proposal, Signoff, User, Wall
from artflow.services import audit, sign_in
from tests.web.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def told(app):
    """The whole demo in the test's database."""
    with app.app_context():
        assert load.needed()
        load.everything()
        assert not load.needed()
    return app


def test_the_mural_stands_at_sign_off_with_one_sponsor_to_come(told):
    with told.app_context():
        proposal = db.session.scalars(db.select(Proposal)).one()
        signoffs = db.session.scalars(
            db.select(Signoff).filter_by(stage="sponsors", version_id=proposal.version_id)
        )
        states = {db.session.get_one(Organisation, s.organisation_id).name_en: s.state
                  for s in signoffs}  # fmt: skip

    assert proposal.stage == "sponsors"
    assert states == {"Jusan": "pending", "Kazakh Tourism": "signed"}


def test_its_history_verifies(told):
    with told.app_context():
        connection = db.session.connection()
        assert audit.verify(connection).fault is None
        assert audit.verify_files(connection) == []


def test_there_are_two_people_for_every_role_and_sponsor(told):
    seats = [(player.role, player.organisation) for player in PLAYERS]

    assert {role for role, _ in seats} == set(Role)
    assert all(seats.count(seat) >= 2 for seat in seats)


def test_every_account_of_the_table_signs_in(told):
    table = accounts.table("http://127.0.0.1:5000/")
    with told.app_context():
        for player in PLAYERS:
            assert sign_in.sign_in(player.email, PASSWORD) is not None
            assert player.email in table
    assert PASSWORD in table


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.email)
def test_every_account_has_its_pages(told, player):
    visitor = Visitor(told)
    visitor.get("account.sign_in")
    visitor.fill("account.sign_in", email=player.email, password=PASSWORD)
    for endpoint in ("desk.show", "proposals.index", "walls.index", "process.index"):
        visitor.get(endpoint)
    if player.email != "nurlan@artflow.example":
        visitor.get("proposals.show", proposal_id=1)


def test_it_can_be_told_on_any_day(app):
    with app.app_context():
        load.everything(datetime(2027, 2, 27, 20, 0, tzinfo=UTC))

        assert db.session.scalars(db.select(Proposal)).one().stage == "sponsors"
        assert db.session.scalar(db.select(db.func.count(Wall.id))) == 5


@pytest.fixture
def taken():
    """A port on which somebody listens already."""
    with socket.socket() as listening:
        listening.bind((command.HOST, 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_the_command_keeps_what_is_there_and_names_the_accounts(told, run, taken):
    said = run("demo", "--port", str(taken), code=1)

    assert PLAYERS[0].email in said
    assert str(taken) in said.splitlines()[-1]
    with told.app_context():
        assert db.session.scalar(db.select(db.func.count(User.id))) == len(PLAYERS)


def test_the_command_loads_an_empty_database(app, run, taken):
    run("demo", "--port", str(taken), code=1)

    with app.app_context():
        assert not load.needed()


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_one_line(told, run, port):
    assert run("demo", "--port", port, code=1).splitlines()[-1]


def test_fresh_starts_over(told, run, taken, request):
    with told.app_context():
        db.session.execute(db.update(User).values(name="Changed"))
        db.session.commit()
        db.engine.dispose()

    own = request.config.getoption("--db") == "sqlite"
    said = run("demo", "--fresh", "--port", str(taken), code=1)

    with told.app_context():
        names = set(db.session.scalars(db.select(User.name)))
    assert ("Changed" in names) is not own
    assert own or "--fresh" in said
