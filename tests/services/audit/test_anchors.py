"""A history rewritten whole holds together in itself; the seal over it does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from artflow.domain.history.chain import GENESIS
from artflow.extensions import db
from artflow.models import Anchor, Event
from artflow.services import audit
from artflow.services.database.transactions import reading
from artflow.services.storage.disk import DiskStorage
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.tampering import faults, first_fault, rewrite, tamper


@pytest.fixture
def story(world):
    return walks.in_review(world)


def anchors() -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Anchor).order_by(Anchor.id)))


def test_the_first_seal_of_an_empty_database_is_a_seal_too(context):
    root = audit.anchor(NOW)

    (sealed,) = anchors()
    assert (sealed.last_event_id, sealed.chains, sealed.at) == (0, 0, NOW)
    assert (sealed.prev_root, sealed.root) == (GENESIS, root)
    assert first_fault() is None


def test_every_seal_names_the_seal_before_it_and_history_goes_on(story, world):
    first = audit.anchor()
    story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")
    world.story(title="Басқа")
    second = audit.anchor()

    one, two = anchors()
    assert (one.root, one.chains, two.root, two.chains) == (first, 1, second, 2)
    assert (one.prev_root, two.prev_root) == (GENESIS, first)
    assert two.last_event_id == db.session.scalar(db.select(db.func.max(Event.id)))
    assert first_fault() is None


def test_sealing_twice_without_an_event_between_is_no_fault(story):
    assert audit.anchor() != audit.anchor()
    assert first_fault() is None


def test_a_history_rewritten_whole_is_found_by_the_seal_alone(story):
    audit.anchor()
    rewrite(story.id, 1, type="forged")

    assert first_fault() == (0, 1, "anchor")


def test_what_was_rewritten_before_any_seal_is_not_found(story):
    """The reason for keeping the printed roots elsewhere, and for sealing daily."""
    rewrite(story.id, 1, type="forged")
    audit.anchor()

    assert first_fault() is None


def test_the_first_seal_that_does_not_fit_is_named(story, world):
    audit.anchor()
    story.act(world.coordinator, "remark", severity="note", text="Ескерту")
    n = story.case.events
    audit.anchor()
    rewrite(story.id, n, type="forged")

    assert first_fault() == (0, 2, "anchor")


@pytest.mark.parametrize(
    "change", ["root = 'forged'", "chains = 2", "last_event_id = 3", "prev_root = 'forged'"]
)
def test_a_changed_seal_is_found(story, change):
    audit.anchor()

    tamper(f"UPDATE anchor SET {change}")

    assert first_fault() == (0, 1, "anchor")


def test_a_seal_cut_out_between_two_others_is_found(story):
    for _ in range(3):
        audit.anchor()

    tamper("DELETE FROM anchor WHERE id = 2")

    assert first_fault() == (0, 3, "anchor")


def shortfall(*seals: audit.Seal | None) -> audit.Shortfall | None:
    with reading() as connection:
        return audit.find_shortfall(connection, *seals)


def test_a_history_that_lacks_what_a_seal_covers_is_older_than_it(story, world):
    kept = story.case.events
    story.act(world.coordinator, "remark", severity="note", text="Ескерту")
    audit.anchor()
    (last,) = db.session.scalars(db.select(db.func.max(Event.id)))
    head = db.session.scalar(db.select(Event.hash).where(Event.n == kept))
    tamper(
        f"DELETE FROM notice WHERE event_id = {last}",
        f"DELETE FROM event WHERE id = {last}",
        f"UPDATE proposal SET events = {kept}, head = '{head}' WHERE id = {story.id}",
    )

    assert (0, 1, "older") in faults()


def test_the_newest_seal_lies_beside_the_files(story):
    audit.anchor()
    root = audit.anchor()

    noted = audit.read_noted_seal()

    assert noted == audit.newest_seal(db.session.connection())
    assert noted is not None
    assert noted.root == root
    assert shortfall(noted) is None


def test_a_database_of_an_earlier_hour_is_older_than_the_seal_beside_the_files(story, world):
    first, ends = audit.anchor(), db.session.scalar(db.select(db.func.max(Event.id)))
    newer = audit.Seal("f" * 64, ends + 3, 1, NOW)
    audit.note_seal(newer)

    found = shortfall(audit.Seal(first), audit.read_noted_seal())

    assert found is not None
    assert (found.seal, found.last_event_id) == (newer, ends)
    assert found.last_at == db.session.get_one(Event, ends).at


def test_an_empty_database_is_older_than_any_seal(context):
    seal = audit.Seal("f" * 64)

    assert shortfall(None, None) is None
    assert shortfall(seal) == audit.Shortfall(seal, 0, "")


def test_a_seal_is_made_where_the_files_cannot_note_it(story, context, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(DiskStorage, "keep_note", full)

    root = audit.anchor()

    assert [sealed.root for sealed in anchors()] == [root]
    assert root in caplog.text
    assert audit.read_noted_seal() is None


def test_what_has_happened_is_sealed_once_a_day(story, world):
    now = datetime.now(UTC)
    first = audit.anchor_daily(now)

    assert first is not None
    assert audit.anchor_daily(now + timedelta(hours=24)) is None, "nothing has happened since"
    story.act(world.coordinator, "remark", severity="note", text="Ескерту")
    assert audit.anchor_daily(now + timedelta(hours=22)) is None
    assert audit.anchor_daily(now + timedelta(hours=24)) not in (None, first)
    assert len(anchors()) == 2


def test_nothing_is_sealed_where_nothing_has_happened(context):
    assert audit.anchor_daily(NOW) is None
    assert anchors() == []
