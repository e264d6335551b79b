"""Publishing a process and putting it into force are two steps; running works keep theirs."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.differences import Difference
from artflow.domain.errors import DefinitionError, Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import Programme
from artflow.services.programmes import admin_log, processes, settings
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition

SLOWER = definition("mural").replace("hearing_days = 3", "hearing_days = 4")


def publish(world, document=SLOWER, by=None):
    db.session.rollback()
    return processes.publish(by or world.admin, document.encode(), NOW).id


def put_in_force(world, key, by=None):
    db.session.rollback()
    processes.put_in_force(by or world.admin, world.programme, key, NOW)
    db.session.expire_all()


def test_what_is_published_is_in_force_when_somebody_says_so(world):
    assert definition("mural") != SLOWER
    before = walks.submitted(world)
    key = publish(world)
    shown = processes.load_published(db.session.connection(), key)
    assert shown.programmes == []

    put_in_force(world, key)

    after = walks.submitted(world)
    days = [story.case.workflow.settings["hearing_days"] for story in (before, after)]
    assert days == [3, 4], "the work that had begun keeps its process"
    (event,) = settings.load_settings(world.programme, world.admin).history
    assert (event.type, event.data["new"]) == ("process_in_force", key)


def test_what_differs_is_said_before(world):
    key = publish(world)

    change = processes.load_change(db.session.connection(), world.programme, key)

    assert change.differences == [Difference("settings.hearing_days", "3", "4")]
    assert change.missing == []
    shown = processes.load_published(db.session.connection(), key)
    assert processes.differences_to_earlier(db.session.connection(), shown) == change.differences


def test_the_same_document_is_one_process(world):
    assert publish(world) == publish(world)
    events = admin_log.list_events(admin_log.PROCESSES)
    assert [event.type for event in events] == ["published"]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (b"\xff", "not UTF-8"),
        (b"[", "not TOML"),
        (b"a = " + b"[" * 5000, "not TOML"),
        (b"a" + b".a" * 5000 + b" = 1", "not TOML"),
        (b"a = " + b"9" * 5000, "not TOML"),
        (b"", "key"),
        (definition("mural").replace("hearing_days", "hearing_dais").encode(), "hearing_dais"),
        (definition("mural").replace("format = 1", "format = 2").encode(), "format"),
    ],
)
def test_a_document_that_does_not_hold_together_is_not_stored(world, document, place):
    with pytest.raises(DefinitionError) as refused:
        processes.publish(world.admin, document, NOW)

    assert any(place in problem for problem in refused.value.problems)
    assert len(processes.list_published(db.session.connection())) == 1


def test_the_one_in_force_and_one_that_there_is_not_are_refused(world):
    present = db.session.get_one(Programme, world.programme).definition_id
    with pytest.raises(Invalid):
        put_in_force(world, present)
    for key in (999,):
        with pytest.raises(NotVisible):
            put_in_force(world, key)


def test_only_administrators_publish_and_put_into_force(world):
    key = publish(world)
    for person in (world.coordinator, world.head, world.artist):
        with pytest.raises(NotAllowed):
            publish(world, by=person)
        with pytest.raises(NotAllowed):
            put_in_force(world, key, by=person)


def test_a_later_rule_stops_no_work_that_runs(world, monkeypatch):
    story = walks.submitted(world)
    from artflow.services.programmes import definitions

    monkeypatch.setattr(definitions, "load", None)
    definitions.clear_cache()
    definitions._parsed.clear()

    assert story.case.current_stage.key == "submitted"
