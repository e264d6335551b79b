"""What a page costs its database does not grow with the works: plans, and counted steps."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from artflow.extensions import db
from tests.fixtures import walks
from tests.fixtures.crowd import create_crowd
from tests.web.support.statements import (
    Statement,
    explain,
    recorded_statements,
    scanned_tables,
    sorted_tables,
    walked_tables,
)

GROWING = {
    "candidate_wall", "event", "file", "mail", "membership", "milestone", "milestone_photo",
    "notice", "past_work", "payment", "proposal", "record", "remark", "search", "signoff", "turn",
    "user", "version", "wall",
}  # fmt: skip
PAGES = {
    "front door": ("", "public.home", {}),
    "board": ("coordinator", "board.index", {}),
    "board of all": ("admin", "board.index", {}),
    "portfolio of a sponsor": ("jusan", "portfolio.index", {}),
    "portfolio of a coordinator": ("coordinator", "portfolio.index", {}),
    "a stage of it": ("jusan", "portfolio.index", {"stage": "completed"}),
    "a work": ("coordinator", "proposals.show", {"proposal_id": 1}),
    "a work for a sponsor": ("jusan", "proposals.show", {"proposal_id": 1}),
    "desk": ("head", "desk.show", {}),
    "desk of the specialist": ("specialist", "desk.show", {}),
    "desk of a sponsor": ("jusan", "desk.show", {}),
    "desk of the administrator": ("admin", "desk.show", {}),
    "untaken": ("specialist", "desk.show", {"queue": "unassigned"}),
    "artists": ("coordinator", "desk.show", {"queue": "applicant"}),
    "late": ("coordinator", "desk.show", {"queue": "overdue"}),
    "late in the department": ("head", "desk.show", {"queue": "overdue"}),
    "on hold": ("coordinator", "desk.show", {"queue": "held"}),
    "desk by district": ("specialist", "desk.show", {"district": "Абай"}),
    "untaken by district": ("specialist", "desk.show", {"queue": "unassigned", "district": "Абай"}),
    "desk by word": ("specialist", "desk.show", {"q": "дала"}),
    "list": ("coordinator", "proposals.index", {}),
    "a stage": ("coordinator", "proposals.index", {"stage": "architecture"}),
    "a district": ("coordinator", "proposals.index", {"district": "Абай"}),
    "a word": ("coordinator", "proposals.index", {"q": "дала"}),
    "a small stage": ("coordinator", "proposals.index", {"q": "дала", "stage": "acceptance"}),
    "walls": ("coordinator", "walls.index", {}),
    "free walls": ("coordinator", "walls.index", {"state": "free"}),
    "a rare kind of wall": ("coordinator", "walls.index", {"heritage": "monument_local"}),
    "walls of a district": ("coordinator", "walls.index", {"district": "Абай"}),
    "points": ("coordinator", "walls.points", {}),
    "rare points": ("coordinator", "walls.points", {"state": "reserved"}),
    "points in view": ("artist", "walls.points", {"view": "42.3,69.5,42.36,69.6"}),
    "free points in view": (
        "artist",
        "walls.points",
        {"view": "42.3,69.5,42.36,69.6", "state": "free"},
    ),
    "notices": ("coordinator", "notices.index", {}),
    "who joins": ("admin", "parties.add", {"programme_id": 1, "organisation_id": 7}),
    "who leaves": ("admin", "parties.remove", {"programme_id": 1, "organisation_id": 5}),
    "a programme": ("admin", "programmes.show", {"programme_id": 1}),
    "processes": ("admin", "processes.index", {}),
    "administration": ("admin", "administration.index", {}),
}
CROWD = 1_500
FEW, MANY, EACH = 7_000, 28_000, 100
"""So many that every count has come to its limit: what still grows then grows for ever."""
SLACK, LEAST = 1.5, 40
"""Steps at four times as many works: so much more at most; below the least nobody counts."""


def ask(visit, page: str) -> None:
    username, endpoint, args = PAGES[page]
    (visit(username) if username else visit()).get(endpoint, **args)


@pytest.fixture
def asked_by(app, world, visit):
    """Return a function that records what a page asks the database, once all is warm."""

    def record(page: str) -> list[Statement]:
        ask(visit, page)
        with recorded_statements(app) as asked:
            ask(visit, page)
        return asked

    return record


@pytest.mark.parametrize("page", sorted(PAGES))
def test_no_page_walks_through_or_sorts_what_grows(app, world, asked_by, page):
    """Asked of SQLite, whose plans do not depend on how much there is."""
    with app.app_context():
        walks.completed(world)
    asked = asked_by(page)

    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("see the test of all pages on PostgreSQL")
        assert [s[0] for s in asked if scanned_tables(connection, s) & GROWING] == []
        assert [s[0] for s in asked if sorted_tables(connection, s) & GROWING] == []


OF_NOTHING_ELSE = {
    "ix_mail_dead", "ix_past_work_standing", "ix_proposal_public", "ix_user_suspended",
}  # fmt: skip
"""Indexes of nothing but what is asked for: their condition stands in the index itself."""
NOT_TOLD = {"mail", "membership", "past_work", "remark", "search"}
"""Of most a crowd has few or none, so a plan tells nothing: see the test on SQLite. How words are
looked for depends on how common they are."""


def test_postgresql_can_answer_every_page_by_an_index_in_its_order(app, world, asked_by):
    """Asked with whole tables made dear: what still reads or sorts one could not be spared it."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("plans of PostgreSQL")
        walks.completed(world)
        create_crowd(world, CROWD)
    asked = {page: asked_by(page) for page in PAGES}
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for way in ("seqscan", "mergejoin", "hashjoin"):
            connection.exec_driver_sql(f"SET enable_{way} = off")
        for page, statements in asked.items():
            for statement in statements:
                bitmaps = "on" if "grams" in statement[0] else "off"
                connection.exec_driver_sql(f"SET enable_bitmapscan = {bitmaps}")
                tables = walked_tables(explain(connection, statement), OF_NOTHING_ELSE)
                tables |= sorted_tables(connection, statement)
                if tables & (GROWING - NOT_TOLD):
                    found[page, statement[0]] = tables
        connection.exec_driver_sql("RESET ALL")
    assert found == {}


