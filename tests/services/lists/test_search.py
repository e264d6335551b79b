"""Search forgives missing Kazakh letters, and shows no more than a list does."""

from __future__ import annotations

from dataclasses import replace

import flask_migrate
import pytest

from artflow.domain.errors import Invalid
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Proposal, Wall
from artflow.services.database import schema
from artflow.services.database.transactions import writing
from artflow.services.lists import filters, listing
from artflow.services.lists.filters import Filter
from artflow.services.people import people, profile
from artflow.services.walls import walls
from tests.fixtures import walks

KNOWN = {"code", "city", "district", "address", "face", "width_m", "height_m", "heritage"}
BEFORE = "0004-1"
"""The migration before the one that brings the search."""


def found(person, **wanted):
    return [p.id for p in listing.list_proposals(person, Filter(**wanted)).load_page()]


@pytest.mark.parametrize("query", ["улы дала", "ҰЛЫ ДАЛА", "Ұлы", "дала ұ", "лы дал"])
def test_what_is_typed_without_kazakh_letters_is_found(world, query):
    story = walks.submitted(world, title="Ұлы дала")
    walks.submitted(world, title="Көктем")

    assert found(world.coordinator, q=query) == [story.id]


def test_number_artist_and_address_are_searched(world):
    story = walks.in_review(world)
    number = db.session.get(Proposal, story.id).number

    for query in (number, number[-4:], "artist", "w-1 көше"):
        assert found(world.coordinator, q=query) == [story.id]


def test_an_edited_title_is_found_and_the_old_one_is_not(world):
    story = world.story(title="Ескі атауы")
    story.edit(title="Жаңа атауы")

    assert found(world.artist, q="жана") == [story.id]
    assert found(world.artist, q="ескі") == []


def test_search_shows_no_more_than_a_list(world):
    world.story(title="Құпия қаралама")

    assert found(world.artist, q="купия") != []
    assert found(world.coordinator, q="купия") == []


@pytest.mark.parametrize("query", ["ұ", "а б", "«а»", '"б"', "а%%", "  - ы"])
def test_a_query_without_a_real_word_is_said_so(world, query):
    with pytest.raises(Invalid) as error:
        found(world.artist, q=query)

    assert (error.value.field, error.value.code) == ("q", "too_short")


@pytest.mark.parametrize("query", ['дала" OR "x', "дал%а", "дала*", "NEAR(дала)", "дала' --"])
def test_hostile_queries_are_words_like_others(world, query):
    story = walks.submitted(world, title="Ұлы дала")

    assert found(world.coordinator, q=query) in ([], [story.id])


@pytest.mark.parametrize(
    "query", ["дала_01", "_01 дала", "100%% дала_01", r"\дала_01/", "'дала_01'"]
)
def test_a_line_under_letters_is_a_letter(world, query):
    story = walks.submitted(world, title="Дала_01 100 %%")
    walks.submitted(world, title="Дала-01 дала 101 дала/_01")
    walks.submitted(world, title="Далан01")

    assert story.id in found(world.coordinator, q=query)
    assert found(world.coordinator, q="дала_0") == [story.id]


def test_filters_narrow_and_join(world):
    first, second = walks.at_sponsors(world), walks.submitted(world, title="Басқа")
    jusan = world.organisations["sponsor-1"]

    assert found(world.coordinator) == [second.id, first.id]
    assert found(world.coordinator, stage="sponsors") == [first.id]
    assert found(world.coordinator, district="Абай") == [first.id]
    assert found(world.coordinator, sponsor=jusan) == [first.id]
    assert found(world.coordinator, programme=world.programme) == [second.id, first.id]
    assert found(world.coordinator, programme=world.programme + 1) == []
    assert found(world.artist, mine=True) == [second.id, first.id]
    assert found(world.coordinator, mine=True) == []
    assert found(world.coordinator, stage="submitted", q="баска") == [second.id]


def test_a_title_sent_in_anew_is_found_by_all(world):
    """Others read the title of the version; so does the search, until the work is sent again."""
    story = walks.in_review(world, title="Ескі атауы")
    story.act(world.specialist, "remark", severity="must", text="Атауы?")
    story.act(world.specialist, "return")
    story.edit(title="Жаңа атауы")
    assert found(world.coordinator, q="ескі") == [story.id]
    assert found(world.coordinator, q="жаңа") == []

    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")

    assert found(world.coordinator, q="жаңа") == [story.id]
    assert found(world.coordinator, q="ескі") == []


def test_a_corrected_wall_is_found_by_its_new_address_and_district(world):
    story = walks.in_review(world)
    wall = db.session.get_one(Wall, world.walls[0])
    facts = {c.name: getattr(wall, c.name) for c in Wall.__table__.columns if c.name in KNOWN}

    walls.edit_wall(
        wall.id, world.coordinator, facts | {"address": "Тұран даңғылы", "district": "Тұран"}
    )

    assert found(world.coordinator, q="туран дангылы") == [story.id]
    assert found(world.coordinator, district="Тұран") == [story.id]
    assert found(world.coordinator, q="w-1 көше") == found(world.coordinator, district="Абай") == []


