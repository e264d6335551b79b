"""Large tables: asked for, written by the worker, fetched by who asked for them alone."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from openpyxl import load_workbook

from artflow.extensions import db
from artflow.models import Export, ExportPiece, Job, Membership, Proposal, User
from artflow.services.database.transactions import writing
from artflow.services.exports import exports
from artflow.services.sponsorship import portfolio
from artflow.services.worker import exports as worker
from artflow.web.sponsorship import views as sponsorship_views
from tests.fixtures import bulk
from tests.fixtures.world import NOW


@pytest.fixture
def large(app, at, monkeypatch):
    """Let every portfolio be large, and be read in small pieces."""
    at("approved")
    with app.app_context():
        table = Proposal.__table__
        row = dict(db.session.execute(db.select(table)).mappings().one())
        del row["id"]
        with writing() as connection:
            connection.execute(
                table.insert(), row | {"number": None, "title": "Another", "version_id": None}
            )
    monkeypatch.setattr(sponsorship_views, "AT_ONCE", 1)
    monkeypatch.setattr(portfolio.load_pieces, "__defaults__", (1,))


def write(app, **more) -> None:
    """Let the worker write what is due."""
    with app.app_context():
        worker.write_due(**more)


def ask(client, table_format="xlsx") -> int:
    answer = client.post("portfolio.request_export", 303, table_format=table_format)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def change(app, statement, *given) -> None:
    with app.app_context(), writing() as connection:
        connection.execute(statement, *given)


def test_a_large_table_is_asked_for_written_and_fetched(app, large, visit):
    client = visit("jusan", "ru")
    client.get("portfolio.export_xlsx")
    assert "в фоновом режиме" in client.page.one("main").text

    key = ask(client)
    assert client.get("exports.show", export_id=key).headers["Refresh"]
    client.get("exports.download", 409, export_id=key)
    write(app)
    assert "Refresh" not in client.get("exports.show", export_id=key).headers
    answer = client.get("exports.download", export_id=key)

    head, *rows = load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert head[1] == "Название произведения"
    assert [row[1] for row in rows] == ["Another", "Дала таңы", None]  # the last one adds up
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "artflow-portfolio-" in answer.headers["Content-Disposition"]
    client.get("exports.index")
    assert len(client.page.one("main").one("tbody").all("tr")) == 1


def test_a_table_written_by_pieces_is_the_one_written_at_once(app, large, visit, monkeypatch):
    client = visit("coordinator")
    key = ask(client, "csv")
    write(app)
    by_pieces = client.get("exports.download", export_id=key).data
    monkeypatch.undo()

    at_once = client.get("portfolio.export_csv").data
    assert by_pieces.decode() == at_once.decode()


def test_nobody_else_sees_or_fetches_it(app, large, visit):
    key = ask(visit("jusan"))
    write(app)

    for username, status in (("tourism", 404), ("coordinator", 404), ("admin", 404)):
        other = visit(username)
        other.get("exports.show", status, export_id=key)
        other.get("exports.download", status, export_id=key)
        other.get("exports.index")
        assert "No exports" in other.page.one("main").text


def test_who_may_not_see_it_any_more_can_fetch_it_no_more(app, world, large, visit):
    client = visit("coordinator")
    key = ask(client)
    write(app)
    change(
        app,
        db.update(Membership).where(Membership.user_id == world.coordinator.id),
        {"role": "sponsor_viewer"},
    )
    client.get("exports.download", 409, export_id=key)
    change(app, db.delete(Membership).where(Membership.user_id == world.coordinator.id))

    client.get("exports.download", 403, export_id=key)


def test_who_sees_less_since_one_of_several_roles_has_ended_fetches_it_no_more(
    app, world, large, visit
):
    own = {"user_id": world.coordinator.id, "organisation_id": world.organisations["platform"]}
    role = Membership.__table__.insert().values(role="administrator", **own)
    change(app, role)
    client = visit("coordinator")
    key = ask(client)
    write(app)
    client.get("exports.download", export_id=key)

    ended = db.update(Membership).where(Membership.role == "administrator")
    mine = ended.where(Membership.user_id == world.coordinator.id)
    change(app, mine.values(valid_until=date(2020, 1, 1)))

    client.get("exports.download", 409, export_id=key)


def test_it_is_written_with_the_rights_of_the_moment(app, world, large, visit):
    client = visit("jusan")
    key = ask(client)
    change(app, db.delete(Membership).where(Membership.user_id == world.jusan.id))

    write(app)

    client.get("exports.show", export_id=key)
    assert "may not see it any more" in client.page.one("main").text
    client.get("exports.download", 403, export_id=key)
    with app.app_context():
        assert db.session.scalars(db.select(ExportPiece)).all() == []


def test_a_closed_account_gets_none(app, world, large, visit):
    ask(visit("jusan"))
    change(app, db.update(User).where(User.id == world.jusan.id), {"active": False})

    write(app)

    with app.app_context():
        assert db.session.scalars(db.select(Job).filter_by(kind="export")).all() == []


def test_asking_twice_is_one_export_and_very_many_are_refused(app, large, visit):
    client = visit("jusan")
    assert ask(client) == ask(client)
    for _ in range(exports.LIMIT.free - 1):
        write(app)
        ask(client)
    write(app)

    answer = client.post("portfolio.request_export", 429, table_format="csv")

    assert "very many tables" in client.page.one("main").text
    assert int(answer.headers["Retry-After"]) > 0


def test_two_presses_at_the_same_instant_are_one_export(app, world, large):
    barrier, found = Barrier(4), []

    def press():
        with app.app_context():
            barrier.wait()
            jusan = world.people["jusan"]
            found.append(exports.request_export(jusan, "portfolio", "xlsx", "ru", NOW))

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_fault_is_told_and_the_table_is_written_once_it_is_mended(
    app, large, visit, monkeypatch, caplog
):
    client = visit("jusan")
    key = ask(client)
    with monkeypatch.context() as broken:
        broken.setattr(portfolio, "load_pieces", lambda *given: 1 / 0)
        write(app)
        change(app, db.update(Job), {"attempts": 2, "due_at": datetime.now(UTC)})
        write(app)
    client.get("exports.show", export_id=key)
    assert "A fault of the program" in client.page.one("main").text
    assert "cannot be written" in caplog.text

    admin = visit("admin")
    admin.get("jobs.index")
    action = admin.page.one("main").one("tbody").one("form").attrs["action"]
    admin.post("jobs.again", 303, job_id=int(action.split("/")[2]))
    write(app)
    client.get("exports.download", export_id=key)


def test_a_worker_that_is_told_to_stop_gives_it_back(app, large, visit):
    key = ask(visit("jusan"))
    answers = iter([False, True])

    write(app, is_stopping=lambda: next(answers, True))

    with app.app_context():
        job = db.session.scalars(db.select(Job).filter_by(kind="export", subject_id=key)).one()
        assert (job.state, job.attempts, job.started_at) == ("waiting", 0, None)
    write(app)
    with app.app_context():
        assert db.session.get_one(Export, key).ready_at


def test_it_is_gone_after_a_day(app, large, visit):
    client = visit("jusan")
    key = ask(client)
    write(app)
    with app.app_context(), writing() as connection:
        assert exports.delete_old(connection, datetime.now(UTC)) == 0
        later = datetime.now(UTC) + exports.RETENTION + timedelta(minutes=1)
        assert exports.delete_old(connection, later) == 1
        assert connection.execute(db.select(ExportPiece.id)).all() == []

    client.get("exports.download", 404, export_id=key)


def test_a_small_table_needs_no_worker(at, visit):
    at("approved")
    answer = visit("jusan").get("portfolio.export_csv")

    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1


@pytest.mark.exhaustive
def test_the_statements_of_an_export_grow_with_its_pieces_alone(app, world, visit):
    """A thousand works are two pieces, three thousand six; no row asks anything for itself."""
    with app.app_context():
        bulk.create_many(world, 3000)
    statements: list[str] = []
    client = visit("coordinator")
    with app.app_context():
        db.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    key = ask(client)
    statements.clear()

    write(app)

    reads = [statement for statement in statements if "FROM proposal" in statement]
    with app.app_context():
        total = db.session.get_one(Export, key).rows_total
    assert total > 2000
    assert len(reads) <= 2 * 4 * (total // portfolio.PIECE_SIZE + 2)
