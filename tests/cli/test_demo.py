"""The demo: loaded by the services, complete, once; its accounts work; its command serves."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest

from artflow.cli import demo as command
from artflow.demo import accounts, contents, load
from artflow.demo.people import DEMO_PEOPLE, PARTIES, PASSWORD
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import (
    Milestone,
    Notice,
    Organisation,
    Proposal,
    Signoff,
    Turn,
    Wall,
    WallPhoto,
)
from artflow.services.people import sign_in
from artflow.services.programmes import definitions
from tests.fixtures import databases
from tests.services.tampering import account_faults, unrecorded_links, verify, wrong_files
from tests.web.support.client import PageClient

from .conftest import run_command

pytestmark = pytest.mark.slow

PASSING = {"hearing", "minor_change", "major_change", "appeal", "lapsed"}
"""Stages in which a work stands for some days at most, or that nothing has come to yet."""


@pytest.fixture(scope="module")
def taken_port():
    """A port on which somebody listens already: the command loads the demo, and does not serve."""
    with socket.socket() as listening:
        listening.bind((command.HOST, 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture(scope="module")
def town(server, tmp_path_factory, taken_port):
    """The whole demo, loaded once by its command for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("demo")
    url = server.fresh(folder)
    app = databases.application(url, folder)
    with app.app_context():
        assert contents.count().is_empty
    run_command(app, "demo", "--port", str(taken_port), code=1)
    with app.app_context():
        assert contents.count().is_complete
    yield app
    databases.dispose(app)
    server.drop(url)


def test_the_mural_is_the_first_and_stands_at_sign_off_with_one_sponsor_to_come(town):
    with town.app_context():
        proposal = db.session.get_one(Proposal, 1)
        signoffs = db.session.scalars(
            db.select(Signoff).filter_by(stage="sponsors", version_id=proposal.version_id)
        )
        states = {
            db.session.get_one(Organisation, s.organisation_id).name["en"]: s.state
            for s in signoffs
        }

    assert proposal.stage == "sponsors"
    assert states == {"Jusan": "pending", "Kazakh Tourism": "signed"}


def test_there_is_a_work_at_every_stage_and_some_that_have_stumbled(town):
    with town.app_context():
        works = db.session.scalars(db.select(Proposal)).all()
        stages = set(
            definitions.load_workflow(db.session.connection(), works[0].definition_id).stages
        )
        today = datetime.now(UTC).date()
        late = db.select(Turn.proposal_id).where(
            Turn.closed_at.is_(None), Turn.stopped_days.is_(None), Turn.due_on < today
        )
        painted = db.select(Milestone.code).where(Milestone.state == "confirmed")
        half = {work.id for work in works if work.stage == "execution"}

        assert len(works) >= 16
        assert stages - {work.stage for work in works} == PASSING
        assert [work for work in works if work.held]
        assert db.session.scalars(late).all()
        for work in half:
            codes = db.session.scalars(painted.where(Milestone.proposal_id == work)).all()
            assert "half" in codes
            assert "full" not in codes


def test_its_walls_stand_in_all_five_districts(town):
    with town.app_context():
        places = db.session.scalars(db.select(Wall.district)).all()

    assert len(places) >= 10
    assert {place.removesuffix(" ауданы") for place in places} == {
        "Абай",
        "Әл-Фараби",
        "Еңбекші",
        "Қаратау",
        "Тұран",
    }


def test_most_walls_have_a_photo_from_before_anything_was_proposed(town):
    with town.app_context():
        photos = db.session.scalars(db.select(WallPhoto)).all()
        first = db.session.scalar(db.select(db.func.min(Proposal.created_at)))
        count = db.session.scalar(db.select(db.func.count(Wall.id)))

        assert len({photo.wall_id for photo in photos}) > count / 2
        assert len({photo.file_id for photo in photos}) == len(photos)
        assert all(photo.alt and photo.taken_on < first.date() for photo in photos)


def test_its_histories_verify(town):
    with town.app_context():
        assert verify().fault is None
        assert wrong_files() == []


def test_there_are_two_people_for_every_role_and_sponsor():
    usernames = [(demo_person.role, demo_person.organisation) for demo_person in DEMO_PEOPLE]

    assert {role for role, _ in usernames} == set(Role)
    assert all(usernames.count(username) >= 2 for username in usernames)


def test_every_account_of_the_table_signs_in(town):
    table = accounts.accounts_table("http://127.0.0.1:5000/")
    with town.app_context():
        for demo_person in DEMO_PEOPLE:
            assert sign_in.sign_in(demo_person.email, PASSWORD) is not None
            assert demo_person.email in table
    assert PASSWORD in table


@pytest.mark.parametrize("demo_person", DEMO_PEOPLE, ids=lambda demo_person: demo_person.email)
def test_every_account_has_its_pages(town, demo_person):
    client = PageClient(town)
    client.get("account.sign_in")
    client.fill("account.sign_in", email=demo_person.email, password=PASSWORD)
    for endpoint in ("desk.show", "proposals.index", "walls.index", "process.index"):
        client.get(endpoint)
    seen = demo_person.role is not Role.ARTIST or demo_person.email == "aigerim@artflow.example"
    if seen and demo_person.organisation in (*PARTIES, "platform"):
        client.get("proposals.show", proposal_id=1)
    else:
        client.get("proposals.show", 404, proposal_id=1)


@pytest.mark.exhaustive
@pytest.mark.parametrize("month", [2, 6, 8, 11])
def test_it_can_be_told_on_any_day_and_never_runs_ahead(app, month):
    now = datetime(2027, month, 27, 20, 0, tzinfo=UTC)
    with app.app_context():
        load.load_demo(now)

        assert db.session.get_one(Proposal, 1).stage == "sponsors"
        assert db.session.scalar(db.select(db.func.max(Notice.at))) <= now
        in_winter = [
            day
            for day in db.session.scalars(db.select(Milestone.done_on))
            if day and not (4, 1) <= (day.month, day.day) <= (11, 5)
        ]
        assert in_winter == []


def test_the_command_keeps_what_is_there_and_names_the_accounts(town, taken_port):
    with town.app_context():
        before = contents.count()

    output = run_command(town, "demo", "--port", str(taken_port), code=1)

    assert DEMO_PEOPLE[0].email in output
    assert str(taken_port) in output.splitlines()[-1]
    with town.app_context():
        assert contents.count() == before


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_one_line(town, port):
    said = run_command(town, "demo", "--port", port, code=1).splitlines()[-1]

    assert said == f"cannot listen on {command.HOST} port {port}: there is no such port"


def test_whatever_it_did_to_people_and_programmes_is_on_record(town):
    with town.app_context():
        assert account_faults() == []
        assert unrecorded_links() == []
