"""Lists by pages: the list, the desk, the register; hostile places in them; new proposals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artflow.extensions import db
from artflow.models import Programme, Proposal, Turn
from tests.fixtures import walks
from tests.web.support.client import PageClient

HUGE = "9" * 30
BAD = [
    "x",
    "-1",
    "0",
    HUGE,
    "1.5",
    "",
    "1~2",
    "2026-01-01~x",
    f"2026-01-01~{HUGE}",
    "~5",
    "9999-99-99~1",
    f"{HUGE}~1",
    "\x00",
    "2026-01-01~-1",
    "²",
]


def links(client: PageClient) -> list[str]:
    """Return the rows of the page."""
    return [a.attrs["href"] for h3 in client.page.one("main").all("h3") for a in h3.all("a")]


@pytest.fixture
def many(app, world) -> int:
    """Create more drafts than one page of the list holds; all wait for the artist."""
    with app.app_context():
        for n in range(28):
            world.story(title=f"Work {n}")
    return 28


@pytest.mark.parametrize("endpoint", ["proposals.index", "desk.show", "walls.index"])
@pytest.mark.parametrize("after", BAD)
def test_a_place_that_is_none_is_no_fault(at, visit, endpoint, after):
    at("submitted")
    client = visit("coordinator")

    client.get(endpoint, after=after)


@pytest.mark.parametrize("key", [HUGE, "2147483648", "9223372036854775807", "9223372036854775808"])
@pytest.mark.parametrize(
    "path",
    [
        "/proposals/{}",
        "/proposals/{}/do/sign",
        "/proposals/{}/process",
        "/walls/{}",
        "/proposals/{}/dossier",
        "/walls/{}/edit",
    ],
)
def test_an_id_too_large_for_a_database_is_not_there(world, visit, key, path):
    visit("admin").get(path.format(key), 404)


def test_the_list_goes_on_by_pages(many, visit):
    client = visit("artist")

    client.get("proposals.index")
    first = links(client)
    (more,) = [a.attrs["href"] for a in client.page.all("a") if "after=" in a.attrs["href"]]
    client.get(more)

    assert len(first) == 25
    assert len(links(client)) == 3
    assert not set(first) & set(links(client))


def test_the_desk_goes_on_by_pages(many, visit):
    client = visit("artist")

    client.get("desk.show")
    first = waiting(client)
    (more,) = [address for address in first if "after=" in address]
    client.get(more)
    second = waiting(client)

    assert (len(first - {more}), len(second)) == (25, 3)
    assert not first & second
    assert len(client.page.all("article", **{"class": "todo"})) == 0, "large only at the head"


def waiting(client) -> set[str]:
    """Return where the section of what waits leads."""
    section = client.page.one("section", **{"aria-labelledby": "h-waiting"})
    return {a.attrs["href"] for a in section.all("a")}


def test_the_register_goes_on_by_pages(app, world, visit):
    with app.app_context():
        for n in range(3, 30):
            world.wall(f"W-{n}")
    client = visit("artist")

    client.get("walls.index")
    (more,) = [a.attrs["href"] for a in client.page.all("a") if "after=" in a.attrs["href"]]
    client.get(more)

    assert len(links(client)) == 4


def test_a_list_shows_states_of_every_kind(app, world, visit):
    with app.app_context():
        walks.submitted(world)
        story = walks.submitted(world)
        story.act(world.coordinator, "hold", text="A pause", review_on=datetime(2030, 1, 1).date())  # noqa: DTZ001
        walks.submitted(world).act(world.artist, "withdraw", text="Another time")
        overdue = walks.submitted(world)
        db.session.execute(
            db.update(Turn)
            .filter_by(proposal_id=overdue.id)
            .values(due_on=datetime(2020, 1, 1, tzinfo=UTC).date())
        )
        today = walks.submitted(world)
        db.session.execute(
            db.update(Turn).filter_by(proposal_id=today.id).values(due_on=datetime.now(UTC).date())
        )
        db.session.commit()

    for username in ("coordinator", "artist", "admin"):
        for language in ("kk", "ru", "en"):
            visit(username, language).get("proposals.index")
            visit(username, language).get("desk.show")


def test_somebody_without_any_role_sees_empty_pages(app, world, visit):
    with app.app_context():
        from artflow.services.database.transactions import writing
        from artflow.services.people import people
        from tests.fixtures.world import PASSWORD

        with writing() as connection:
            people.add_user(connection, email="new@example.org", name="New", password=PASSWORD)
    client = visit("new")

    for endpoint in ("desk.show", "proposals.index"):
        client.get(endpoint)
        assert links(client) == []
    for endpoint in ("walls.index", "process.index", "proposals.new"):
        client.get(endpoint, 403)


def test_a_draft_is_begun_with_its_title(app, world, visit):
    client = visit("artist")
    client.get("proposals.new")

    answer = client.fill("proposals.new", programme=world.programme, title="Жаңа сурет")

    client.get(answer.location)
    with app.app_context():
        assert db.session.scalar(db.select(Proposal.title)) == "Жаңа сурет"


@pytest.mark.parametrize(
    "fields",
    [
        {"programme": None, "title": "T"},
        {"programme": "1"},
        {"programme": "99", "title": "T"},
        {"programme": "x", "title": "T"},
        {"programme": HUGE, "title": "T"},
        {"programme": "1", "title": "T" * 121},
        {"programme": "1", "title": "  "},
    ],
)
def test_a_draft_needs_a_programme_and_a_title(world, visit, fields):
    client = visit("artist")
    client.get("proposals.new")

    client.fill("proposals.new", 422, **fields)


def test_a_programme_that_has_closed_meanwhile_takes_no_draft(app, world, visit):
    client = visit("artist")
    client.get("proposals.new")
    with app.app_context():
        db.session.execute(db.update(Programme).values(open=False))
        db.session.commit()

    client.fill("proposals.new", 422, programme=world.programme, title="T")


def test_a_desk_has_a_tab_for_each_queue(at, visit):
    at("architecture")
    head = visit("head")

    head.get("desk.show", queue="office")

    tabs = head.page.one("nav", **{"class": "tabs"}).all("a")
    (shown,) = [tab for tab in tabs if "aria-current" in tab.attrs]
    assert shown.attrs["href"] == "/desk?queue=office"
    assert len(links(head)) == 1
    head.get("desk.show", queue="applicant")
    assert links(head) == []
    head.get("desk.show", queue="<nobody>")
    assert [tab.attrs["href"] for tab in head.page.all("a") if "aria-current" in tab.attrs][-1] == (
        "/desk"
    )
