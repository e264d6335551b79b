"""Who may fetch which file of a proposal."""

from __future__ import annotations

from artflow.domain.access.policy import visible_parts
from artflow.extensions import db
from artflow.models import File
from artflow.services.database.transactions import reading
from artflow.services.files import files, references
from artflow.services.storage.opening import open_storage
from tests.fixtures import walks
from tests.fixtures.world import CONSENT, NOW, image

USERNAMES = ("artist", "specialist", "head", "coordinator", "admin", "jusan", "viewer")


def sha256(file_id: int) -> str:
    return db.session.get_one(File, file_id).sha256


def fetchers(world, story, file_id: int) -> list[str]:
    """Return the usernames of those who get this file of this proposal."""
    case, found = story.case, []
    for username in USERNAMES:
        person = getattr(world, username)
        own = person.id == case.applicant_id
        connection = db.session.connection()
        row = files.find_visible(
            connection, case.id, sha256(file_id), parts=visible_parts(person, case), own=own
        )
        found += [username] if row is not None else []
    return found


def test_a_draft_is_for_its_artist_alone(world):
    story = world.story()
    palette = world.file("crimson")
    story.attach(palette, "palette")

    assert fetchers(world, story, palette) == ["artist"]


def test_what_was_added_in_revision_is_not_seen_before_it_is_resubmitted(world):
    story = walks.in_review(world)
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    sketch = world.file("crimson")
    story.replace("sketch", sketch)
    assert fetchers(world, story, sketch) == ["artist"]

    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")

    assert fetchers(world, story, sketch) == list(USERNAMES)
    assert fetchers(world, story, 1) == list(USERNAMES)  # the first sketch stays in version 1


def test_a_card_has_the_sketch_and_the_montage_and_nothing_else(world):
    story = world.story()
    kinds = {
        kind: world.file(colour)
        for kind, colour in [("montage", "navy"), ("palette", "pink"), ("wall_photo", "grey")]
    }
    for kind, file in kinds.items():
        story.attach(file, kind)
    story.act(world.artist, "submit")
    story.act(world.coordinator, "accept")

    reviewers = [username for username in USERNAMES if username not in ("jusan", "viewer")]
    assert fetchers(world, story, kinds["montage"]) == list(USERNAMES)
    assert fetchers(world, story, kinds["palette"]) == reviewers
    assert fetchers(world, story, kinds["wall_photo"]) == reviewers


def test_the_neighbours_names_are_not_for_sponsors_nor_are_other_papers(world):
    story = walks.in_review(world)
    scan, opinion = world.file("white"), world.file("black")
    story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[scan])
    story.act(world.head, "record_heritage_opinion", ok=True, text="Болады.", files=[opinion])
    story.act(world.specialist, "recommend", decision="approve", text="Жақсы.")
    story.act(world.head, "approve")

    reviewers = ["artist", "specialist", "head", "coordinator", "admin"]
    assert fetchers(world, story, scan) == reviewers
    assert fetchers(world, story, opinion) == reviewers


def test_photos_of_the_work_are_for_all_who_see_its_milestones(world):
    story = walks.in_execution(world)
    photo = world.file("gold")
    first = story.case.milestones[0].id
    story.act(world.artist, "submit_milestone", milestone=first, files=[photo])

    assert fetchers(world, story, photo) == list(USERNAMES)


def test_a_file_of_another_proposal_is_not_found_here(world):
    story, other = walks.submitted(world), world.story()
    photo = world.file("crimson")
    other.attach(photo, "montage")

    assert fetchers(world, story, photo) == []


def test_a_kept_picture_has_its_sizes_and_is_verified_in_all_of_them(world):
    row = db.session.get_one(File, world.file("teal"))

    assert (row.name, row.media_type, row.is_image) == ("teal.png", "image/png", True)
    assert (row.width, row.height, row.uploaded_by_id) == (60, 80, world.artist.id)
    with reading() as connection:
        named = {*references.list_named(connection)}
    assert named == {
        (digest, "teal.png") for digest in (row.sha256, row.large, row.medium, row.small)
    }
    assert all(
        files.storage().verify(digest) for digest in (row.sha256, row.large, row.medium, row.small)
    )


def test_uploads_can_be_kept_where_the_nearest_folder_may_be_written(
    context, tmp_path, monkeypatch
):
    assert files.is_writable() is True
    elsewhere = open_storage(str(tmp_path / "not" / "yet" / "made"))
    monkeypatch.setitem(context.extensions, "storage", elsewhere)
    assert files.is_writable() is True


def test_when_a_file_was_kept_is_known(world):
    file = files.store_upload(image(), "a.png", by=world.artist.id, now=NOW)

    assert db.session.get_one(File, file).at == NOW
