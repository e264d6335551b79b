"""The list narrowed by a form without script; its address can be kept, in three languages."""

from __future__ import annotations

from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from artflow.domain.text import LANGUAGES
from artflow.services.lists import listing, queues
from tests.fixtures import walks
from tests.fixtures.bulk import create_many
from tests.web.support.client import PageClient

FIELDS = ("q", "stage", "district", "sponsor", "programme", "mine")
NUL, HUGE = "\x00", "9" * 30


@pytest.fixture
def organisation(app, world):
    """Create two works of one artist: one at the sponsors, one just sent in."""
    with app.app_context():
        first = walks.at_sponsors(world, title="Ұлы дала").id
        return {"sponsors": first, "submitted": walks.submitted(world, title="Көктем").id}


def titles(client: PageClient) -> list[str]:
    return [a.text for h3 in client.page.one("main").all("h3") for a in h3.all("a")]


def chips(client: PageClient) -> dict[str, str]:
    """Return the active filters, and the addresses without them."""
    found = [a for ul in client.page.all("ul", **{"class": "chips"}) for a in ul.all("a")]
    return {a.text: a.attrs["href"] for a in found}


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def everything(world) -> dict[str, str]:
    """Return a value for every field under which the work at the sponsors is found."""
    values = ("улы дала", "sponsors", "Абай", world.organisations["sponsor-1"], world.programme, 1)
    return {name: str(value) for name, value in zip(FIELDS, values, strict=True)}


def test_every_combination_of_filters_is_an_address(organisation, world, visit):
    values = everything(world)
    client = visit("artist")

    for chosen in product((False, True), repeat=len(FIELDS)):
        query = {name: values[name] for name, on in zip(FIELDS, chosen, strict=True) if on}
        client.get("proposals.index", **query)
        assert "«Ұлы дала»" in titles(client), query
        assert len(titles(client)) == (1 if set(query) - {"programme", "mine"} else 2), query


def test_the_form_sends_what_it_shows(organisation, world, visit):
    """The address is the state: what was asked stands in the form, and the form asks it again."""
    client = visit("artist")
    values = everything(world)
    client.get("proposals.index", **values)
    form = client.page.one("form", role="search")

    shown = {
        i.attrs["name"]: i.attrs["value"]
        for i in form.all("input")
        if i.attrs["type"] != "checkbox" or "checked" in i.attrs
    }
    for select in form.all("select"):
        (chosen,) = [o for o in select.all("option") if "selected" in o.attrs]
        shown[select.attrs["name"]] = chosen.attrs["value"]

    assert form.attrs["method"] == "get"
    assert shown == values
    client.get("proposals.index", **shown)
    assert titles(client) == ["«Ұлы дала»"]
    assert "open" in form.one("details").attrs


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_narrows_the_list_is_taken_off_one_by_one(organisation, world, visit, language):
    client = visit("artist", language)
    values = everything(world)
    client.get("proposals.index", **values)
    found = list(chips(client).values())

    assert [set(values) - set(asked(url)) for url in found] == [{n} for n in FIELDS] + [set(values)]
    for url in found:
        client.get(url)
        assert "«Ұлы дала»" in titles(client)


def test_a_chip_says_what_was_chosen_in_words(organisation, world, visit):
    client = visit("coordinator")
    client.get("proposals.index", stage="sponsors", sponsor=world.organisations["sponsor-1"])

    first, second, _all = chips(client)
    assert first == "Stage: Sponsor sign-off, remove"
    assert second == "Sponsor: sponsor-1, remove"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("stage", "nowhere", "Choose one from the list"),
        ("stage", NUL, "Choose one from the list"),
        ("district", "' OR 1=1 --", "Choose one from the list"),
        ("sponsor", HUGE, "Choose one from the list"),
        ("sponsor", "-1", "Choose one from the list"),
        ("programme", "1 ", "Choose one from the list"),
        ("programme", "²", "Choose one from the list"),
        ("q", "ұ", "Write at least one word of 3 letters or more"),
        ("q", "«%» _ a", "Write at least one word of 3 letters or more"),
        ("q", f"дала{NUL}", "Remove the characters that cannot be shown"),
        ("q", "д" * 201, "No more than 200 characters"),
    ],
)
def test_a_bad_value_is_said_at_its_field(organisation, visit, name, value, words):
    client = visit("coordinator")

    client.get("proposals.index", 422, **{name: value})

    form = client.page.one("form", role="search")
    assert [p.text for p in form.all("p", **{"class": "error"})] == [f"Error: {words}"]
    assert titles(client) == []
    assert chips(client) == {}
    assert name == "q" or "open" in form.one("details").attrs