@pytest.mark.parametrize(
    ("page", "index"),
    [
        ("front door", "ix_proposal_public"),
        ("front door", "ix_past_work_standing"),
        ("board", "ix_proposal_programme_id_stage_entered_at_id"),
        ("a work", "ix_notice_unread (user_id=? AND proposal_id=?)"),
        ("desk", "ix_notice_unread (user_id=? AND proposal_id=?)"),
        ("desk", "COVERING INDEX ix_turn_waiting"),
        ("desk of the specialist", "COVERING INDEX ix_turn_untaken"),
        ("portfolio of a sponsor", "ix_proposal_programme_id_stage_openness_id"),
        ("portfolio of a sponsor", "ix_milestone_programme_id_openness_submitted_at"),
        ("artists", "ix_turn_waiting_applicant"),
        ("desk by district", "ix_turn_untaken_district"),
        ("untaken by district", "ix_turn_untaken_district"),
        ("free walls", "COVERING INDEX ix_wall_state_heritage_id"),
        ("walls of a district", "COVERING INDEX ix_wall_district_state_heritage_id"),
        ("points in view", "ix_wall_state_band_longitude (state=? AND band=?"),
        ("free points in view", "ix_wall_state_band_longitude (state=? AND band=?"),
        ("who leaves", "COVERING INDEX ix_proposal_running"),
    ],
)
def test_what_comes_in_order_is_read_in_the_order_of_an_index(app, world, asked_by, page, index):
    with app.app_context():
        walks.completed(world)
    asked = asked_by(page)

    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("names as SQLite tells them")
        lines = [
            row[-1]
            for text, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
        ]
    assert any(index in line for line in lines)


@pytest.mark.parametrize(
    "question",
    [
        "SELECT id FROM proposal WHERE programme_id = 1 ORDER BY title",
        "SELECT id FROM turn WHERE organisation_id = 1 AND closed_at IS NULL ORDER BY opened_at",
        "SELECT count(DISTINCT title) FROM proposal WHERE programme_id = 1",
    ],
)
def test_a_sort_would_be_noticed(app, question):
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name != "sqlite" and "DISTINCT" in question:
            pytest.skip("PostgreSQL sorts inside what counts")
        assert sorted_tables(connection, (question, ())) & GROWING


@contextmanager
def counted_steps(app):
    """Count the steps of SQLite's machine meanwhile, in hundreds."""
    found = [0]

    def count() -> None:
        found[0] += 1

    def listen(connection, *_more) -> None:
        connection.connection.driver_connection.set_progress_handler(count, EACH)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    yield found
    event.remove(engine, "before_cursor_execute", listen)
    with app.app_context(), engine.connect() as connection:
        connection.connection.driver_connection.set_progress_handler(None, 0)


@pytest.mark.exhaustive
@pytest.mark.slow
def test_four_times_as_many_works_ask_no_more_of_the_database(app, world, visit):
    steps: dict[str, list[int]] = {page: [] for page in PAGES}
    with app.app_context():
        walks.completed(world)
    for size in (FEW, MANY - FEW):
        with app.app_context():
            create_crowd(world, size)
        for page, found in steps.items():
            ask(visit, page)
            with counted_steps(app) as counted:
                ask(visit, page)
            found.append(max(*counted, LEAST))

    grown = {page: (few, many) for page, (few, many) in steps.items() if many > few * SLACK}
    assert grown == {}
