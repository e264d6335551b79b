"""The list narrowed by a form without script; its address can be kept, in three languages."""

from __future__ import annotations

from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from artflow.domain.words import LANGUAGES
from artflow.services import listing, queues
from tests import walks
from tests.crowd import gather

from .visitor import Visitor

FIELDS = ("q", "stage", "district", "sponsor", "programme", "mine")
NUL, HUGE = "\x00", "9" * 30


@pytest.fixture
def house(app, world):
    """Two works of one artist: one at the sponsors, one just sent in."""
    with app.app_context():
        first = walks.at_sponsors(world, title="Ұлы дала").id
        return {"sponsors": first, "submitted": walks.submitted(world, title="Көктем").id}


def titles(visitor: Visitor) -> list[str]:
    return [a.text for h3 in visitor.page.one("main").all("h3") for a in h3.all("a")]


def chips(visitor: Visitor) -> dict[str, str]:
    """What narrows the list, and the addresses without it."""
    found = [a for ul in visitor.page.all("ul", **{"class": "chips"}) for a in ul.all("a")]
    return {a.text: a.attrs["href"] for a in found}


def asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def everything(world) -> dict[str, str]:
    """A value for every field under which the work at the sponsors is found."""
    values = ("улы дала", "sponsors", "Абай", world.organisations["sponsor-1"], world.programme, 1)
    return {name: str(value) for name, value in zip(FIELDS, values, strict=True)}


def test_every_combination_of_filters_is_an_address(house, world, visit):
    values = everything(world)
    visitor = visit("artist")

    for chosen in product((False, True), repeat=len(FIELDS)):
        query = {name: values[name] for name, on in zip(FIELDS, chosen, strict=True) if on}
        visitor.get("proposals.index", **query)
        assert "«Ұлы дала»" in titles(visitor), query
        assert len(titles(visitor)) == (1 if set(query) - {"programme", "mine"} else 2), query


def test_the_form_sends_what_it_shows(house, world, visit):
    """The address is the state: what was asked stands in the form, and the form asks it again."""
    visitor = visit("artist")
    values = everything(world)
    visitor.get("proposals.index", **values)
    form = visitor.page.one("form", role="search")

    shown = {i.attrs["name"]: i.attrs["value"] for i in form.all("input")
             if i.attrs["type"] != "checkbox" or "checked" in i.attrs}  # fmt: skip
    for select in form.all("select"):
        (chosen,) = [o for o in select.all("option") if "selected" in o.attrs]
        shown[select.attrs["name"]] = chosen.attrs["value"]

    assert form.attrs["method"] == "get"
    assert shown == values
    visitor.get("proposals.index", **shown)
    assert titles(visitor) == ["«Ұлы дала»"]
    assert "open" in form.one("details").attrs


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_narrows_the_list_is_taken_off_one_by_one(house, world, visit, language):
    visitor = visit("artist", language)
    values = everything(world)
    visitor.get("proposals.index", **values)
    found = list(chips(visitor).values())

    assert [set(values) - set(asked(url)) for url in found] == [{n} for n in FIELDS] + [set(values)]
    for url in found:
        visitor.get(url)
        assert "«Ұлы дала»" in titles(visitor)


def test_a_chip_says_what_was_chosen_in_words(house, world, visit):
    visitor = visit("coordinator")
    visitor.get("proposals.index", stage="sponsors", sponsor=world.organisations["sponsor-1"])

    first, second, _all = chips(visitor)
    assert first == "Stage: Sponsor sign-off, remove"
    assert second == "Sponsor: sponsor-1, remove"


@pytest.mark.parametrize(("name", "value", "words"), [
    ("stage", "nowhere", "Choose one from the list"), ("stage", NUL, "Choose one from the list"),
    ("district", "' OR 1=1 --", "Choose one from the list"),
    ("sponsor", HUGE, "Choose one from the list"), ("sponsor", "-1", "Choose one from the list"),
    ("programme", "1 ", "Choose one from the list"), ("programme", "²", "Choose one from the list"),
    ("q", "ұ", "Write at least one word of 3 letters or more"),
    ("q", "«%» _ a", "Write at least one word of 3 letters or more"),
    ("q", f"дала{NUL}", "Remove the characters that cannot be shown"),
    ("q", "д" * 201, "No more than 200 characters"),
])  # fmt: skip
def test_a_bad_value_is_said_at_its_field(house, visit, name, value, words):
    visitor = visit("coordinator")

    visitor.get("proposals.index", 422, **{name: value})

    form = visitor.page.one("form", role="search")
    assert [p.text for p in form.all("p", **{"class": "error"})] == [f"Error: {words}"]
    assert titles(visitor) == []
    assert chips(visitor) == {}
    assert name == "q" or "open" in form.one("details").attrs


