"""Work in the background as administrators see it: what failed and why, and once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.jobs import KINDS, LETTER, PICTURE, REASONS
from artflow.extensions import db
from artflow.models import Job, Mail
from artflow.services.database.transactions import writing
from artflow.services.jobs import queue
from artflow.services.mail import outbox
from artflow.services.worker import sweeps
from artflow.web.jobs import labels
from tests.fixtures.world import NOW


def put(app, *subjects: int, **values) -> None:
    with app.app_context(), writing() as connection:
        for subject in subjects:
            queue.enqueue(connection, PICTURE, subject, NOW)
        if values:
            connection.execute(db.update(Job).where(Job.subject_id.in_(subjects)), values)


def test_what_failed_is_shown_first_with_its_reason_in_words(app, world, visit):
    put(app, 1)
    put(app, 2, state="failed", reason="lost", error="killed", finished_at=NOW)
    client = visit("admin", "ru")

    client.get("jobs.index")

    (row,) = client.page.one("main").one("tbody").all("tr")
    assert "Фоновый процесс каждый раз прерывался" in row.text
    assert "killed" in row.text
    client.get("jobs.index", state="waiting")
    assert len(client.page.one("main").one("tbody").all("tr")) == 1
    client.get("jobs.index", 404, state="nonsense")


def test_it_is_tried_again_once(app, world, visit):
    put(app, 2, state="failed", reason="lost", attempts=6, finished_at=NOW)
    client = visit("admin")
    with app.app_context():
        key = db.session.scalars(db.select(Job.id)).one()

    client.post("jobs.again", 303, job_id=key)
    client.post("jobs.again", 409, job_id=key)
    client.post("jobs.again", 404, job_id=key + 1)

    with app.app_context():
        job = db.session.get_one(Job, key)
        assert (job.state, job.attempts, job.finished_at) == ("waiting", 0, None)


def test_regular_work_is_shown_and_done_at_once_when_asked(app, world, visit):
    client = visit("admin")
    client.get("jobs.index")
    assert "No worker has run yet" in client.page.one("main").text
    with app.app_context():
        assert sweeps.sweep_due() == len(sweeps.SWEEPS)
        assert sweeps.sweep_due() == 0

    client.get("jobs.index")
    forms = client.page.one("main").all("tbody")[-1].all("form")
    assert len(forms) == len(sweeps.SWEEPS)
    client.post("jobs.again", 303, job_id=int(forms[0].attrs["action"].split("/")[2]))

    with app.app_context():
        assert sweeps.sweep_due() == 1


def test_lists_go_on_by_key(app, world, visit, monkeypatch):
    put(app, *range(1, 121))
    client = visit("admin")
    seen, before = [], {}
    for _page in range(3):
        client.get("jobs.index", state="waiting", **before)
        seen += [row.text for row in client.page.one("main").all("tbody")[0].all("tr")]
        before = {"before": client.page.one("main").all("a")[-1].attrs["href"].split("=")[-1]}

    assert len(seen) == len(set(seen)) == 120


@pytest.mark.exhaustive
def test_five_thousand_letters_are_listed_by_key_in_a_few_statements(app, world, visit):
    with app.app_context(), writing() as connection:
        first = outbox.enqueue(connection, "known", "a@example.org", "en", NOW, name="A")
        mail = dict(connection.execute(db.select(Mail.__table__)).mappings().one())
        connection.execute(
            db.insert(Mail), [mail | {"id": first + n, "subject": f"S{n}"} for n in range(1, 5000)]
        )
        rows = [
            {"kind": LETTER.name, "subject_id": first + n, "priority": 10, "created_at": NOW,
             "due_at": NOW, "state": "failed" if n % 1000 == 0 else "done"}
            for n in range(1, 5000)
        ]  # fmt: skip
        connection.execute(db.insert(Job), rows)
    client = visit("admin")
    statements: list[str] = []
    with app.app_context():
        db.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    client.get("mail.index")

    failed, rest = client.page.one("main").all("tbody")
    assert [row.one("th").text.partition("R")[0] for row in failed.all("tr")] == [
        "S4000",
        "S3000",
        "S2000",
        "S1000",
    ]
    assert len(rest.all("tr")) == 50
    assert len(statements) <= 8
    client.get(
        "mail.index", before=client.page.one("main").all("a")[-1].attrs["href"].split("=")[-1]
    )
    assert len(client.page.one("main").all("tbody")) == 1
    with app.app_context():
        later = NOW + timedelta(days=91)
        with writing() as connection:
            assert outbox.delete_old(connection, later) == 5000
        assert db.session.scalars(db.select(Job)).all() == []


def test_without_a_mail_server_the_letters_page_says_where_they_lie(app, world, visit):
    admin = visit("admin")
    admin.get("mail.index")
    assert app.config["MAIL_FOLDER"] in admin.page.one("main").text

    app.config["MAIL_URL"] = "smtp://mail.example"
    admin.get("mail.index")
    assert app.config["MAIL_FOLDER"] not in admin.page.one("main").text


def test_they_are_for_administrators_only(world, visit):
    for username in ("coordinator", "artist", "jusan"):
        visit(username).get("jobs.index", 403)


@pytest.mark.pure
def test_every_kind_and_every_reason_has_words():
    assert set(labels.KIND_LABELS) == set(KINDS)
    assert set(labels.REASON_LABELS) == set(REASONS)
