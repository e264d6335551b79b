"""Drafts and their files, and everything that one page of a proposal shows."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.pictures import Shape
from artflow.extensions import db
from artflow.models import Programme, Proposal, ProposalFile, Turn
from artflow.services.database.transactions import writing
from artflow.services.decisions import versions
from artflow.services.proposals import attachments, detail, proposals
from tests.fixtures import walks
from tests.fixtures.world import CONSENT, FACTS, NOW
from tests.services.queries import dump_tables, last_event, last_facts


@pytest.mark.parametrize("username", ["coordinator", "head", "jusan", "admin"])
def test_only_an_artist_begins_a_draft(world, username):
    with pytest.raises(NotAllowed):
        proposals.start(getattr(world, username), world.programme, FACTS)


def test_a_draft_begins_in_an_open_programme_only(world):
    with writing() as connection:
        connection.execute(db.update(Programme).values(open=False))

    for programme in (world.programme, 404):
        with pytest.raises(Invalid) as caught:
            proposals.start(world.artist, programme, FACTS)
        assert (caught.value.field, caught.value.code) == ("programme", "choice")


def test_a_draft_begins_with_its_first_event_and_its_artists_turn(world):
    story = world.story()
    proposal, turn = (
        db.session.get_one(Proposal, story.id),
        db.session.scalars(db.select(Turn)).one(),
    )

    assert (proposal.stage, proposal.title, proposal.number) == ("draft", "Дала таңы", None)
    assert (proposal.events, proposal.created_at, proposal.reached) == (1, NOW, "draft")
    assert (last_event(story).type, last_facts(story)) == ("created", {})
    assert (turn.role, turn.user_id, turn.organisation_id) == ("artist", world.artist.id, None)


def test_a_draft_without_a_word_is_a_draft(world):
    key = proposals.start(world.artist, world.programme, {})

    assert db.session.get_one(Proposal, key).title == ""


def test_edits_change_what_is_given_and_keep_the_rest(world):
    story = world.story()

    story.edit(title="Жаңа", nonsense="?")

    assert db.session.get_one(Proposal, story.id).facts == FACTS | {"title": "Жаңа"}
    assert story.case.title == "Жаңа"


def test_strangers_neither_see_nor_touch_a_draft_and_reviewers_only_see_what_is_submitted(world):
    draft, submitted = world.story(), walks.submitted(world)
    sketch = world.file("pink")
    verbs = [
        lambda person, key: proposals.edit(key, person, {"title": "Менікі"}),
        lambda person, key: attachments.attach(key, person, sketch, kind="sketch"),
        lambda person, key: attachments.detach(key, person, 1),
    ]
    before = dump_tables()

    for verb in verbs:
        with pytest.raises(NotVisible):
            verb(world.other_artist, draft.id)
        with pytest.raises(NotAllowed):
            verb(world.coordinator, submitted.id)
        with pytest.raises(NotAllowed):
            verb(world.artist, submitted.id)

    assert dump_tables() == before


def test_files_are_of_a_known_kind_and_not_too_many(world, monkeypatch):
    story = world.story()
    with pytest.raises(Invalid) as unknown:
        story.attach(world.file("pink"), "selfie")
    monkeypatch.setattr(attachments, "MAX_FILES", 1)
    with pytest.raises(Invalid) as many:
        story.attach(world.file("pink"), "sketch")

    assert (unknown.value.field, unknown.value.code) == ("kind", "choice")
    assert (many.value.field, many.value.code, many.value.params) == ("files", "too_many", {"n": 1})


def test_a_file_is_taken_out_of_its_own_dossier_only(world):
    story, other = world.story(), world.story()
    (theirs,) = versions.list_attachments(db.session.connection(), other.id)

    with pytest.raises(NotVisible):
        attachments.detach(story.id, world.artist, theirs.id)

    attachments.detach(other.id, world.artist, theirs.id)
    assert versions.list_attachments(db.session.connection(), other.id) == []
    assert db.session.get_one(Proposal, other.id).cover_id is None
    assert db.session.get_one(Proposal, story.id).cover_id is not None


def test_the_first_sketch_is_the_cover_of_a_draft(world):
    story = world.story()
    first = db.session.get_one(Proposal, story.id).cover_id
    story.attach(world.file("pink"), "sketch").attach(world.file("grey"), "palette")
    assert db.session.get_one(Proposal, story.id).cover_id == first

    story.replace("sketch", world.file("navy"))

    kept = db.session.scalars(db.select(ProposalFile.file_id).order_by(ProposalFile.position))
    assert db.session.get_one(Proposal, story.id).cover_id == next(iter(kept))


def test_a_page_is_read_whole(world):
    story = walks.in_acceptance(world)
    page = detail.load_detail(story.case)

    assert (page.proposal.id, page.current.no, [v.no for v in page.versions]) == (story.id, 1, [1])
    assert {s.stage for s in page.signoffs} == {"architecture", "sponsors", "acceptance"}
    assert [m.position for m in page.milestones] == list(range(1, 11))
    assert {len(m.photos) for m in page.milestones} == {1}
    assert [r.kind for r in page.records][:2] == ["owner_consent", "recommendation"]
    assert [(event.n, name) for event, name in page.events][-1] == (1, "Artist")
    assert [event.n for event, _ in page.events] == list(range(story.case.events, 0, -1))
    assert [wall.code for *_said, wall in page.candidates] == ["W-1"]
    assert {o.kind for o in page.organisations.values()} == {
        "architecture",
        "sponsor",
        "coordinator",
    }
    running = [turn for turn in page.turns if turn.closed_at is None]
    assert {turn.stage for turn in running} == {"acceptance"}
    assert {turn.stage for turn in page.turns if turn not in running} >= {"draft", "architecture"}
    assert page.remarks == []


def test_a_draft_has_a_page_too(world):
    story = world.story()
    page = detail.load_detail(story.case)

    assert (page.current, page.versions, page.signoffs, page.records) == (None, [], [], [])
    assert detail.shown_snapshot(story.case, page.current) == story.case.dossier


def test_readers_see_the_version_not_what_the_artist_is_working_at(world):
    story = walks.in_review(world)
    story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[world.file("white")])
    story.act(world.head, "remark", severity="must", text="Түсі.")
    story.act(world.head, "return")
    story.edit(concept="Жаңа ой.")

    beside = detail.load_aside(story.case)

    assert beside.snapshot["facts"]["concept"] == FACTS["concept"]
    assert [remark.text for remark in beside.remarks] == ["Түсі."]
    (shape,) = beside.sizes.values()
    assert list(beside.sizes) == [beside.snapshot["files"][0]["sha256"]]
    assert shape == Shape(60, 80, size=shape.size)
    assert shape.size > 0
    assert detail.load_aside(story.case, detail.load_detail(story.case)) == beside
    draft = world.story(concept="Басқа")
    assert detail.load_aside(draft.case).snapshot["facts"]["concept"] == "Басқа"
