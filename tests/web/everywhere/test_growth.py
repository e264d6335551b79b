"""What a page costs its database does not grow with the works: plans, and counted steps."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from artflow.extensions import db
from artflow.models import Proposal
from tests.fixtures import walks
from tests.fixtures.crowd import create_crowd
from tests.web.support.statements import recorded_statements, scanned_tables

GROWING = {
    "event", "file", "milestone", "milestone_photo", "notice", "payment", "proposal", "signoff",
    "turn", "version",
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
    "artists": ("coordinator", "desk.show", {"queue": "applicant"}),
    "desk by district": ("specialist", "desk.show", {"district": "Абай"}),
    "desk by word": ("specialist", "desk.show", {"q": "дала"}),
    "a small stage": ("coordinator", "proposals.index", {"q": "дала", "stage": "acceptance"}),
    "walls": ("coordinator", "walls.index", {}),
    "points": ("coordinator", "walls.points", {}),
    "points in view": ("artist", "walls.points", {"view": "42.3,69.5,42.31,69.52"}),
    "notices": ("coordinator", "notices.index", {}),
}
FEW, MANY, EACH = 1_500, 6_000, 100
SLACK, LEAST = 1.5, 40
"""Steps at four times as many works: so much more at most; below the least nobody counts."""


def ask(visit, page: str) -> None:
    username, endpoint, args = PAGES[page]
    (visit(username) if username else visit()).get(endpoint, **args)


@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"front door"}))
def test_no_page_reads_what_grows_from_end_to_end(app, world, visit, page):
    """The front door reads the first of its index, which is all of it for a plan: see below."""
    with app.app_context():
        walks.completed(world)
    ask(visit, page)
    with recorded_statements(app) as asked:
        ask(visit, page)

    with app.app_context(), db.engine.connect() as connection:
        assert [s[0] for s in asked if scanned_tables(connection, s) & GROWING] == []


@pytest.mark.parametrize(
    ("page", "index"),
    [
        ("front door", "ix_proposal_public"),
        ("board", "ix_proposal_programme_id_stage_entered_at_id"),
        ("a work", "ix_notice_unread (user_id=? AND proposal_id=?)"),
        ("desk", "ix_notice_unread (user_id=? AND proposal_id=?)"),
        ("portfolio of a sponsor", "ix_proposal_programme_id_stage_openness_id"),
        ("portfolio of a sponsor", "ix_milestone_submitted_at"),
        ("artists", "ix_turn_waiting_applicant"),
        ("desk by district", "ix_turn_waiting_district"),
    ],
)
def test_what_comes_in_order_is_read_in_the_order_of_an_index(app, world, visit, page, index):
    with app.app_context():
        walks.completed(world)
    with recorded_statements(app) as asked:
        ask(visit, page)

    with app.app_context(), db.engine.connect() as connection:
        plans = [
            [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
            for text, values in asked
        ]
    assert any(index in line for plan in plans for line in plan)
    if page == "front door":
        (shown,) = (plan for plan in plans if any(index in line for line in plan))
        assert not any("TEMP B-TREE" in line for line in shown)


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
    for size in (FEW, MANY - FEW):
        with app.app_context():
            create_crowd(world, size)
            assert db.session.get(Proposal, 1) is not None
        for page, found in steps.items():
            ask(visit, page)
            with counted_steps(app) as counted:
                ask(visit, page)
            found.append(max(*counted, LEAST))

    grown = {page: (few, many) for page, (few, many) in steps.items() if many > few * SLACK}
    assert grown == {}
