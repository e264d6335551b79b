"""Another program holds the file of SQLite: everybody is told so, and nothing typed is lost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from artflow.extensions import db
from artflow.models import LoginSession
from artflow.services.database import transactions
from artflow.services.database.transactions import writing
from artflow.services.people import people

TEXT = "A remark of some words that took a while"


@pytest.fixture
def held(app, database, monkeypatch):
    """Return a function that lets another program hold the file until the test is over."""
    if not database.startswith("sqlite"):
        pytest.skip("nobody holds a whole PostgreSQL")
    pragmas = [p for p in transactions.PRAGMAS if not p.startswith("busy_timeout")]
    monkeypatch.setattr(transactions, "PRAGMAS", (*pragmas, "busy_timeout=50"))
    app.testing = False  # what went wrong is a page here, not an exception
    others = []

    def hold() -> None:
        with app.app_context():
            db.engine.dispose()
        others.append(sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None))
        others[0].execute("BEGIN IMMEDIATE")

    yield hold
    others[0].close()
    with app.app_context():
        db.engine.dispose()


def test_a_press_is_told_to_come_back_and_given_back_what_was_written(at, visit, held):
    proposal = at("submitted")
    client = visit("coordinator")
    client.get("actions.ask", proposal_id=proposal, name="remark")
    held()

    answer = client.fill("", 503, severity="note", text=TEXT, x="", y="")

    assert "The database does not answer" in client.page.one("main").text
    assert TEXT in answer.text
    assert answer.headers["Retry-After"]


def test_pages_are_read_meanwhile(app, world, visit, held):
    client = visit("coordinator")
    client.get("desk.show")
    with app.app_context(), writing() as connection:
        earlier = datetime.now(UTC) - 5 * people.TOUCH_INTERVAL
        connection.execute(update(LoginSession).values(seen_at=earlier))
    held()

    client.get("desk.show")
