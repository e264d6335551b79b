"""The outbox: with the action or not at all, once each, again after a failure, given up at last."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Event, Thread

import pytest

from artflow.domain.jobs import LETTER
from artflow.extensions import db
from artflow.models import Job, Mail, Notice, User
from artflow.services.database.transactions import writing
from artflow.services.files import files
from artflow.services.jobs.queue import Failure
from artflow.services.mail import letters, outbox
from artflow.services.storage.port import StorageAway
from artflow.services.worker import delivery, loop
from artflow.services.worker.delivery import Letter
from tests.fixtures import walks
from tests.fixtures.world import NOW

from .mailbox import deliver, job, mail, put, text

MINUTE = timedelta(minutes=1)


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
    assert "Шешім шығару" in texts["jusan"]
    assert "Принять решение" in texts["tourism"]
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


def test_a_letter_about_a_hold_says_on_which_day_the_work_comes_back(world):
    story = walks.in_review(world)
    deliver()
    story.act(world.coordinator, "hold", text="Күтеміз.", review_on=date(2027, 3, 9))

    found = [text(letter) for letter in deliver() if letter["To"].endswith("<artist@example.org>")]

    assert len(found) == 1
    assert "2027 ж. 9 наурыз" in " ".join(found[0].split())


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
