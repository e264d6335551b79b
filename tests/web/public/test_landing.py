"""The landing page: finished works for everybody, and nothing else of any proposal."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from artflow.extensions import db
from artflow.models import Proposal
from artflow.services.files.pictures import WIDTHS
from tests.fixtures import walks

UNFINISHED = [stage for stage in walks.STAGES if stage != "completed"]


def gallery_titles(client) -> list[str]:
    """Return the titles of the gallery."""
    page = client.get("public.home").text
    return re.findall(r'<p class="label">\s*<b>(.*?)</b>', page)


def pictures(app, proposal: int) -> list[str]:
    """Return the pictures of the proposal's version."""
    with app.app_context():
        version = db.session.get_one(Proposal, proposal).version
        return [file["sha256"] for file in version.snapshot["files"]] if version else []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_finished_works_hang_there_in_every_language(visit, at, language):
    at("completed", title="Тұлпар")

    assert gallery_titles(visit(language=language)) == ["«Тұлпар»"]


def test_the_front_door_is_sent_again_only_when_it_has_changed(app, world, visit):
    stranger = visit()
    first = stranger.get("public.home")
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(first.vary)

    again = stranger.ask("GET", "/", headers=known)
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert visit(language="ru").ask("GET", "/", headers=known).status_code == 200

    with app.app_context():
        walks.completed(world, title="Тұлпар")
    changed = stranger.ask("GET", "/", headers=known)
    assert changed.status_code == 200
    assert "Тұлпар" in changed.text


def test_who_signs_in_is_not_kept_at_the_front_door(world, visit):
    stranger = visit()
    known = {"If-None-Match": stranger.get("public.home").headers["ETag"]}
    inside = visit("coordinator")

    assert inside.ask("GET", "/", headers=known).status_code == 303


@pytest.mark.parametrize("stage", UNFINISHED)
def test_no_other_work_is_shown_to_strangers(app, visit, at, stage):
    proposal = at(stage, title="Құпия")
    stranger = visit()

    assert "Құпия" not in stranger.get("public.home").text
    for sha256 in pictures(app, proposal):
        stranger.get("files.finished", 404, proposal_id=proposal, sha256=sha256, size="large")


def test_the_picture_of_a_finished_work_is_served_to_strangers_and_no_other_file(app, visit, at):
    proposal = at("completed")
    stranger = visit()
    (sketch,) = pictures(app, proposal)

    for size in WIDTHS:
        answer = stranger.get("files.finished", proposal_id=proposal, sha256=sketch, size=size)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.mimetype == "image/webp"
    for sha256, size in (("0" * 64, "large"), ("nonsense", "large"), (sketch, "sha256")):
        stranger.get("files.finished", 404, proposal_id=proposal, sha256=sha256, size=size)
    stranger.get("files.picture", 303, proposal_id=proposal, sha256=sketch, size="large")


def test_an_empty_gallery_is_no_gallery(visit, world):
    assert gallery_titles(visit()) == []


def test_the_picture_at_the_door_is_the_newest_work_of_this_city(visit, at, app):
    proposal = at("completed", title="Тұлпар")
    stranger = visit()
    stranger.get("public.home")

    hero = stranger.page.one("main").all("section")[0]
    (sketch,) = pictures(app, proposal)
    assert f"/{proposal}/{sketch}/" in hero.one("img").attrs["src"]
    assert "In the picture: «Тұлпар»" in hero.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_city_without_works_has_nothing_of_another_city_at_its_door(visit, world, language):
    stranger = visit(language=language)
    stranger.get("public.home")

    assert stranger.page.one("main").all("img") == []
    assert "Қазығұрт" not in stranger.page.text
    assert "In the picture" not in stranger.page.one("main").text


def test_the_path_is_that_of_the_programme(visit, world):
    page = visit(language="ru").get("public.home").text

    for step in ("Черновик", "Выбор места", "Роспись стены", "Приёмка"):
        assert f"<b>{step}</b>" in page


def test_more_works_ask_no_more_of_the_database(app, world, visit):
    counts = []
    for _ in range(2):
        with app.app_context():
            walks.completed(world, title="Көктем")
            world.walls.pop(0)
        stranger, statements = visit(), []
        stranger.get("public.home")

        def heard(*args, found=statements):
            found.append(args[2])

        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", heard)
        stranger.get("public.home")
        with app.app_context():
            event.remove(db.engine, "before_cursor_execute", heard)
        counts.append(len(statements))

    assert len(gallery_titles(visit())) == 2
    assert counts[0] == counts[1] <= 5
