"""Migrations on a database with something in it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import inspect, text

from artflow.domain.errors import Invalid
from artflow.domain.jobs import PICTURE, URGENT
from artflow.extensions import db
from artflow.models import File, Job, Mail, Payment
from artflow.services.database import schema
from artflow.services.database.transactions import writing
from artflow.services.jobs import queue
from artflow.services.lists import places
from artflow.services.mail import outbox
from artflow.services.walls import past_works, states, walls
from tests.fixtures import walks
from tests.fixtures.world import NOW


@pytest.fixture
def migrate(app):
    """Return Flask-Migrate's own functions, on this test's database."""
    import flask_migrate

    with app.app_context():
        schema.bind(app)
        yield flask_migrate


def test_every_migration_but_the_first_goes_down_and_up_again_under_data(migrate, world):
    before = set(inspect(db.engine).get_table_names())

    migrate.downgrade(revision="0002")
    between = set(inspect(db.engine).get_table_names())
    migrate.upgrade()

    gone = {
        name.partition("_")[0] if name.startswith("search") else name for name in before - between
    }
    assert gone == {
        "account_chain",
        "account_change",
        "account_event",
        "account_link",
        "audit_run",
        "calendar",
        "condition",
        "condition_file",
        "export",
        "export_piece",
        "former_name",
        "import_run",
        "job",
        "keeper_event",
        "mail",
        "one_time_link",
        "past_work",
        "payment",
        "payment_file",
        "role_paper",
        "row_change",
        "search",
        "seeing",
        "sign_in_attempt",
        "stage_total",
        "wall_photo",
    }
    assert set(inspect(db.engine).get_table_names()) == before
    migrate.check()


def test_letters_and_pictures_that_wait_are_carried_over_and_back(migrate, world):
    picture = world.file("teal")
    with writing() as connection:
        for name in ("waits", "failed", "sent"):
            outbox.enqueue(connection, "moved", f"{name}@example.org", "en", NOW, email="x@y.zz")
        connection.execute(db.update(File).where(File.id == picture), {"state": "preparing"})
        queue.enqueue(connection, PICTURE, picture, NOW, URGENT)
        tried = {"attempts": 3, "due_at": NOW + timedelta(hours=1), "error": "451 later"}
        gone = {"state": "failed", "finished_at": NOW, "reason": "refused", "error": "550 no"}
        connection.execute(db.update(Job).where(Job.subject_id == 1), tried)
        connection.execute(db.update(Job).where(Job.subject_id == 2), gone)
        connection.execute(db.update(Mail).where(Mail.id == 3), {"sent_at": NOW})
    jobs = (Job.kind, Job.subject_id, Job.priority, Job.state, Job.due_at, Job.attempts, Job.error)
    wanted = db.select(*jobs).where(Job.subject_id != 3).order_by(Job.kind, Job.subject_id)
    before = db.session.execute(wanted).all()
    db.session.rollback()

    migrate.downgrade(revision="0014")
    old = "SELECT dead_at IS NOT NULL, attempts, error FROM mail WHERE sent_at IS NULL ORDER BY id"
    with db.engine.connect() as connection:
        rows = connection.execute(text(old)).all()
    assert [tuple(row) for row in rows] == [(False, 3, "451 later"), (True, 0, "550 no")]
    migrate.upgrade()

    assert db.session.execute(wanted).all() == before
    assert len(before) == 3


def test_walls_and_milestones_of_before_learn_what_they_keep(migrate, world):
    story = walks.in_execution(world)
    past = {
        "programme_id": None,
        "number": "",
        "title": "Көне сурет",
        "artist": "Белгісіз",
        "year": 1986,
        "width_m": None,
        "height_m": None,
        "source": "1990 жылғы тізім",
        "notes": "",
        "stands": True,
    }
    past_works.add(world.walls[1], world.coordinator, past, NOW)
    place = {"latitude": Decimal("42.3174"), "longitude": Decimal("69.5961")}
    walls.edit_wall(world.walls[1], world.admin, {"code": "W-2", **place})
    wall = story.case.wall_id

    migrate.downgrade(revision="0022")
    migrate.upgrade()

    db.session.rollback()
    connection = db.session.connection()
    assert [*places.find_wrong(connection), *states.find_wrong(connection)] == []
    assert walls.load_with_state(wall).state == "reserved"
    assert walls.load_with_state(world.walls[1]).state == "painted"


def test_a_comment_on_a_plain_signature_stops_being_a_condition(migrate, world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "approve", text="Жақсы.")
    query = text("SELECT conditions, reason FROM signoff WHERE state = 'signed'")

    migrate.downgrade(revision="0023")
    with db.engine.connect() as connection:
        assert connection.execute(query).all() == [("Жақсы.", "")]

    migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(query).all() == [("", "Жақсы.")]


def test_a_text_of_conditions_becomes_one_open_condition(migrate, world):
    story = walks.ready_to_decide(world)
    story.act(world.head, "approve_with_conditions", text="Тақтайша кіші болсын.")
    kept = text("SELECT text, kind, state, holds, party, proposal_id FROM condition")
    with db.engine.connect() as connection:
        before = connection.execute(kept).all()

    migrate.downgrade(revision="0027")
    migrate.upgrade()

    with db.engine.connect() as connection:
        assert connection.execute(kept).all() == before
    assert [(row[0], row[3]) for row in before] == [("Тақтайша кіші болсын.", "")]
    (fact,) = story.case.conditions
    assert fact.is_live


def test_turns_of_running_works_are_counted_anew(migrate, world):
    story = walks.in_review(world).later(days=42)
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.later(days=7)
    story.act(world.coordinator, "hold", review_on=date(2026, 12, 1))
    counted = (
        "SELECT id, used_days, late_days, stopped_on, stopped_days, due_on FROM turn ORDER BY id"
    )
    before = db.session.execute(text(counted)).all()
    assert [row.late_days for row in before if row.late_days] == [15]
    db.session.rollback()

    migrate.downgrade(revision="0023")
    migrate.upgrade()

    assert db.session.execute(text(counted)).all() == before


def test_payments_that_were_booked_twice_survive_and_no_more_are_booked(migrate, world):
    story = walks.completed(world)
    given = {
        "sponsor": world.organisations["sponsor-1"],
        "amount": 5,
        "document": "№ 12",
        "paid_on": NOW.date(),
    }
    story.act(world.coordinator, "record_payment", **given)
    migrate.downgrade(revision="0023")
    again = (
        "INSERT INTO payment (proposal_id, organisation_id, amount, paid_on, number, "
        "recorded_by_id, at) SELECT proposal_id, organisation_id, amount, paid_on, '12 ', "
        "recorded_by_id, at FROM payment WHERE id = 1"
    )
    with writing() as connection:
        for _n in range(2):
            connection.execute(text(again))

    migrate.upgrade()

    rows = db.select(Payment.document_key, Payment.entry).order_by(Payment.id)
    assert db.session.execute(rows).all() == [("12", 0), ("12", 1), ("12", 2)]
    db.session.rollback()
    with pytest.raises(Invalid, match="document_booked"):
        story.act(world.coordinator, "record_payment", **given)
