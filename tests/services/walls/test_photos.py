"""Photos of walls: managed by those who edit the register, seen by everybody who sees it."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import File
from artflow.services.files import files
from artflow.services.walls import photos as walls_photos
from artflow.services.walls.photos import MAX_PHOTOS
from tests.fixtures.world import image
from tests.services.queries import dump_tables


def added(world, colour: str, **more) -> int:
    kept = files.store_upload(image(colour), f"{colour}.png", by=world.coordinator.id)
    return walls_photos.add(world.walls[0], world.coordinator, kept, alt=colour, **more)


def shown(world) -> list[str]:
    return [photo.alt for photo in walls_photos.list_photos(world.walls[0])]


def test_the_newest_photo_stands_for_the_wall(world):
    added(world, "grey")
    added(world, "teal", taken_on=date(2026, 5, 1))
    added(world, "navy", taken_on=date(2026, 8, 1))
    added(world, "olive", taken_on=date(2025, 8, 1))

    assert shown(world) == ["navy", "teal", "olive", "grey"]
    newest = walls_photos.newest_photos(world.walls)
    assert {wall: photo.alt for wall, photo in newest.items()} == {world.walls[0]: "navy"}


def test_a_photo_is_taken_away_from_its_own_wall_only(world):
    photo = added(world, "grey")

    with pytest.raises(NotVisible):
        walls_photos.remove(world.walls[1], world.coordinator, photo)
    assert shown(world) == ["grey"]

    walls_photos.remove(world.walls[0], world.coordinator, photo)
    assert shown(world) == []


@pytest.mark.parametrize("username", ["artist", "head", "jusan", "viewer"])
def test_nobody_else_adds_or_takes_away(world, username):
    photo, before = added(world, "grey"), dump_tables()
    person, file = getattr(world, username), db.session.scalar(db.select(File.id))

    with pytest.raises(NotAllowed):
        walls_photos.add(world.walls[0], person, file, alt="x")
    with pytest.raises(NotAllowed):
        walls_photos.remove(world.walls[0], person, photo)

    assert dump_tables() == before


def test_what_is_no_picture_or_one_too_many_is_refused(world):
    with db.engine.begin() as connection:
        row = {
            "sha256": "0" * 64,
            "name": "a.pdf",
            "media_type": "application/pdf",
            "size": 1,
            "uploaded_by_id": world.admin.id,
            "at": db.func.now(),
        }
        paper = connection.execute(
            db.insert(File).values(**row).returning(File.__table__.c.id)
        ).scalar_one()
    for _ in range(MAX_PHOTOS):
        photo = added(world, "grey")
    kept = files.store_upload(image("teal"), "t.png", by=world.admin.id)

    with pytest.raises(Invalid) as no_picture:
        walls_photos.add(world.walls[1], world.coordinator, paper, alt="x")
    with pytest.raises(Invalid) as too_many:
        walls_photos.add(world.walls[0], world.coordinator, kept, alt="x")
    with pytest.raises(NotVisible):
        walls_photos.add(404, world.coordinator, kept, alt="x")

    assert (no_picture.value.code, too_many.value.code) == ("no_picture", "too_many")
    assert photo in {row.id for row in walls_photos.list_photos(world.walls[0])}


def test_only_renditions_are_found_and_only_of_walls_photos(world):
    kept = db.session.get_one(File, files.store_upload(image("teal"), "t.png", by=world.admin.id))
    connection = db.session.connection()
    assert walls_photos.find_rendition(connection, kept.sha256, "large") is None

    walls_photos.add(world.walls[0], world.admin, kept.id, alt="x")

    connection = db.session.connection()
    kept = db.session.get_one(File, kept.id)
    for size in ("large", "medium", "small"):
        found = walls_photos.find_rendition(connection, kept.sha256, size)
        assert found == getattr(kept, size) != kept.sha256
