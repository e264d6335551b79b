"""Two servers, two workers, PostgreSQL, PgBouncer and a bucket, and everything that goes wrong."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections import Counter

import pytest
from sqlalchemy import create_engine, text

from artflow.services.database import schema
from tests.fixtures import databases, walks
from tests.fixtures.pooler import Pooler
from tests.fixtures.world import World, image
from tests.web.http.test_lost_connections import END_ALL

from .crowd import Book, Visitor
from .http_client import HttpClient
from .installation import ROOT, Installation, Post

pytestmark = [pytest.mark.exhaustive, pytest.mark.slow]
REQUESTS = 2000
DROP_EVERY = 100
"""Requests after which all connections to the database are ended once more."""
STALE = "interval '40 seconds'"
NEXT_VERSION = '''"""What the next version adds."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"
branch_labels = depends_on = None


def upgrade():
    op.add_column("proposal", sa.Column("of_the_next_version", sa.Text(), nullable=True))
    op.create_index("ix_proposal_next", "proposal", ["of_the_next_version"])


def downgrade():
    op.drop_index("ix_proposal_next", "proposal")
    op.drop_column("proposal", "of_the_next_version")
'''


@pytest.fixture
def city(server, bucket, tmp_path_factory):
    """Return an installation with its people; servers and workers are not begun yet."""
    folder = tmp_path_factory.mktemp("installation")
    direct = server.fresh(folder)
    if not direct.startswith("postgresql"):
        pytest.skip("several servers share a PostgreSQL")
    app = databases.application(direct, folder, UPLOADS=bucket.url)
    with app.app_context():
        world = World.create("mural")
    with Pooler(direct, folder, size=6) as pooler, Post() as post:
        made = Installation(folder, pooler.url, direct, bucket, post)
        made.world, made.app = world, app
        made.admin = create_engine(direct, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        yield made
        made.stop()
        made.admin.dispose()
    databases.dispose(app)
    server.drop(direct)


@pytest.fixture
def servers(city):
    begun = [city.serve(), city.serve()]
    return [each.wait_until_ready() for each in begun]


def ask(city, statement: str, **values):
    """Return the first column of what a statement finds, past the pooler."""
    with city.admin.connect() as connection:
        return list(connection.execute(text(statement), values).scalars())


def test_what_one_server_is_told_the_other_one_knows(city, servers):
    here, there = (each.port for each in servers)
    with city.app.app_context():
        draft = walks.drafted(city.world).id
    artist = HttpClient(here).sign_in("artist")
    path = f"/proposals/{draft}/dossier/files"
    fields = artist.form(path) | {"kind": "palette", "caption": "Sent here", "alt": "A colour"}

    assert artist.send_picture(path, fields, image("gold").getvalue()).status == 303
    (kept,) = ask(city, "SELECT sha256 FROM file ORDER BY id DESC LIMIT 1")
    assert "Sent here" in artist.at(there).ask("GET", path).text
    picture = artist.at(there).ask("GET", f"/proposals/{draft}/files/{kept}/small")
    assert picture.status == 200

    home = artist.at(there)
    home.press("/sign-out", artist.form("/account/") or artist.form("/desk"))
    assert [artist.at(port).ask("GET", "/desk").status for port in (here, there)] == [303, 303]

    guesser = HttpClient(here)
    guess = guesser.form("/sign-in") | {"email": "head@example.org", "password": "wrong"}
    told = [guesser.at(port).press("/sign-in", guess).status for port in (here, there) * 3]
    assert told == [422] * 5 + [429]


def next_version(folder):
    """Make a copy of the program that has one migration more."""
    for name in ("artflow", "migrations", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    migration = NEXT_VERSION.format(before=schema.newest_revision())
    (folder / "migrations" / "versions" / "9999_next.py").write_text(migration)
    return folder


def test_a_newer_version_migrates_while_the_older_one_serves(city, servers, tmp_path):
    newer = next_version(tmp_path)
    with city.app.app_context():
        story = walks.submitted(city.world)
    coordinator = HttpClient(servers[0].port).sign_in("coordinator")
    path = f"/proposals/{story.id}/do/remark"
    form = coordinator.form(path) | {"severity": "note", "x": "", "y": ""}
    answers, done = [], threading.Event()

    def press():
        while not done.is_set():
            key = f"{len(answers):032x}"
            home = coordinator.at(servers[len(answers) % 2].port)
            answers.append(home.press(path, form | {"key": key, "text": key}).status)

    too_early = city.run("serve", "--port", "0", root=newer)
    assert too_early.process.wait(60) == 1
    assert "lacks a migration" in too_early.said()

    presser = threading.Thread(target=press)
    presser.start()
    upgrades = [city.run("db", "upgrade", root=newer) for _ in range(2)]
    codes = [upgrade.process.wait(60) for upgrade in upgrades]
    newest = city.serve(newer).wait_until_ready()
    time.sleep(1)
    done.set()
    presser.join(60)

    assert codes == [0, 0], [upgrade.said() for upgrade in upgrades]
    assert ask(city, "SELECT version_num FROM alembic_version") == ["9999"]
    assert set(answers) == {303}
    assert ask(city, "SELECT count(*) FROM remark") == [len(answers)]
    assert [each.readiness() for each in (*servers, newest)] == [200] * 3
    assert coordinator.at(newest.port).ask("GET", f"/proposals/{story.id}").status == 200


def test_two_thousand_requests_while_a_server_a_worker_and_connections_die(city, servers):
    workers = [city.work(), city.work()]
    book = Book()
    visitors = make_visitors(city, [each.port for each in servers], book)
    accidents = {
        500: workers[0].kill,
        700: workers[0].begin,
        1000: servers[1].kill,
        1300: servers[1].begin,
        **dict.fromkeys(range(50, REQUESTS, DROP_EVERY), lambda: ask(city, END_ALL.text)),
    }

    run_crowd(city, visitors, book, accidents)
    servers[1].wait_until_ready()
    settle_letters(city)

    assert book.faults == []
    assert sum(n for status, n in book.statuses.items() if status >= 500) == 0
    assert book.requests >= REQUESTS
    check_decisions(city, book)
    check_drafts_and_pictures(city, book)
    check_letters(city, kills=1)
    audit = city.run("audit", "verify")
    assert audit.process.wait(120) == 0, audit.said()
    assert not [each.said() for each in city.running if "Traceback" in each.said()]


def make_visitors(city, ports, book):
    """Return people with a proposal each, on which they may do what they do."""
    with city.app.app_context():
        read = {
            "submitted": [walks.submitted(city.world, title=f"W{n}").id for n in range(4)],
            "draft": [walks.drafted(city.world, title=f"D{n}").id for n in range(3)],
        }
    found = []
    for n, (username, stage) in enumerate(
        [("coordinator", "submitted")] * 4 + [("artist", "draft")] * 3
    ):
        proposal = read[stage][n % 4]
        visitor = Visitor(username, ports, book, proposal, n, city.world.programme)
        if username == "coordinator":
            visitor.prepare(f"/proposals/{proposal}/do/remark")
            visitor.does = {"browse": 10, "remark": 6, "pause": 2, "sign_in": 1}
        else:
            visitor.prepare("/proposals/new", f"/proposals/{proposal}/dossier/files")
            visitor.does = {"browse": 12, "draft": 3, "picture": 2, "sign_in": 1}
        found.append(visitor)
    return found


def run_crowd(city, visitors, book, accidents):
    """Let all do this and that until enough was asked; meanwhile the accidents happen."""
    enough = threading.Event()
    faults = []

    def live(visitor):
        try:
            choose = random.Random(visitor.number)
            while not enough.is_set():
                (kind,) = choose.choices(list(visitor.does), list(visitor.does.values()))
                getattr(visitor, kind)()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=live, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    waiting = dict(accidents)
    while book.requests < REQUESTS and all(thread.is_alive() for thread in threads):
        time.sleep(0.02)
        for number in [n for n in sorted(waiting) if n <= book.requests]:
            waiting.pop(number)()
    enough.set()
    for thread in threads:
        thread.join(120)
    assert faults == []
    assert not waiting


def settle_letters(city):
    """Wait until every letter has left, and end the leases that a killed worker has left behind.

    Those of a worker that lives are left alone: it is done with a batch long before `STALE`.
    """
    letters = "FROM job WHERE kind = 'letter' AND state = 'waiting'"
    until = time.monotonic() + 240
    while time.monotonic() < until:
        unwritten = ask(city, "SELECT count(*) FROM notice WHERE sent_at IS NULL")
        if unwritten == [0] and ask(city, f"SELECT count(*) {letters}") == [0]:
            return
        ask(
            city,
            "UPDATE job SET due_at = now() WHERE state = 'waiting' AND due_at > now()"
            f" AND coalesce(started_at, created_at) < now() - {STALE} RETURNING id",
        )
        time.sleep(1)
    raise AssertionError(ask(city, f"SELECT error || attempts::text {letters}"))


def check_decisions(city, book):
    """No answered decision is lost, none was taken twice, and none by nobody."""
    events = ask(city, "SELECT key FROM event WHERE type IN ('remark', 'hold', 'resume')")
    remarks = ask(city, "SELECT text FROM remark")
    answered = book.answered["remark"] | book.answered["pause"]
    sent = answered | book.cut["remark"] | book.cut["pause"]

    assert Counter(events).most_common(1)[0][1] == 1
    assert answered <= set(events) <= sent
    assert len(remarks) == len(set(remarks))
    assert book.answered["remark"] <= set(remarks) <= set(events)


def check_drafts_and_pictures(city, book):
    """What was answered is there once; what was cut off is there once or not at all."""
    titles = Counter(ask(city, "SELECT title FROM proposal WHERE length(title) = 32"))
    captions = Counter(ask(city, "SELECT caption FROM proposal_file WHERE length(caption) = 32"))
    for found, kind in ((titles, "draft"), (captions, "picture")):
        assert set(found.values()) <= {1}
        assert book.answered[kind] <= set(found) <= book.answered[kind] | book.cut[kind]
        assert book.answered[kind]


def check_letters(city, kills):
    """Every letter has arrived; at most one for each killed worker twice."""
    sent = set(map(str, ask(city, "SELECT id FROM mail")))
    taken = city.post.numbers

    assert sent == set(taken)
    assert len(sent) > 20
    doubled = sum(n - 1 for n in taken.values())
    assert doubled <= kills, {number: n for number, n in taken.items() if n > 1}
