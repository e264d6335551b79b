"""The outbox: with the action or not at all, once each, again after a failure, given up at last."""

from __future__ import annotations

import socket
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from artflow.config import ConfigurationError
from artflow.domain.jobs import LETTER
from artflow.extensions import db
from artflow.models import Job, Mail, Notice, User
from artflow.services.database.transactions import writing
from artflow.services.files import files
from artflow.services.jobs.queue import Failure
from artflow.services.mail import letters, outbox, transport
from artflow.services.mail.outbox import NotSent
from artflow.services.mail.transport import MailServer
from artflow.services.storage.port import StorageAway
from artflow.services.worker import delivery, loop
from artflow.services.worker.delivery import Letter
from tests.fixtures import databases, walks
from tests.fixtures.world import NOW

from .mailbox import deliver, text

MINUTE = timedelta(minutes=1)


def put(address="artist@example.org", now=NOW, **data) -> int:
    with writing() as connection:
        return outbox.enqueue(
            connection,
            "moved",
            address,
            "en",
            now,
            name="Artist\r\nBcc: x@y.zz",
            email="new@example.org",
            **data,
        )


def mail(key: int) -> Any:
    db.session.rollback()
    return db.session.scalars(db.select(Mail).filter_by(id=key)).one_or_none()


def job(key: int) -> Any:
    """Return the job that sends a letter."""
    db.session.rollback()
    return db.session.scalars(db.select(Job).filter_by(kind="letter", subject_id=key)).one()


def test_a_rollback_leaves_no_letter(world):
    def write_and_fail():
        with writing() as connection:
            outbox.enqueue(connection, "moved", "a@example.org", "en", NOW, email="b@example.org")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert deliver() == []


def test_a_letter_is_text_and_html_with_its_pictures_and_no_header_of_a_stranger(world):
    key = put()
    (letter,) = deliver()

    assert letter["To"] == '"Artist Bcc: x@y.zz" <artist@example.org>'
    assert letter["Bcc"] is None
    assert letter["Message-ID"] == f"<artflow-{key}@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "new@example.org" in text(letter)
    page = letter.get_body(("html",)).get_content()
    names = {part["Content-ID"] for part in letter.walk() if part["Content-ID"]}
    assert names == {"<logo>", "<logo-light>", "<band>"}
    assert all(f"cid:{name.strip('<>')}" in page for name in names)
    assert "http://127.0.0.1:5000/sign-in" in page
    assert mail(key).sent_at == NOW
    assert deliver() == []


def test_whose_turn_has_begun_is_told_what_to_do_and_by_when_in_their_language(world):
    with writing() as connection:
        connection.execute(
            db.update(User).where(User.email == "tourism@example.org"), {"language": "ru"}
        )
    story = walks.ready_to_decide(world)
    deliver(story.now)
    story.act(world.head, "approve", text="Келісемін.")

    found = {letter["To"].addresses[0].username: letter for letter in deliver(story.now)}

    assert "coordinator" in found
    assert "head" not in found, "nobody hears of what they did themselves"
    texts = {username: text(found[username]) for username in ("jusan", "tourism")}
    assert "Дала таңы" in texts["jusan"]
    assert "Қол қою" in texts["jusan"]
    assert "Подписать" in texts["tourism"]
    assert "2026" in texts["jusan"]
    assert f"/proposals/{story.id}" in texts["jusan"]
    pictures = [part["Content-ID"] for part in found["jusan"].walk()]
    assert "<work>" in pictures
    assert deliver(story.now) == []


@pytest.mark.parametrize("fault", [FileNotFoundError("gone"), StorageAway("it does not answer")])
def test_no_letter_waits_for_a_picture_that_cannot_be_read(world, monkeypatch, fault):
    story = walks.ready_to_decide(world)
    deliver(story.now)
    story.act(world.head, "approve", text="Келісемін.")

    def fail(sha256):
        raise fault

    monkeypatch.setattr(files.storage(), "open", fail)

    found = {letter["To"].addresses[0].username: letter for letter in deliver(story.now)}

    assert "Дала таңы" in text(found["jusan"])
    assert "<work>" not in [part["Content-ID"] for part in found["jusan"].walk()]


def test_a_letter_that_comes_late_does_not_ask_for_what_is_done(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=10_000_000)

    late = [letter for letter in deliver(story.now) if "jusan@" in letter["To"]]

    assert late
    assert not any("Қол қою" in text(letter) for letter in late)


def test_news_that_lost_their_reader_are_not_sent(world):
    story = walks.submitted(world)
    with writing() as connection:
        connection.execute(db.update(User), {"active": False})

    assert deliver(story.now) == []
    db.session.rollback()
    assert all(row.sent_at for row in db.session.scalars(db.select(Notice)))
    assert db.session.scalars(db.select(Mail)).all() == []