def test_an_artist_who_is_called_otherwise_is_found_by_the_new_name(world):
    story = walks.submitted(world)

    profile.edit(world.artist.id, name="Әсия Қыранова", language="kk", phone="")

    assert found(world.coordinator, q="кыранова асия") == [story.id]
    assert found(world.coordinator, q="artist") == []


def test_what_is_assigned_to_a_specialist_is_theirs(world):
    story = walks.in_review(world)
    assert found(world.specialist, mine=True) == []

    story.act(world.head, "assign", user=world.specialist.id)

    assert found(world.specialist, mine=True) == [story.id]
    assert found(world.specialist, mine=True, q="таны", stage="architecture") == [story.id]
    assert found(world.specialist, mine=True, programme=world.programme + 1) == []
    assert found(world.artist, mine=True) == [story.id]


def test_an_artist_who_also_coordinates_sees_each_work_once(world):
    with writing() as connection:
        people.give_role(
            connection, world.artist.id, world.organisations["office"], Role.COORDINATOR
        )
    world.read_people()
    draft, sent = world.story(), walks.at_sponsors(world)
    sponsor = world.organisations["sponsor-1"]

    for wanted in ({}, {"q": "таны"}, {"programme": world.programme}):
        assert found(world.artist, **wanted) == [sent.id, draft.id]
        assert listing.list_proposals(world.artist, Filter(**wanted)).count() == (2, False)
    for wanted in (
        {"sponsor": sponsor},
        {"district": "Абай"},
        {"stage": "sponsors"},
        {"sponsor": sponsor, "stage": "sponsors"},
    ):
        assert found(world.artist, **wanted) == [sent.id]


def test_a_limit_stands_for_any_number_beyond_it(world):
    for _ in range(3):
        world.story()

    every = listing.list_proposals(world.artist)

    counts = [replace(every, limit=most).count() for most in (1, 2, 3, 4)]

    assert counts == [(1, True), (2, True), (3, False), (3, False)]


def test_the_first_page_comes_with_the_count_and_a_later_one_too(world):
    first, second, third = (world.story().id for _ in range(3))
    every = replace(listing.list_proposals(world.artist), limit=2)

    rows, count = every.load_page_and_count(None, 2)
    later, again = every.load_page_and_count(rows[-1].id, 2)

    assert ([row.id for row in rows], [row.id for row in later]) == ([third, second], [first])
    assert count == again == (2, True)
    assert listing.list_proposals(world.artist, Filter(q="жоқ сөз")).load_page_and_count(None) == (
        [],
        (0, False),
    )


def test_what_was_searched_for_is_counted_less_far(world):
    sponsor = world.organisations["sponsor-1"]
    looked_up = [{"q": "таны"}, {"sponsor": sponsor}, {"q": "таны", "stage": "draft"}]
    by_index = [{}, {"stage": "draft"}, {"district": "Абай"}, {"mine": True}]

    assert {listing.list_proposals(world.artist, Filter(**by)).limit for by in looked_up} == {
        listing.SEARCH_COUNT_LIMIT
    }
    assert {listing.list_proposals(world.artist, Filter(**by)).limit for by in by_index} == {
        listing.COUNT_LIMIT
    }


def test_what_there_is_to_choose_from(world):
    found = filters.load_choices("kk")

    assert found.districts == [("Абай", "Абай")]
    assert found.programmes == [(str(world.programme), "П")]
    names = [name for _, name in found.sponsors]
    assert names == ["sponsor-1", "sponsor-2"]
    assert found.stages[0] == ("draft", "Қаралама")
    assert len(found.stages) == len(dict(found.stages))


def test_districts_stand_in_the_order_people_look_for_them(world):
    for code, district in (("W-3", "Тұран"), ("W-4", "Әл-Фараби"), ("W-5", "")):
        key = world.wall(code)
        with writing() as connection:
            connection.execute(db.update(Wall).where(Wall.id == key).values(district=district))

    assert [name for name, _ in filters.load_choices("ru").districts] == [
        "Абай",
        "Әл-Фараби",
        "Тұран",
    ]


def test_works_of_before_the_search_are_found_after_the_migration(app, world):
    story = walks.at_sponsors(world, title="Ұлы дала")
    draft = world.story(title="Ұлы жол")
    schema.bind(app)
    db.session.remove()

    flask_migrate.downgrade(revision=BEFORE)
    flask_migrate.upgrade()

    assert found(world.artist, q="улы") == [draft.id, story.id]
    assert found(world.coordinator, q="улы", district="Абай") == [story.id]


@pytest.mark.parametrize("most", [0, 1, 2000])
@pytest.mark.parametrize("username", ["coordinator", "artist", "jusan", "admin"])
def test_however_few_stand_in_a_stage_the_same_is_found(world, monkeypatch, most, username):
    """Common words are looked for in a small stage, rare ones in their own index."""
    monkeypatch.setattr(listing, "MOST_READ", most)
    person = getattr(world, username)
    first, second = walks.in_review(world), walks.submitted(world)
    walks.submitted(world, title="Басқа")
    own = username in ("coordinator", "artist", "admin")

    assert found(person, q="таны", stage="submitted") == ([second.id] if own else [])
    assert found(person, q="таны", stage="architecture") == [first.id]
    assert found(person, q="таны", district="Абай") == [first.id]
