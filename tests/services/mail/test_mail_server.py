"""The mail server: what it takes, refuses or never hears, and what its address must say."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from artflow.config import ConfigurationError
from artflow.domain.jobs import LETTER
from artflow.services.database.transactions import writing
from artflow.services.mail import outbox, transport
from artflow.services.mail.outbox import NotSent
from artflow.services.mail.transport import MailServer
from tests.fixtures import databases
from tests.fixtures.world import NOW

from .mailbox import job, mail, put, run

MINUTE = timedelta(minutes=1)


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


def test_a_sender_is_read_from_the_settings():
    assert str(transport.parse_sender("artflow <art@city.kz>")) == "artflow <art@city.kz>"