@pytest.mark.parametrize("query", ["'", '"дала" OR *', "дал% дала_", "NEAR(дала,1)", "💧💧💧",
                                   "\u202eдала", "{дала}", "a" * 200, "<b>дала</b>"])  # fmt: skip
@pytest.mark.parametrize("seat", ["coordinator", "artist", "viewer"])
def test_a_hostile_search_is_no_fault(house, visit, seat, query):
    visitor = visit(seat)

    assert visitor.ask("GET", visitor.url("proposals.index", q=query)).status_code in (200, 422)


def test_a_search_shows_only_what_the_asker_may_see(house, visit):
    """The search, the filters and the counts go by the same policy as the list."""
    for query in ({"q": "көктем"}, {"stage": "submitted"}, {"q": "artist", "stage": "submitted"}):
        seen = {}
        for seat in ("artist", "coordinator", "viewer", "third", "other_artist"):
            visitor = visit(seat)
            visitor.get("proposals.index", **query)
            seen[seat] = titles(visitor)
            said = visitor.page.one("main").text
            assert ("1 proposal" in said) is bool(seen[seat])
        assert seen == {"artist": ["«Көктем»"], "coordinator": ["«Көктем»"],
                        "viewer": [], "third": [], "other_artist": []}  # fmt: skip


def test_pages_keep_the_filter_and_lose_nothing(app, world, visit):
    with app.app_context():
        gather(world, 300)
    visitor, found, more = visit("coordinator"), [], "/proposals/?q=дала&stage=completed"
    while more:
        visitor.get(more)
        assert 0 < len(titles(visitor)) <= 25
        found += titles(visitor)
        more = next((a.attrs["href"] for a in visitor.page.all("a", rel="next")), "")
        assert not more or asked(more).items() >= {"q": "дала", "stage": "completed"}.items()

    assert len(found) == len(set(found)) > 50
    assert f"{len(found)} proposals" in visitor.page.one("main").text


@pytest.mark.parametrize(("size", "words"), [(3, "3 proposals"), (5, "More than 4 proposals")])
def test_results_are_counted_up_to_a_limit(app, world, visit, monkeypatch, size, words):
    monkeypatch.setattr(listing, "MOST", 4)
    with app.app_context():
        for _ in range(size):
            world.story()
    visitor = visit("artist")

    visitor.get("proposals.index")

    assert words in visitor.page.one("main").text


def test_a_desk_is_counted_up_to_the_same_limit(app, world, visit, monkeypatch):
    monkeypatch.setattr(queues.counts, "__defaults__", (2,))
    monkeypatch.setattr(listing, "MOST", 2)
    with app.app_context():
        for _ in range(3):
            walks.submitted(world)
    visitor = visit("coordinator")

    visitor.get("desk.show")

    assert "More than 2 proposals are waiting for you" in visitor.page.one("main").text
    assert "Waiting for me 2+" in visitor.page.one("nav", **{"class": "tabs"}).text


def test_an_artist_goes_on_from_the_desk_to_all_their_own(app, world, visit):
    with app.app_context():
        for _ in range(listing.PAGE):
            world.story()
        visitor = visit("artist")
        visitor.get("desk.show")
        assert visitor.page.all("a", href="/proposals/?mine=1") == []
        world.story()

    visitor.get("desk.show")

    (link,) = visitor.page.all("a", href="/proposals/?mine=1")
    assert link.text == "All my proposals"


@pytest.mark.parametrize(("seat", "query", "title", "ways"), [
    ("coordinator", {"q": "жоқсөз"}, "Nothing found", {"Show all proposals"}),
    ("third", {}, "No proposals yet", set()),
    ("other_artist", {}, "No proposals yet", {"New proposal"}),
    ("coordinator", {"after": 1}, "No more proposals", {"To the first page"}),
])  # fmt: skip
def test_an_empty_list_says_what_to_do(house, visit, seat, query, title, ways):
    visitor = visit(seat)
    visitor.get("proposals.index", **query)
    empty = visitor.page.one("div", **{"class": "empty"})

    assert empty.all("p")[0].text == title
    assert {a.text for a in empty.all("a")} == ways


def test_the_other_languages_keep_the_filter(house, visit):
    visitor = visit("coordinator")
    visitor.get("proposals.index", q="улы", stage="sponsors")

    for language in ("kk", "ru"):
        (link,) = visitor.page.all("a", hreflang=language)
        assert asked(link.attrs["href"]) == {"q": "улы", "stage": "sponsors", "lang": language}
