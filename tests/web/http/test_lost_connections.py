"""The database drops connections, before, during and after a request: nobody notices."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Transaction
from sqlalchemy.exc import DBAPIError

from artflow.extensions import db
from artflow.models import Event, LoginSession, Proposal, ProposalFile
from artflow.services.database import lost_connections
from artflow.services.database.transactions import writing
from artflow.web.shared.language import COOKIE
from tests.fixtures import databases
from tests.fixtures.world import PASSWORD, image
from tests.services.tampering import verify

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

SIGN = {"amount": "6 000 000", "password": PASSWORD}
END_ALL = text(
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def for_a_release(path: str):
    return pytest.param(path, marks=pytest.mark.exhaustive)


@pytest.fixture
def end_all(app, database, monkeypatch):
    """Return a function that ends every connection to the database, and returns how many."""
    if not database.startswith("postgresql"):
        pytest.skip("nobody drops connections of SQLite")
    app.testing = False  # what went wrong is a page here, not an exception
    monkeypatch.setattr(lost_connections, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(lost_connections, "OUTCOME_PAUSES", (0.01, 0.1))
    admin = create_engine(database, isolation_level="AUTOCOMMIT")

    def end() -> int:
        with admin.connect() as connection:
            return connection.execute(END_ALL).scalar()

    yield end
    admin.dispose()


@pytest.fixture
def ending(app, end_all):
    """Return a context in which all connections end before its n-th statement, counted from 0.

    It yields the statements that were seen; the n-th is missing if there were fewer.
    """

    @contextmanager
    def end_before(n: int):
        seen = []

        def end(connection, cursor, statement, *_):
            seen.append(statement)
            if len(seen) == n + 1:
                end_all()

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", end)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", end)

    return end_before


@pytest.fixture
def commits(app, end_all, monkeypatch):
    """Return a context in which connections end with the next commit: just before, or after it."""

    @contextmanager
    def lose(*, after: bool):
        whole, done = Transaction.commit, []

        def commit(transaction):
            if done or not transaction.connection.get_isolation_level().startswith("READ"):
                return whole(transaction)
            done.append(transaction)
            if not after:
                end_all()
                return whole(transaction)
            whole(transaction)
            end_all()
            raise psycopg.OperationalError("the connection is lost")

        with monkeypatch.context() as patch:
            patch.setattr(Transaction, "commit", commit)
            yield
        assert done, "nothing was committed"

    return lose


def count(app, model, *where) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count(model.id)).where(*where))


def test_connections_that_ended_while_nobody_used_them_are_not_used(
    app, at, world, visit, end_all, caplog
):
    key = at("sponsors")
    jusan = visit("jusan")

    assert end_all() >= 1
    jusan.get("desk.show")
    end_all()
    jusan.act(key, "sign", **SIGN)

    assert count(app, Event, Event.type == "sign") == 1
    assert "asking once more" not in caplog.text


@pytest.mark.parametrize(
    "path", ["/", "/healthz", *map(for_a_release, ("/desk", "/readyz", "/walls/"))]
)
def test_a_page_whose_connection_ends_is_answered(path, world, visit, ending):
    artist = visit("artist")
    n = 0
    while True:
        with ending(n) as seen:
            answer = artist.ask("GET", path)
        if len(seen) <= n:
            break
        assert answer.status_code in (200, 303)
        n += 1
    assert n >= 1


@pytest.mark.exhaustive
def test_signing_in_outlives_the_end_of_each_of_its_connections(app, world, visit, ending):
    n = 0
    while True:
        browser = visit()
        browser.get("account.sign_in")
        with ending(n) as seen:
            browser.fill("account.sign_in", email="artist@example.org", password=PASSWORD)
        browser.get("desk.show")
        if len(seen) <= n:
            break
        n += 1

    assert n > 3
    assert count(app, LoginSession) > n


def test_a_decision_is_taken_once_wherever_its_connection_ends(app, at, visit, ending):
    key = at("submitted")
    coordinator = visit("coordinator")
    n = 0
    while True:
        coordinator.get("actions.ask", proposal_id=key, name="remark")
        with ending(n) as seen:
            coordinator.fill("", severity="note", text="A note.", x="", y="")
        if len(seen) <= n:
            break
        n += 1

    assert n > 3
    assert count(app, Event, Event.type == "remark") == n + 1
    with app.app_context():
        assert verify().fault is None


@pytest.mark.parametrize("after", [False, True])
def test_a_decision_whose_commit_is_not_heard_of_is_taken_once(after, app, at, visit, commits):
    key = at("submitted")
    coordinator = visit("coordinator")
    coordinator.get("actions.ask", proposal_id=key, name="remark")

    with commits(after=after):
        coordinator.fill("", severity="note", text="A note.", x="", y="")

    assert count(app, Event, Event.type == "remark") == 1


@pytest.mark.parametrize("after", [False, True])
def test_what_has_no_key_is_not_doubled_either(after, app, world, visit, commits):
    artist = visit("artist")
    artist.get("proposals.new")

    with commits(after=after):
        artist.fill("", title="Таң", programme=world.programme)

    assert count(app, Proposal) == 1


def test_where_nobody_knows_the_key_answers(app, at, visit, commits, monkeypatch):
    key = at("submitted")
    coordinator = visit("coordinator")
    coordinator.get("actions.ask", proposal_id=key, name="remark")
    monkeypatch.setattr(lost_connections, "was_committed", lambda engine, name: None)

    with commits(after=True):
        coordinator.fill("", severity="note", text="A note.", x="", y="")

    assert count(app, Event, Event.type == "remark") == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "look first"), ("ru", "сначала проверьте"), ("kk", "алдымен тексеріңіз")],
)
def test_where_nobody_knows_and_no_key_answers_the_person_is_asked_to_look(
    language, said, app, world, visit, commits, monkeypatch
):
    artist = visit("artist", language)
    artist.get("proposals.new")
    monkeypatch.setattr(lost_connections, "was_committed", lambda engine, name: None)

    with commits(after=True):
        artist.fill("", 503, title="Таң мен кеш", programme=world.programme)

    assert said in artist.page.one("main").text
    assert "Таң мен кеш" in artist.page.one("main").text
    assert count(app, Proposal) == 1


@pytest.mark.exhaustive
def test_a_file_is_kept_and_attached_once_wherever_the_connection_ends(app, at, visit, ending):
    key = at("draft")
    artist = visit("artist")
    n, before = 0, count(app, ProposalFile)
    while True:
        artist.get("attachments.index", proposal_id=key)
        with ending(n) as seen:
            artist.fill(
                "",
                files=[(image(f"#{n + 1:06x}"), "a.png")],
                kind="palette",
                caption="Palette",
                alt="A colour",
            )
        if len(seen) <= n:
            break
        n += 1

    assert n > 3
    assert count(app, ProposalFile) == before + n + 1


def test_what_the_database_refuses_is_no_lost_connection(context, world):
    with pytest.raises(DBAPIError) as refused, writing() as connection:
        connection.execute(text("INSERT INTO counter (programme_id) VALUES (404)"))

    assert not lost_connections.is_lost(refused.value)


@pytest.fixture
def away(tmp_path):
    """Return an application whose database does not answer."""
    made = databases.application("postgresql+psycopg://nobody@127.0.0.1:1/none", tmp_path)
    made.testing = False
    yield made
    databases.dispose(made)


@pytest.mark.parametrize("path", ["/", "/healthz", "/sign-in"])
def test_while_the_database_is_away_everybody_is_told_in_their_language(path, away, monkeypatch):
    monkeypatch.setattr(lost_connections, "PAUSES", (0.0,))

    browser = away.test_client()
    browser.set_cookie(COOKIE, "ru")
    answer = browser.get(path)

    assert answer.status_code in ((200, 503) if path == "/sign-in" else (503,))
    assert "База данных не отвечает" in answer.text or answer.status_code == 200


def test_a_verb_that_may_be_repeated_is_tried_until_it_comes_through(monkeypatch, caplog):
    monkeypatch.setattr(lost_connections, "PAUSES", (0.0, 0.0))
    tries = []

    @lost_connections.repeated
    def settle(times: int) -> int:
        tries.append(times)
        if len(tries) <= times:
            raise psycopg.OperationalError("the connection is lost")
        return len(tries)

    assert settle(2) == 3
    tries.clear()
    with pytest.raises(psycopg.OperationalError):
        settle(3)
    assert "settle" in caplog.text


def test_other_faults_are_not_repeated():
    tries = []

    @lost_connections.repeated
    def settle() -> None:
        tries.append(1)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        settle()
    assert tries == [1]