def test_a_reader_who_was_suspended_after_the_news_were_handed_over_gets_none(world):
    story = walks.submitted(world)
    delivery.enqueue_news(story.now)
    with writing() as connection:
        connection.execute(db.update(User), {"active": False})

    assert deliver(story.now) == []
    assert db.session.scalars(db.select(Mail)).all() == []


def test_old_news_stay_in_the_application(world):
    story = walks.submitted(world)

    assert deliver(story.now + delivery.MAX_NEWS_AGE + MINUTE) == []


def test_a_proposal_on_hold_asks_nobody(world):
    story = walks.submitted(world)
    story.act(world.coordinator, "hold", text="Күтеміз.", until=None)

    assert all("Stage" in text(x) or "Кезең" in text(x) for x in deliver(story.now))


class Server:
    """A mail server that answers as told."""

    def __init__(self) -> None:
        self.taken, self.answer = [], None

    async def handle_DATA(self, server, session, envelope):
        if self.answer:
            return self.answer
        self.taken.append(envelope)
        return "250 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 ok"


@pytest.fixture
def smtp(context):
    """Start a real mail server on this machine; the application sends to it."""
    controllers = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
    handler = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = controllers.Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    context.config["MAIL_URL"] = f"smtp://127.0.0.1:{handler.port}"
    yield handler
    controller.stop()


def run(app, now=NOW) -> int:
    return delivery.deliver_due(app.extensions["letters"], lambda: now)


def test_letters_go_through_a_mail_server(context, world, smtp):
    put()
    put("second@example.org")

    assert run(context) == 2
    assert [e.rcpt_tos for e in smtp.taken] == [["artist@example.org"], ["second@example.org"]]
    assert smtp.taken[0].mail_from == "artflow@localhost"
    assert run(context) == 0


def test_one_refused_letter_does_not_hold_up_the_next(context, world, smtp):
    gone, fine = put("gone@example.org"), put()

    assert run(context) == 1
    assert mail(fine).sent_at
    assert (job(gone).state, job(gone).reason) == ("failed", "refused")
    assert job(gone).finished_at == NOW
    assert "no such person" in job(gone).error


@pytest.mark.parametrize(("answer", "dead"), [("554 never", True), ("451 later", False)])
def test_a_refusal_for_now_is_tried_again_one_for_good_is_not(context, world, smtp, answer, dead):
    key = put()
    smtp.answer = answer

    assert run(context) == 0
    assert job(key).state == ("failed" if dead else "waiting")
    assert job(key).reason == "refused"
    smtp.answer = None
    assert run(context, NOW + MINUTE) == (0 if dead else 1)


def test_a_dead_mail_server_stops_nobody_and_gets_more_and_more_time(context, world):
    context.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    key, now, waits = put(), NOW, []
    while job(key).state == "waiting":
        assert run(context, now) == 0
        waits.append((job(key).due_at - now) / MINUTE)
        now = max(job(key).due_at, now)

    assert waits[:-1] == list(LETTER.back_off)
    assert job(key).reason == "unreachable"
    assert "Refused" in job(key).error or "refused" in job(key).error


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_next(context, world, caplog):
    with writing() as connection:
        bad = outbox.enqueue(connection, "moved", "a@example.org", "en", NOW)  # without its address
    fine = put()

    assert run(context) == 1
    assert mail(fine).sent_at
    assert job(bad).reason == "fault"
    assert job(bad).error.startswith("KeyError")
    assert "cannot be written" in caplog.text


def test_two_workers_never_take_the_same_letter(context, world):
    keys = {put(f"a{n}@example.org") for n in range(30)}
    barrier, taken = Barrier(3), []

    def take():
        with context.app_context():
            barrier.wait()
            for _round in range(30):  # without a lease there would be no end
                taken.extend(letter.mail.id for letter in outbox.claim(4, lambda: NOW))

    threads = [Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(keys)


def test_a_worker_that_died_is_followed_and_one_that_slept_changes_nothing(world):
    key = put()
    (asleep,) = outbox.claim(clock=lambda: NOW)
    assert outbox.claim(clock=lambda: NOW + LETTER.lease - MINUTE) == []

    (second,) = outbox.claim(clock=lambda: NOW + LETTER.lease)
    outbox.mark_failed(asleep, Failure("fault", "late", is_final=True), NOW)
    assert job(key).state == "waiting"
    outbox.mark_sent(asleep, "Late", NOW)
    assert mail(key).sent_at is None
    outbox.mark_sent(second, "Hello", NOW + LETTER.lease)

    assert (mail(key).sent_at, mail(key).subject) == (NOW + LETTER.lease, "Hello")
    assert job(key).state == "done"


@pytest.mark.parametrize("url", ["http://host", "smtp://", "smtp://host:port", "host:25"])
def test_a_mail_server_that_makes_no_sense_is_refused_at_the_start(database, tmp_path, url):
    with pytest.raises(ConfigurationError):
        databases.application(database, tmp_path, MAIL_URL=url)


@pytest.mark.parametrize("sender", ["nobody", "", "a@b@c", "x <y"])
def test_a_sender_that_makes_no_sense_is_refused_at_the_start(database, tmp_path, sender):
    with pytest.raises(ConfigurationError):
        databases.application(database, tmp_path, MAIL_FROM=sender)


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("smtp://h", 25),
        ("smtp+starttls://u:p%40ss@h", 587),
        ("smtps://h", 465),
        ("smtp://h:2525", 2525),
    ],
)
def test_a_mail_server_is_read_from_its_address(url, port):
    server = MailServer.from_url(url)

    assert (server.host, server.port) == ("h", port)
    assert server.password == ("p@ss" if "u:" in url else "")


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_server_without_encryption_gets_no_letter_meant_to_be_encrypted(smtp, scheme):
    server = MailServer.from_url(f"{scheme}://127.0.0.1:{smtp.port}")

    with pytest.raises(NotSent), server.open(2):
        raise AssertionError("no conversation may begin")


