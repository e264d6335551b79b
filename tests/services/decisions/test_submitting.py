"""From a draft to a complete proposal: T1 to T5."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artflow.demo.story import Story
from artflow.domain.dossier import fields as dossier_fields
from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Proposal
from artflow.services.decisions import case_loader, versions
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW
from tests.services.queries import last_event, reason_codes, reasons_of


def test_an_empty_draft_says_everything_that_is_missing(world):
    story = Story(world.artist, world.programme, NOW).draft({"title": "Дала"})
    missing = [field for field in dossier_fields.FIELDS if field.required and field.key != "title"]

    assert reasons_of(story, world.artist, "submit") == (
        *(
            Reason("field_missing", {"field": field.key, "section": field.section}, (Role.ARTIST,))
            for field in missing
        ),
        Reason("file_missing", {"kind": "sketch"}, (Role.ARTIST,)),
        Reason("place_missing", {}, (Role.ARTIST,)),
    )


def test_a_photo_of_a_wall_does_for_a_wish(world):
    story = world.story(wished_place="")
    assert reason_codes(story, world.artist, "submit") == ["place_missing"]

    story.attach(world.file("grey"), "wall_photo")

    assert story.act(world.artist, "submit").stage == "submitted"


def test_submitting_gives_a_number_and_freezes_the_first_version(world):
    story = walks.submitted(world)
    proposal = db.session.get_one(Proposal, story.id)
    version = proposal.version

    assert (proposal.number, story.case.number) == ("SHY-2026-0001", "SHY-2026-0001")
    assert proposal.submitted_at == NOW
    assert (version.no, version.budget, version.note) == (1, 10_000_000, "")
    assert version.sha256 == dossier_fields.hash_snapshot(version.snapshot) == story.case.version
    assert version.design == dossier_fields.hash_design(version.snapshot) == story.case.design
    assert version.snapshot["facts"] == dict.fromkeys(dossier_fields.FIELDS_BY_KEY) | FACTS
    assert [file["kind"] for file in version.snapshot["files"]] == ["sketch"]
    assert version.changed == {"keys": [field.key for field in dossier_fields.FIELDS]}
    assert last_event(story).version == version.sha256


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2026, 12, 31, 18, 59, tzinfo=UTC), "SHY-2026-0002"),
        (datetime(2026, 12, 31, 19, 0, tzinfo=UTC), "SHY-2027-0001"),
    ],
)
def test_numbers_begin_anew_with_the_citys_year(world, at, number):
    walks.submitted(world)
    story = world.story()
    story.now = at

    story.act(world.artist, "submit")

    assert story.case.number == number


def test_the_first_montage_before_any_sketch_is_the_cover(world):
    story = world.story()
    montage = world.file("navy")
    story.attach(world.file("grey"), "wall_photo").attach(montage, "montage")
    draft = db.session.get_one(Proposal, story.id).cover_id

    story.act(world.artist, "submit")

    files = versions.list_attachments(db.session.connection(), story.id)
    assert [file.kind for file in files] == ["sketch", "wall_photo", "montage"]
    assert draft != montage
    assert db.session.get_one(Proposal, story.id).cover_id == montage


def test_the_first_of_two_with_the_same_sketch_goes_on_and_the_other_does_not(world):
    first = walks.submitted(world)
    second = Story(world.artist, world.programme, first.now).later(days=1).draft(FACTS)
    second.attach(world.file(), "sketch").act(world.artist, "submit")
    connection = db.session.connection()
    cases = [case_loader.load(connection, story.id) for story in (first, second)]
    twins = {case.id: case.source.twins(case) for case in cases}
    db.session.rollback()

    assert twins == {first.id: ([], ["SHY-2026-0002"]), second.id: (["SHY-2026-0001"], [])}
    assert reason_codes(second, world.coordinator, "accept") == ["duplicate"]
    assert first.act(world.coordinator, "accept").stage == "site"
    assert reason_codes(second, world.coordinator, "accept") == ["duplicate"]


def test_a_twin_of_a_live_proposal_goes_no_further(world):
    first, second = walks.submitted(world), walks.submitted(world)

    assert reasons_of(second, world.coordinator, "accept") == (
        Reason("duplicate", {"numbers": "SHY-2026-0001"}, (Role.COORDINATOR,)),
    )

    first.act(world.coordinator, "refuse", code="duplicate", text="Екі рет.")
    assert second.act(world.coordinator, "accept").stage == "site"


def test_what_must_be_answered_keeps_a_proposal_from_the_next_stage(world):
    story = walks.submitted(world)
    story.act(world.specialist, "remark", severity="must", text="Өлшемі жоқ.")

    assert reasons_of(story, world.coordinator, "accept") == (
        Reason(
            "must_remarks_left",
            {"n": 1},
            (Role.ARCHITECTURE_SPECIALIST, Role.ARCHITECTURE_HEAD),
            "close_remark",
        ),
    )

    story.act(world.specialist, "close_remark", remark=story.case.remarks[0].id)
    assert story.act(world.coordinator, "accept").stage == "site"


def test_a_return_needs_something_that_must_be_answered(world):
    story = walks.submitted(world)
    story.act(world.coordinator, "remark", severity="should", text="Жақсырақ болар еді.")

    assert reasons_of(story, world.coordinator, "return") == (
        Reason("no_must_remark", {}, (), "remark"),
    )

    story.act(world.coordinator, "remark", severity="must", text="Өлшемі жоқ.", x=10, y=20)
    assert story.act(world.coordinator, "return").stage == "revision"


@pytest.mark.parametrize("username", ["coordinator", "head"])
def test_a_refusal_at_the_door_is_the_end(world, username):
    story = walks.submitted(world)

    story.act(getattr(world, username), "refuse", code="content", text="Жарнама.")

    proposal = db.session.get_one(Proposal, story.id)
    assert (proposal.stage, proposal.ended) == ("refused", True)
    assert story.case.current_stage.outcome == "refused"
    assert reason_codes(story, world.coordinator, "accept") == ["not_in_this_stage"]
    assert reason_codes(story, world.artist, "withdraw") == ["not_in_this_stage"]
