"""The queue of jobs: in the transaction or not at all, once each, by leases from a fresh clock."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from threading import Barrier, Event, Thread

import pytest

from artflow.domain.jobs import EXPORT, LETTER, SEAL, URGENT
from artflow.extensions import db
from artflow.models import Job, Mail
from artflow.services.database.transactions import writing
from artflow.services.jobs import queue
from artflow.services.jobs.queue import Failure
from artflow.services.mail import outbox
from artflow.services.worker import delivery
from artflow.services.worker.delivery import Letter
from tests.fixtures.world import NOW

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
FAULT = Failure("fault", "ZeroDivisionError")


class Clock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def put(*subjects: int, kind=EXPORT, **more) -> None:
    with writing() as connection:
        for subject in subjects:
            queue.enqueue(connection, kind, subject, NOW, **more)


def job(subject: int) -> Job:
    db.session.rollback()
    return db.session.scalars(db.select(Job).filter_by(subject_id=subject)).one()


def settle(verb, *given):
    with writing() as connection:
        return verb(connection, *given)


def letters(count: int) -> None:
    with writing() as connection:
        for n in range(count):
            outbox.enqueue(
                connection, "moved", f"a{n}@example.org", "en", NOW, email="b@example.org"
            )


def test_a_rollback_leaves_no_job(context):
    def write_and_fail():
        with writing() as connection:
            queue.enqueue(connection, EXPORT, 1, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert db.session.scalars(db.select(Job)).all() == []


def test_a_round_that_lasts_longer_than_its_lease_sends_nothing_twice(
    context, world, clock, monkeypatch
):
    """Letters that take their time; a second worker comes in between, again and again."""
    sent, stale = [], []
    monkeypatch.setattr(outbox, "claim", partial(outbox.claim, 5))
    letters(20)

    def by_the_other(row, token):
        sent.append(row.id)
        return Letter("s", "t", "<p>h</p>")

    def compose(row, token):
        if clock.now - job(row.id).started_at >= LETTER.lease:
            stale.append(row.id)
        clock.now += 20 * SECOND
        if clock.now > NOW + LETTER.lease:
            delivery.deliver_due(by_the_other, clock)
        return by_the_other(row, token)

    delivery.deliver_due(compose, clock)
    clock.now += LETTER.lease
    delivery.deliver_due(by_the_other, clock)

    assert sorted(sent) == sorted(db.session.scalars(db.select(Mail.id)))
    assert stale == [], "these leases were reckoned from the beginning of the round"


def test_a_letter_is_left_to_the_other_worker_once_its_lease_is_over(context, world, clock):
    """A mail server that takes a minute for each letter: a batch lasts longer than its lease."""
    sent = []
    letters(outbox.BATCH)

    def slowly(row, token):
        clock.now += MINUTE
        sent.append(row.id)
        return Letter("s", "t", "<p>h</p>")

    def at_once(row, token):
        sent.append(row.id)
        return Letter("s", "t", "<p>h</p>")

    def with_company(row, token):
        delivery.deliver_due(at_once, clock)
        return slowly(row, token)

    delivery.deliver_due(with_company, clock)
    clock.now += LETTER.lease
    delivery.deliver_due(at_once, clock)

    assert sorted(sent) == sorted(db.session.scalars(db.select(Mail.id)))


def test_a_lease_is_reckoned_from_the_moment_the_right_to_write_was_had(context, clock):
    put(1)
    moments = iter([NOW, NOW + 3 * MINUTE])

    (claimed,) = queue.claim(EXPORT, clock=lambda: next(moments))

    assert claimed.started_at == NOW + 3 * MINUTE
    assert job(1).due_at == NOW + 3 * MINUTE + EXPORT.lease


def test_workers_never_claim_the_same_job(context):
    put(*range(1, 31))
    barrier, taken = Barrier(3), []

    def take():
        with context.app_context():
            barrier.wait()
            for _round in range(30):
                taken.extend(claimed.subject_id for claimed in queue.claim(EXPORT, 4, lambda: NOW))

    threads = [Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 31))


def test_nobody_waits_for_what_another_worker_is_claiming(context):
    """On PostgreSQL: a claim that is not committed yet holds nobody up."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite writers take turns")
    put(1, 2)
    claimed, done = Event(), Event()

    def hold():
        with context.app_context(), writing() as connection:
            first = db.select(Job.id).where(Job.subject_id == 1).with_for_update()
            connection.execute(first)
            claimed.set()
            done.wait(10)

    thread = Thread(target=hold)
    thread.start()
    claimed.wait(10)
    try:
        assert [found.subject_id for found in queue.claim(EXPORT, 2, lambda: NOW)] == [2]
    finally:
        done.set()
        thread.join()