@pytest.mark.parametrize(
    "query",
    [
        "'",
        '"дала" OR *',
        "дал% дала_",
        "NEAR(дала,1)",
        "💧💧💧",
        "\u202eдала",
        "{дала}",
        "a" * 200,
        "<b>дала</b>",
    ],
)
@pytest.mark.parametrize("username", ["coordinator", "artist", "viewer"])
def test_a_hostile_search_is_no_fault(organisation, visit, username, query):
    client = visit(username)

    assert client.ask("GET", client.url("proposals.index", q=query)).status_code in (200, 422)


def test_a_search_shows_only_what_the_asker_may_see(organisation, visit):
    """The search, the filters and the counts go by the same policy as the list."""
    for query in ({"q": "көктем"}, {"stage": "submitted"}, {"q": "artist", "stage": "submitted"}):
        seen = {}
        for username in ("artist", "coordinator", "viewer", "third", "other_artist"):
            client = visit(username)
            client.get("proposals.index", **query)
            seen[username] = titles(client)
            text = client.page.one("main").text
            assert ("1 proposal" in text) is bool(seen[username])
        assert seen == {
            "artist": ["«Көктем»"],
            "coordinator": ["«Көктем»"],
            "viewer": [],
            "third": [],
            "other_artist": [],
        }


def test_pages_keep_the_filter_and_lose_nothing(app, world, visit):
    with app.app_context():
        create_many(world, 300)
    client, found, more = visit("coordinator"), [], "/proposals/?q=дала&stage=completed"
    while more:
        client.get(more)
        assert 0 < len(titles(client)) <= 25
        found += titles(client)
        more = next((a.attrs["href"] for a in client.page.all("a", rel="next")), "")
        assert not more or asked(more).items() >= {"q": "дала", "stage": "completed"}.items()

    assert len(found) == len(set(found)) > 50
    assert f"{len(found)} proposals" in client.page.one("main").text


@pytest.mark.parametrize(("size", "words"), [(3, "3 proposals"), (5, "More than 4 proposals")])
def test_results_are_counted_up_to_a_limit(app, world, visit, monkeypatch, size, words):
    monkeypatch.setattr(listing, "COUNT_LIMIT", 4)
    with app.app_context():
        for _ in range(size):
            world.story()
    client = visit("artist")

    client.get("proposals.index")

    assert words in client.page.one("main").text


def test_a_desk_is_counted_up_to_the_same_limit(app, world, visit, monkeypatch):
    monkeypatch.setattr(queues.count_queues, "__defaults__", (2,))
    monkeypatch.setattr(listing, "COUNT_LIMIT", 2)
    with app.app_context():
        for _ in range(3):
            walks.submitted(world)
    client = visit("coordinator")

    client.get("desk.show")

    assert "More than 2 proposals are waiting for you" in client.page.one("main").text
    assert "Waiting for me 2+" in client.page.one("nav", **{"class": "tabs"}).text


def test_an_artist_goes_on_from_the_desk_to_all_their_own(app, world, visit):
    with app.app_context():
        for _ in range(listing.PAGE_SIZE):
            world.story()
        client = visit("artist")
        client.get("desk.show")
        assert client.page.all("a", href="/proposals/?mine=1") == []
        world.story()

    client.get("desk.show")

    (link,) = client.page.all("a", href="/proposals/?mine=1")
    assert link.text == "All my proposals"


@pytest.mark.parametrize(
    ("username", "query", "title", "links"),
    [
        ("coordinator", {"q": "жоқсөз"}, "Nothing found", {"Show all proposals"}),
        ("third", {}, "No proposals yet", set()),
        ("other_artist", {}, "No proposals yet", {"New proposal"}),
        ("coordinator", {"after": 1}, "No more proposals", {"To the first page"}),
    ],
)
def test_an_empty_list_says_what_to_do(organisation, visit, username, query, title, links):
    client = visit(username)
    client.get("proposals.index", **query)
    empty = client.page.one("div", **{"class": "empty"})

    assert empty.all("p")[0].text == title
    assert {a.text for a in empty.all("a")} == links


def test_the_other_languages_keep_the_filter(organisation, visit):
    client = visit("coordinator")
    client.get("proposals.index", q="улы", stage="sponsors")

    for language in ("kk", "ru"):
        (link,) = client.page.all("a", hreflang=language)
        assert asked(link.attrs["href"]) == {"q": "улы", "stage": "sponsors", "lang": language}
