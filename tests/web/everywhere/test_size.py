"""Pages at size: no list grows with the archive, in statements or in rows that are looked at."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from artflow.extensions import db
from artflow.services.lists.queues import Queue
from tests.fixtures import walks
from tests.fixtures.bulk import create_many
from tests.web.support.statements import recorded_statements, scanned_tables

GROWING = {"proposal", "event", "turn", "notice", "signoff", "search"}
"""What the years fill. Programmes, definitions, organisations and walls a city has but few of.

Nothing here is excused, not even a scan in the order of a list that stops at a full page: it is
quick for somebody who sees everything, and reads the archive for somebody who sees three works.
"""
USERNAMES = ("coordinator", "specialist", "admin", "viewer", "artist", "crowd7")
"""Two who see nearly all, one all programmes, what is open to sponsors, one work, a hundred own."""
MANY = 20_000


def narrowed(world) -> list[dict[str, object]]:
    """Return every filter alone, and some together."""
    sponsor = world.organisations["sponsor-1"]
    return [
        {},
        {"stage": "architecture"},
        {"stage": "draft"},
        {"district": "Тұран"},
        {"sponsor": sponsor},
        {"programme": world.programme},
        {"mine": 1},
        {"q": "дала"},
        {"q": "тулпар 77"},
        {"q": "nothing of the kind"},
        {"stage": "sponsors", "district": "Абай"},
        {"sponsor": sponsor, "stage": "completed"},
        {"q": "улы жол", "sponsor": sponsor, "stage": "approved", "mine": 1},
        {"after": MANY // 2},
        {"q": "наурыз", "after": MANY // 2},
        {"district": "Абай", "programme": world.programme, "after": MANY // 2},
    ]


@pytest.mark.slow
def test_no_page_reads_a_growing_table_from_end_to_end(app, world, visit):
    with app.app_context():
        create_many(world, MANY)
        shown = db.session.scalar(text("SELECT min(id) FROM proposal"))
    asked = {}
    for username in USERNAMES:
        client = visit(username)
        for query in narrowed(world):
            with recorded_statements(app) as asked[f"{username}: list {query}"]:
                client.get("proposals.index", **query)
        with recorded_statements(app) as asked[f"{username}: desk"]:
            client.get("desk.show")
        for queue in Queue:
            with recorded_statements(app) as asked[f"{username}: queue {queue}"]:
                client.get("desk.show", queue=queue.value)
        with recorded_statements(app) as asked[f"{username}: board"]:
            client.is_visible("board.index")
        with recorded_statements(app) as asked[f"{username}: notifications"]:
            client.get("notices.index")
        with recorded_statements(app) as asked[f"{username}: page and history"]:
            client.is_visible("proposals.show", proposal_id=shown)

    with app.app_context(), db.engine.connect() as connection:
        found = {
            f"{page}\n{statement[0]}": tables
            for page, statements in asked.items()
            for statement in statements
            if (tables := scanned_tables(connection, statement) & GROWING)
        }
    assert found == {}


@pytest.mark.parametrize(
    "question",
    [
        "SELECT count(*) FROM event",
        "SELECT id FROM turn AS turn_1 WHERE stage = 'site'",
        "SELECT rowid FROM search WHERE folded > 'a'",
    ],
)
def test_a_scan_would_be_noticed(app, question):
    with app.app_context(), db.engine.connect() as connection:
        assert scanned_tables(connection, (question, ())) & GROWING


@pytest.mark.parametrize("size", [5, 25, 100])
@pytest.mark.parametrize(
    ("username", "query", "statements"),
    [
        ("coordinator", {}, 4),
        ("admin", {}, 5),
        ("crowd1", {}, 4),
        ("viewer", {"q": "дала"}, 4),
        ("coordinator", {"stage": "site", "sponsor": 5, "mine": 1}, 4),
        ("coordinator", {"after": 10**6}, 5),
    ],
)
def test_a_list_asks_the_same_whatever_its_length(
    app, world, visit, size, username, query, statements
):
    with app.app_context():
        create_many(world, size)
    client = visit(username)
    client.get("proposals.index")  # the calendar is read once a minute

    with recorded_statements(app) as found:
        client.get("proposals.index", **query)

    assert len(found) == statements


@pytest.mark.parametrize("username", ["artist", "specialist", "coordinator", "jusan"])
def test_a_desk_asks_little_whatever_waits(app, world, visit, username):
    counts = set()
    for size in (1, 12):
        with app.app_context():
            for _ in range(size):
                walks.submitted(world)
        client = visit(username)
        client.get("desk.show")
        with recorded_statements(app) as found:
            client.get("desk.show")
        counts.add(len(found))

    assert len(counts) == 1
    assert max(counts) <= 8


def test_news_ask_the_same_however_many_there_are(app, world, visit):
    counts = set()
    for size in (1, 12):
        with app.app_context():
            for _ in range(size):
                walks.submitted(world)
        client = visit("coordinator")
        client.get("notices.index")
        with recorded_statements(app) as found:
            client.get("notices.index")
        counts.add(len(found))

    assert len(counts) == 1


@pytest.mark.parametrize("stage", walks.STAGES)
def test_the_page_of_a_proposal_asks_little_however_long_its_story(app, at, visit, stage):
    key = at(stage)
    for username in ["artist"] if stage == "draft" else ["artist", "coordinator", "head", "admin"]:
        client = visit(username)
        client.get("proposals.show", proposal_id=key)

        with recorded_statements(app) as found:
            client.get("proposals.show", proposal_id=key)

        who_can_act = username in ("coordinator", "admin")  # is asked for who runs the programme
        assert 11 <= len(found) <= 12 + who_can_act