def test_the_urgent_goes_first_then_what_has_waited_longest(context):
    put(1, 2)
    put(3, priority=URGENT)

    assert [claimed.subject_id for claimed in queue.claim(EXPORT, 3, lambda: NOW)] == [3, 1, 2]


def test_it_is_tried_again_later_and_fails_for_good_at_last(context, clock):
    put(1)
    for minutes in EXPORT.back_off:
        (claimed,) = queue.claim(EXPORT, clock=clock)
        assert settle(queue.mark_failed, claimed, FAULT, clock.now) is False
        assert (job(1).state, job(1).reason) == ("waiting", "fault")
        clock.now += minutes * MINUTE - SECOND
        assert queue.claim(EXPORT, clock=clock) == []
        clock.now += SECOND
    (claimed,) = queue.claim(EXPORT, clock=clock)

    assert settle(queue.mark_failed, claimed, FAULT, clock.now) is True

    assert (job(1).state, job(1).error, job(1).finished_at) == ("failed", FAULT.error, clock.now)
    assert queue.claim(EXPORT, clock=lambda: NOW + timedelta(days=90)) == []


def test_a_worker_that_slept_can_settle_nothing(context, clock):
    put(1)
    (asleep,) = queue.claim(EXPORT, clock=clock)
    clock.now += EXPORT.lease
    (second,) = queue.claim(EXPORT, clock=clock)

    assert settle(queue.mark_done, asleep, clock.now) is False
    assert settle(queue.mark_failed, asleep, FAULT, clock.now) is None
    assert settle(queue.drop, asleep) is False
    assert queue.renew(asleep, clock) is False
    assert queue.renew(second, clock) is True
    assert settle(queue.mark_done, second, clock.now) is True
    assert settle(queue.mark_done, second, clock.now) is False


def test_a_lease_is_prolonged_while_its_worker_is_at_it(context, clock):
    put(1)
    (mine,) = queue.claim(EXPORT, clock=clock)
    for _ in range(5):
        clock.now += EXPORT.lease * 0.6
        assert queue.renew(mine, clock) is True
        assert queue.claim(EXPORT, clock=clock) == []


def test_what_ends_every_worker_that_tries_it_is_given_out_as_lost(context, clock):
    put(1)
    for _ in range(len(EXPORT.back_off) + 1):
        (claimed,) = queue.claim(EXPORT, clock=clock)
        assert not claimed.is_lost
        clock.now += EXPORT.lease
    (claimed,) = queue.claim(EXPORT, clock=clock)

    assert claimed.is_lost


def test_regular_work_comes_back_whether_it_went_well_or_not(context, clock):
    queue.ensure_regular([SEAL], NOW)
    queue.ensure_regular([SEAL], NOW)
    (claimed,) = queue.claim(SEAL, clock=clock)
    settle(queue.mark_failed, claimed, FAULT, clock.now)
    assert (job(0).state, job(0).due_at, job(0).reason) == ("waiting", NOW + SEAL.every, "fault")

    clock.now += SEAL.every
    (claimed,) = queue.claim(SEAL, clock=clock)
    settle(queue.mark_done, claimed, clock.now)

    assert (job(0).due_at, job(0).reason) == (clock.now + SEAL.every, "")
    assert (job(0).finished_at, job(0).attempts) == (clock.now, 0)


def test_what_has_ended_is_forgotten_after_its_time(context, clock):
    put(1, 2, 3)
    for verb in (queue.mark_done, lambda c, j, now: queue.mark_failed(c, j, FAULT, now)):
        (claimed,) = queue.claim(EXPORT, clock=clock)
        settle(verb, claimed, clock.now)
    with writing() as connection:
        connection.execute(db.update(Job).where(Job.subject_id == 2), {"state": "failed"})
        connection.execute(db.update(Job), {"finished_at": NOW})

    assert settle(queue.delete_old, NOW + queue.KEEP_DONE + SECOND) == 1
    assert settle(queue.delete_old, NOW + queue.KEEP_FAILED + SECOND) == 1
    assert db.session.scalars(db.select(Job.subject_id)).all() == [3]


def test_a_letter_of_a_server_of_the_version_before_is_sent_too(context, world):
    letters(1)
    with writing() as connection:
        connection.execute(db.delete(Job))

    assert delivery.deliver_due(context.extensions["letters"], lambda: NOW) == 1
    assert delivery.deliver_due(context.extensions["letters"], lambda: NOW) == 0
