"""One person searches and sends files as often as people do, not as machines can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artflow.domain.people.throttle import RateLimit
from artflow.extensions import db
from artflow.models import File
from artflow.web.http import limits
from tests.fixtures import walks
from tests.fixtures.world import NOW, image
from tests.web.support.client import PageClient

MINUTE = RateLimit(3, timedelta(minutes=1))


@pytest.fixture
def app(app):
    """The application with small limits, and nobody counted yet."""
    app.config.update(SEARCHES_PER_MINUTE=3, UPLOADS_PER_HOUR=2)
    limits.init_app(app)
    return app


@pytest.mark.parametrize(
    ("page", "username"), [("proposals.index", "artist"), ("desk.show", "head")]
)
def test_too_many_searches_are_told_next_to_the_field_and_pages_go_on(
    app, world, visit, page, username
):
    client = visit(username)
    for _ in range(3):
        client.get(page, q="дала")

    answer = client.get(page, 429, q="қала")

    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "You have searched very often" in client.page.one("main").text
    assert client.page.one("input", name="q").attrs["value"] == "қала"
    client.get(page)
    visit("coordinator").get(page, q="дала")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_words_are_those_of_the_reader(app, world, language):
    client = PageClient(app, language).sign_in("artist")
    for _ in range(3):
        client.get("proposals.index", q="дала")

    client.get("proposals.index", 429, q="дала")


def test_a_wrong_search_is_a_mistake_and_counts_for_nothing(app, world, visit):
    client = visit("artist")
    for _ in range(5):
        client.get("proposals.index", 422, q="a")

    client.get("proposals.index", q="дала")


def test_an_impersonator_searches_on_their_own_account(app, world, visit):
    client = visit("admin")
    for _ in range(3):
        client.get("proposals.index", q="дала")
    client.get("people.show", user_id=world.artist.id)
    client.post("people.see_as", user_id=world.artist.id, data={"reason": "asked for help"})

    client.get("proposals.index", 429, q="дала")
    visit("artist").get("proposals.index", q="дала")


def send(client, key, status=303, scripted=False, content=None):
    """Add a file to a draft; what is typed besides stays if it is refused."""
    client.get("attachments.index", proposal_id=key)
    data = client.filled(kind="sketch", caption="Words that were typed")
    data.add("files", (content or image(), "a.png"))
    headers = {"Accept": "application/json"} if scripted else {}
    url = client.url("attachments.add", proposal_id=key)
    answer = client.ask("POST", url, data=data, headers=headers)
    assert answer.status_code == status
    return answer


@pytest.fixture
def draft(app, world):
    with app.app_context():
        key = walks.drafted(world).id
        db.session.execute(db.delete(File).where(File.uploaded_by_id == 0))
        old = datetime.now(UTC) - timedelta(days=1)
        db.session.execute(db.update(File).values(at=old))
        db.session.commit()
    return key


def test_too_many_files_are_told_next_to_the_field_and_nothing_typed_is_lost(draft, visit):
    client = visit("artist")
    for _ in range(2):
        send(client, draft)

    answer = send(client, draft, 429)

    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "You have sent very many files" in answer.text
    assert "Words that were typed" in answer.text


def test_a_script_is_told_too(draft, visit):
    client = visit("artist")
    for _ in range(2):
        send(client, draft, 200, scripted=True)

    answer = send(client, draft, 429, scripted=True)

    assert "You have sent very many files" in answer.json["said"][0]
    assert int(answer.headers["Retry-After"]) > 0


def test_files_that_were_refused_count_as_well(draft, visit):
    import io

    client = visit("artist")
    for _ in range(2):
        send(client, draft, 422, content=io.BytesIO(b"no picture"))

    send(client, draft, 429)


def test_what_was_kept_counts_for_all_servers(app, draft, visit):
    client = visit("artist")
    for _ in range(2):
        send(client, draft)
    limits.init_app(app)  # another process has counted nothing

    send(client, draft, 429)


def test_photos_of_walls_are_counted_with_the_others(app, world, visit):
    client = visit("coordinator")
    for status in (303, 303, 429):
        client.get("wall_photos.index", wall_id=world.walls[0])
        data = client.filled(alt="A wall") | {}
        data.add("photo", (image(), "a.png"))
        url = client.url("wall_photos.add", wall_id=world.walls[0])
        answer = client.ask("POST", url, data=data)
        assert answer.status_code == status

    assert "You have sent very many files" in answer.text


def test_files_of_a_press_are_counted_and_the_press_is_not_taken(app, world, at, visit):
    key = at("approved")
    with app.app_context():
        db.session.execute(
            db.update(File).values(at=datetime.now(UTC), uploaded_by_id=world.coordinator.id)
        )
        db.session.commit()
        assert db.session.scalar(db.select(db.func.count(File.id))) >= 1
    app.config["UPLOADS_PER_HOUR"] = 1
    client = visit("coordinator")
    client.get("actions.ask", proposal_id=key, name="record_contract")
    data = client.filled(document="7")
    data.add("files", (image(), "a.png"))

    answer = client.ask("POST", client.form.attrs["action"], data=data)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "You have sent very many files" in answer.text


def test_a_window_slides():
    counts = limits.RecentCounts()

    waits = [counts.count(1, MINUTE, NOW + timedelta(seconds=10 * n)) for n in range(7)]

    assert [wait.total_seconds() for wait in waits] == [0, 0, 0, 30, 20, 10, 0]
    assert counts.count(2, MINUTE, NOW) == timedelta()


def test_counts_of_people_who_have_paused_are_forgotten(monkeypatch):
    monkeypatch.setattr(limits, "MAX_PEOPLE", 10)
    counts = limits.RecentCounts()
    for user in range(12):
        counts.count(user, MINUTE, NOW)

    counts.count(99, MINUTE, NOW + timedelta(minutes=2))

    assert len(counts._times) == 1
