"""The files of a draft: described, put in order, and never those of somebody else."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import Proposal
from artflow.services.decisions import versions
from artflow.services.proposals import attachments
from tests.fixtures import walks
from tests.services.queries import dump_tables


@pytest.fixture
def story(world):
    """Return a draft with three sketches and a palette."""
    story = world.story()
    for colour, kind in (("pink", "sketch"), ("grey", "sketch"), ("navy", "palette")):
        story.attach(world.file(colour), kind, caption=colour)
    return story


def files(story):
    return versions.list_attachments(db.session.connection(), story.id)


def order(story) -> list[str]:
    return [file.caption for file in files(story)]


def cover(story):
    db.session.rollback()
    return db.session.get_one(Proposal, story.id).cover_id


@pytest.mark.parametrize(
    ("n", "place", "wanted"),
    [
        (3, 0, ["navy", "", "pink", "grey"]),
        (0, 3, ["pink", "grey", "navy", ""]),
        (1, 2, ["", "grey", "pink", "navy"]),
        (1, 1, ["", "pink", "grey", "navy"]),
        (0, 99, ["pink", "grey", "navy", ""]),
        (2, -1, ["grey", "", "pink", "navy"]),
    ],
)
def test_a_file_moves_to_its_place(world, story, n, place, wanted):
    attachments.move(story.id, world.artist, files(story)[n].id, place)

    assert order(story) == wanted


def test_the_first_sketch_is_the_picture_of_a_draft(world, story):
    before = cover(story)

    attachments.move(story.id, world.artist, files(story)[1].id, 0)
    first = cover(story)
    attachments.describe(
        story.id, world.artist, files(story)[0].id, kind="paper", caption="", alt=""
    )

    assert first != before
    assert cover(story) == before


def test_a_new_file_stands_last_even_after_one_was_taken_away(world, story):
    attachments.detach(story.id, world.artist, files(story)[0].id)
    story.attach(world.file("plum"), "paper", caption="plum")

    assert order(story) == ["pink", "grey", "navy", "plum"]


def test_what_is_said_of_a_file_can_be_changed(world, story):
    attachments.describe(
        story.id, world.artist, files(story)[1].id, kind="montage", caption="Кеш", alt="Үй"
    )

    changed = files(story)[1]
    assert (changed.kind, changed.caption, changed.alt) == ("montage", "Кеш", "Үй")


def test_nobody_touches_the_files_of_another_work_or_in_another_stage(world, story):
    (theirs, *_) = files(story)
    other, sent = world.story(title="Басқа"), walks.submitted(world, title="Жіберілген")
    words = {"kind": "sketch", "caption": "", "alt": ""}
    before = dump_tables()

    for verb in (
        lambda key, who: attachments.move(key, who, theirs.id, 0),
        lambda key, who: attachments.detach(key, who, theirs.id),
        lambda key, who: attachments.describe(key, who, theirs.id, **words),
    ):
        for key, who, refusal in (
            (other.id, world.artist, NotVisible),
            (story.id, world.other_artist, NotVisible),
            (sent.id, world.artist, NotAllowed),
            (sent.id, world.coordinator, NotAllowed),
        ):
            with pytest.raises(refusal):
                verb(key, who)
    with pytest.raises(Invalid):
        attachments.describe(story.id, world.artist, theirs.id, **words | {"kind": "selfie"})
    assert dump_tables() == before