def test_a_server_that_knows_no_sign_in_gets_no_letter(smtp):
    with pytest.raises(NotSent), MailServer.from_url(f"smtp://u:p@127.0.0.1:{smtp.port}").open(2):
        raise AssertionError("no conversation may begin")


def test_a_server_that_hangs_up_in_the_middle_is_no_fault(smtp, monkeypatch):
    server = MailServer.from_url(f"smtp://127.0.0.1:{smtp.port}")

    with server.open(2) as send:
        send.__closure__[0].cell_contents.sock.shutdown(socket.SHUT_RDWR)


def test_a_folder_that_cannot_be_made_is_a_failure_like_any_other(context, world, tmp_path):
    (tmp_path / "file").write_text("in the way")
    context.config["MAIL_FOLDER"] = str(tmp_path / "file" / "mail")
    key = put()

    assert run(context) == 0
    assert "NotADirectory" in job(key).error


def test_the_worker_goes_on_after_a_fault_and_stops_when_told(context, world, caplog):
    stop, done = Event(), []

    def compose(row, token):
        done.append(row.id)
        stop.set()
        return Letter("s", "t", "<p>h</p>")

    put(now=NOW)
    loop.run(context, compose, stop, every=0)
    assert len(done) == 1

    context.config["MAIL_TIMEOUT_SECONDS"] = None
    del context.config["MAIL_FOLDER"]
    put()
    assert loop.run_round(context, compose) == 0
    assert "the worker has stumbled" in caplog.text


def test_a_worker_that_is_told_to_stop_leaves_what_it_has_not_claimed(context, world):
    stop = Event()

    def compose(row, token):
        stop.set()
        return Letter("s", "t", "<p>h</p>")

    keys = [put(now=NOW) for _ in range(outbox.BATCH + 1)]

    assert loop.run_round(context, compose, is_stopping=stop.is_set) == outbox.BATCH
    assert job(keys[-1]).attempts == 0
    assert loop.run_round(context, compose) == 1


def test_a_worker_beside_the_server_ends_with_it(context, world):
    key = put()
    with loop.background_worker(context, context.extensions["letters"]):
        for _ in range(200):
            if mail(key).sent_at:
                break
            Event().wait(0.05)

    assert mail(key).sent_at


def test_the_shell_sends_what_is_due_once(context, world):
    put()
    runner = context.test_cli_runner()

    assert runner.invoke(args=["worker", "--once"]).output == "sent: 1\n"
    assert runner.invoke(args=["worker", "--once"]).output == "sent: 0\n"


def test_letters_are_counted_listed_and_read_in_the_demo_only(context, world):
    first, second, third = put(), put(), put()
    with writing() as connection:
        for key, values in ((third, {"state": "failed"}), (second, {"due_at": NOW + MINUTE})):
            connection.execute(db.update(Job).where(Job.subject_id == key), values)
    deliver()

    assert letters.count_by_state() == {"waiting": 1, "failed": 1}
    listed = {state: [x.id for x in letters.list_letters(state)] for state in letters.STATES}
    assert listed == {"failed": [third], "waiting": [second], "sent": [first], "all": [2, 1]}
    assert letters.list_letters("sent", before=first) == []
    with pytest.raises(letters.NotVisible):
        letters.read_letter(first)
    context.config["DEMO"] = True
    assert letters.read_letter(first)["To"]
    with pytest.raises(letters.NotVisible):
        letters.read_letter(second)


def test_a_sender_is_read_from_the_settings():
    assert str(transport.parse_sender("artflow <art@city.kz>")) == "artflow <art@city.kz>"
