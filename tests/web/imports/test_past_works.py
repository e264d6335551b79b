"""Works that were painted before: recorded as an earlier register has them, never as decided."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artflow.domain.errors import Invalid
from artflow.extensions import db
from artflow.models import AdminEvent, Event, PastWork, Proposal
from artflow.services.proposals import choices
from artflow.services.walls import candidates, walls
from artflow.services.walls.walls import WallFilter
from tests.fixtures import walks

from . import tables
from .sending import counts, enter, problems, send

HEADS = ("Номер", "Название", "Автор", "Год", "Стена", "Программа", "Сохранился", "Источник")


def work(title: str = "Наурыз", wall: str = "W-1", **changed: object) -> list[object]:
    row = {"number": "7", "title": title, "artist": "А. Садықова", "year": 2019, "wall": wall}
    row |= {"programme": "SHY", "stands": "да", "source": "Реестр 2020 года"}
    return list((row | changed).values())


def works(*rows: list[object]) -> bytes:
    return tables.workbook(HEADS, *rows)


def stored(app) -> list[PastWork]:
    with app.app_context():
        return list(db.session.scalars(db.select(PastWork).order_by(PastWork.id)))


def states(app) -> dict[str, str]:
    with app.app_context():
        return {listed.wall.code: listed.state for listed in walls.list_walls()}


def test_a_work_of_before_stands_on_its_wall_and_decides_nothing(app, world, visit):
    client = visit("coordinator")

    send(
        client, works(work(), work("Ескі", "W-2", number="8", stands="закрашен")), kind="past-works"
    )
    enter(client)

    first, second = stored(app)
    assert (first.title, first.year, first.stands) == ("Наурыз", 2019, True)
    assert (first.programme_id, first.recorded_by_id) == (world.programme, world.coordinator.id)
    assert not second.stands
    assert states(app) == {"W-1": "painted", "W-2": "free"}
    with app.app_context():
        assert db.session.scalars(db.select(Proposal)).all() == []
        assert db.session.scalars(db.select(Event)).all() == []
        assert walls.count_walls(WallFilter(state="painted")) == 1
        kept = db.session.scalars(db.select(AdminEvent.type).order_by(AdminEvent.id)).all()
    assert kept == ["past_work_added", "past_work_added", "imported"]


def test_it_is_shown_everywhere_as_recorded_from_an_earlier_register(app, world, visit):
    client = visit("coordinator")
    send(client, works(work()), kind="past-works")
    enter(client)

    for who, endpoint, values in (
        ("jusan", "portfolio.index", {}),
        ("coordinator", "portfolio.index", {}),
        ("artist", "walls.show", {"wall_id": world.walls[0]}),
        ("", "public.home", {}),
    ):
        reader = visit(who)
        reader.get(endpoint, **values)
        said = reader.page.one("main").text
        assert "«Наурыз»" in said, endpoint
        assert "Recorded from: Реестр 2020 года" in said
        assert "decided here" in said
        assert bool(reader.page.all("section", **{"aria-labelledby": "h-recorded"}))
    stranger = visit("other_artist")
    stranger.get("walls.show", wall_id=world.walls[0])
    assert "Correct" not in stranger.page.one("main").text


def test_once_more_doubles_nothing_and_what_differs_is_corrected(app, world, visit):
    client = visit("coordinator")
    send(client, works(work()), kind="past-works")
    enter(client)
    send(client, works(work()), kind="past-works")
    assert counts(client)["Already there"] == "1"

    send(client, works(work("Наурыз той", stands="нет")), kind="past-works")
    enter(client, update="y")

    (found,) = stored(app)
    assert (found.title, found.stands) == ("Наурыз той", False)
    assert states(app)["W-1"] == "free"


def test_what_cannot_be_is_said_by_row(app, world, visit):
    client = visit("coordinator")
    rows = [
        work(year=datetime.now(UTC).year + 1),
        work(wall="W-9", number="1"),
        work(programme="XYZ", number="2"),
        work("", number="3"),
        work("А", number="4"),
        work("А", number="5"),
        work("Б", number="6", year=date(2018, 5, 1)),
        work("В", number="9", source=""),
    ]

    send(client, works(*rows), kind="past-works")

    words = {row[0]: row[3] for row in problems(client)}
    assert "has not come yet" in words["2"]
    assert "no wall with this number" in words["3"]
    assert "no such programme" in words["4"]
    assert "Fill in" in words["5"]
    assert "Row 6 has the same" in words["7"]
    assert "once for all rows" in words["9"]
    send(client, works(*rows), kind="past-works", source="Тізім")
    assert "9" not in [row[0] for row in problems(client)]
    enter(client)
    assert [(row.title, row.year) for row in stored(app)] == [("А", 2019), ("Б", 2018), ("В", 2019)]


def test_all_that_is_wrong_with_a_row_is_said_at_once(app, world, visit):
    client = visit("coordinator")
    wrong = work("", wall="W-9", programme="XYZ", year=1066, source="", stands="может быть")

    send(client, works(work(), wrong), kind="past-works")

    words = {row[1]: row[3] for row in problems(client) if row[0] == "3"}
    assert len(words) == 7
    assert "Enter a number from 1900 to 2100" in words["Year"], "a year has no thousands"
    assert "no wall with this number" in words["Number of the wall"]
    assert "no such programme" in words["Programme"]
    assert "Row 2 has the same value" in words["Number in that register"]


def test_a_table_without_a_source_asks_for_it_at_its_field(world, visit):
    client = visit("coordinator")
    content = tables.workbook(HEADS[:-1], work()[:-1])
    client.get("imports.new", kind="past-works")
    needed = {row.one("th").text: row.all("td")[0].text for row in client.page.all("tr")[1:]}
    assert needed["Where is it taken from?"] == "required, here or once above"
    assert (needed["Artist"], needed["Notes"]) == ("required", "optional")

    send(client, content, 422, kind="past-works")
    assert client.page.one("p", id="source-e").text.endswith("fill it in here")
    send(client, content, kind="past-works", source="Тізім, 2020")
    enter(client)

    listed = client.page.one("section", **{"aria-labelledby": "h-entered"})
    (link,) = listed.all("a")
    assert (link.text, link.attrs["href"]) == (
        "«Наурыз», А. Садықова, 2019",
        f"/walls/{world.walls[0]}",
    )
    assert "See everything" not in client.page.one("main").text


def test_a_wall_that_a_work_of_ours_has_is_asked_about(app, world, at, visit):
    at("completed")
    client = visit("coordinator")

    send(client, works(work()), kind="past-works")

    assert "Is the earlier one still there?" in problems(client)[0][3]


def test_a_wall_with_a_work_of_before_is_offered_to_nobody(app, world, visit):
    with app.app_context():
        story = walks.at_site(world)
        draft = world.story()
    client = visit("coordinator")
    send(client, works(work("Ескі", "W-2")), kind="past-works")
    enter(client)

    with app.app_context():
        action = story.case.current_stage.actions["propose_wall"]
        offered = choices.list_choices(story.case, action, "en")["wall"]
        assert world.walls[1] not in [key for key, _words in offered]
        with pytest.raises(Invalid) as refused:
            candidates.add_wish(draft.id, world.artist, world.walls[1])
    assert refused.value.code == "wall_taken"


def test_one_work_is_recorded_and_corrected_on_the_page_of_its_wall(app, world, visit):
    client, wall = visit("coordinator"), world.walls[0]
    client.get("past_works.new", wall_id=wall)
    client.fill("", 422, title="Наурыз", artist="", year="2099", source="")
    assert len(client.page.one("main").all("p", **{"class": "error"})) == 3
    client.fill("", artist="А", year="2019", source="Тізім", programme_id=str(world.programme))
    client.get("past_works.new", wall_id=wall)
    client.fill("", 422, title="Наурыз", artist="А", year="2019", source="Тізім")
    assert "recorded on this wall already" in client.page.one("main").text

    (row,) = stored(app)
    client.get("past_works.edit", wall_id=wall, past_work_id=row.id)
    client.fill("", stands="no")

    (row,) = stored(app)
    assert (row.stands, row.programme_id) == (False, world.programme)
    assert states(app)["W-1"] == "free"
    client.get("past_works.edit", 404, wall_id=world.walls[1], past_work_id=row.id)
    visit("artist").get("past_works.edit", 403, wall_id=wall, past_work_id=row.id)


def test_a_specialist_records_works_under_no_programme(app, world, visit):
    client = visit("specialist")

    send(client, works(work(programme=""), work("Б", number="8")), kind="past-works")

    assert [row[:2] for row in problems(client)] == [("3", "Programme")]
    enter(client)
    assert [row.programme_id for row in stored(app)] == [None]
