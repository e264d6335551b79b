"""A city brings its walls: looked at row by row, entered by a second press, never doubled."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from artflow.extensions import db
from artflow.models import AdminEvent, ImportRun, Wall
from artflow.services.walls import walls

from . import tables
from .sending import counts, enter, problems, send


def stored(app) -> list[Wall]:
    with app.app_context():
        return list(db.session.scalars(db.select(Wall).order_by(Wall.id)))


def test_a_city_comes_with_three_hundred_walls(app, world, visit):
    client = visit("coordinator")

    send(client, tables.walls(*(tables.wall(f"A-{n}") for n in range(300))))
    assert counts(client)["New"] == "300"
    assert len(stored(app)) == 2
    enter(client)

    assert counts(client) == {
        "Entered anew": "300",
        "Changed": "0",
        "Already there": "0",
        "Left out": "0",
    }
    found = stored(app)
    listed = client.page.one("section", **{"aria-labelledby": "h-entered"})
    assert len(listed.all("a")) == 100
    assert "200 more" in listed.text
    first = listed.all("a")[0]
    assert (first.text, first.attrs["href"]) == (
        f"A-0, {found[2].address}",
        f"/walls/{found[2].id}",
    )
    assert len(found) == 302
    assert (found[2].code, found[2].face, found[2].heritage) == ("A-0", "east", "unknown")
    assert (found[2].width_m, found[2].latitude) == (Decimal("12.40"), Decimal("42.317436"))
    with app.app_context():
        event = db.session.scalars(db.select(AdminEvent).filter_by(type="imported")).one()
        assert event.actor_id == world.coordinator.id
        assert len(event.data["rows"]) == 300
        assert event.data["counts"]["new"] == 300


def test_the_same_table_once_more_doubles_nothing(app, world, visit):
    client, content = visit("admin"), tables.walls(tables.wall("A-1"), tables.wall("A-2"))
    send(client, content)
    enter(client)

    send(client, content)

    assert (counts(client)["New"], counts(client)["Already there"]) == ("0", "2")
    assert "There is nothing to enter" in client.page.one("main").text
    assert len(stored(app)) == 4


def test_every_mistake_is_said_by_row_and_column_beside_what_was_typed(app, world, visit):
    client = visit("coordinator")
    rows = [
        tables.wall("A-1", width=0),
        tables.wall("A-2", face="вверх"),
        tables.wall("A-1", address="Другой дом"),
        tables.wall("", height="высокая"),
        tables.wall("A-5"),
    ]

    send(client, tables.walls(*rows))

    found = {(number, column): (typed, words) for number, column, typed, words in problems(client)}
    assert found[("4", "Width, m")] == ("0", "mistake Enter more than 0")
    assert found[("5", "Which side faces the street?")][0] == "вверх"
    assert "North-east" in found[("5", "Which side faces the street?")][1]
    assert "Row 4 has the same value" in found[("6", "Number in the register")][1]
    assert found[("7", "Number in the register")] == ("—", "mistake Fill in this field")
    assert found[("7", "Height, m")] == ("высокая", "mistake Enter a number")
    assert (counts(client)["New"], counts(client)["With a mistake"]) == ("1", "4")
    (link,) = [a.attrs["href"] for a in client.page.all("a") if a.text == "Download CSV"]
    lines = client.get(link).data.decode("utf-8-sig").splitlines()
    assert lines[1] == "4;Width, m;0;Enter more than 0;mistake"
    assert len(lines) == 1 + len(found)
    enter(client)
    assert counts(client)["Left out"] == "4"
    assert [wall.code for wall in stored(app)] == ["W-1", "W-2", "A-5"]


def test_a_number_of_many_digits_is_a_mistake_of_its_cell(app, world, visit):
    client = visit("coordinator")
    long = "9" * 40 + ".1234567"

    send(client, tables.walls(tables.wall("A-1", latitude=long), tables.wall("A-2")))

    (found,) = problems(client)
    assert found[0] == "4"
    assert found[2] == long
    enter(client)
    assert [wall.code for wall in stored(app)] == ["W-1", "W-2", "A-2"]


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Осы өрісті толтырыңыз"), ("ru", "Заполните это поле")]
)
def test_mistakes_are_said_in_the_language_of_the_reader(world, visit, language, words):
    client = visit("coordinator", language)

    send(client, tables.walls(tables.wall(""), tables.wall("A-1")))

    assert words in problems(client)[0][3]


def test_coordinates_that_cannot_be_are_asked(app, world, visit):
    client = visit("coordinator")
    near = [tables.wall(f"A-{n}") for n in range(4)]
    swapped = tables.wall("A-7", latitude=69.5961, longitude=42.3174)
    far = tables.wall("A-8", latitude=51.1, longitude=71.4)
    half = tables.wall("A-9", longitude=None)

    send(client, tables.walls(*near, swapped, far, half))

    words = [row[3] for row in problems(client)]
    assert len(words) == 3
    assert any("seem to be swapped" in each for each in words)
    assert any("far away" in each for each in words)
    assert any("this one is not" in each for each in words)
    enter(client)
    assert (counts(client)["Entered anew"], counts(client)["Left out"]) == ("4", "3")
    send(client, tables.walls(*near, swapped, far, half))
    enter(client, doubtful="y")
    assert counts(client)["Entered anew"] == "3"


def test_what_differs_is_changed_only_if_that_is_chosen(app, world, visit):
    client = visit("coordinator")
    send(client, tables.walls(tables.wall("A-1")))
    enter(client)
    changed = tables.walls(tables.wall("A-1", height=30, latitude=None), tables.wall("A-2"))

    send(client, changed)
    assert "27" in client.page.one("main").text
    enter(client)
    assert stored(app)[2].height_m == 27
    send(client, changed)
    enter(client, update="y")

    assert (stored(app)[2].height_m, stored(app)[2].latitude) == (30, Decimal("42.317436"))
    with app.app_context():
        event = db.session.scalars(db.select(AdminEvent).order_by(AdminEvent.id.desc())).first()
        assert event.data["rows"][0]["old"] == {"height_m": "27.00"}


def test_what_is_entered_is_what_was_shown(app, world, visit):
    client = visit("coordinator")
    send(client, tables.walls(tables.wall("A-1")))
    with app.app_context():
        world.wall("A-1")

    enter(client, 409)

    assert "Something has changed here" in client.page.one("main").text
    assert counts(client)["Differs from what is here"] == "1"
    assert len(stored(app)) == 3


def test_a_table_is_entered_once(app, world, visit):
    client, other = visit("coordinator"), visit("admin")
    send(client, tables.walls(tables.wall("A-1")))
    form = client.page.one("main").all("form")[0].attrs["action"]
    shown = client.page.all("input", name="shown")[0].attrs["value"]
    other.get(form)
    enter(client)

    other.post(form, 409, data={"shown": shown})

    assert "entered already" in other.page.one("main").text
    assert len(stored(app)) == 3


def test_a_table_that_names_no_city_takes_the_one_of_the_upload(app, world, visit):
    client = visit("coordinator")
    heads = ["Номер в реестре", "Район", "Адрес", "Сторона", "Ширина", "Высота"]
    content = tables.workbook(heads, ["A-1", "Тұран", "Көше, 1", "Шығыс", "12,5", "20"])

    send(client, content, city="Тараз")
    assert [row[1:] for row in problems(client)] == [
        ("City", "Тараз", "question No programme and no other wall is in this city. Is it right?")
    ]
    enter(client, doubtful="y")
    assert stored(app)[2].city == "Тараз"
    send(client, content, 422, city="")
    assert client.page.one("p", id="city-e").text.endswith("fill it in here")
    assert "(optional)" not in client.page.one("label", **{"for": "city"}).text


def test_a_column_that_nothing_can_stand_for_is_missed(app, world, visit):
    client = visit("coordinator")
    heads = ["Номер в реестре", "Город", "Район", "Сторона", "Ширина", "Высота"]

    send(client, tables.workbook(heads, ["A-1", "Тараз", "Тұран", "Шығыс", "12,5", "20"]))

    assert "Columns are missing: «Address»" in client.page.one("main").text
    assert client.page.all("input", name="shown") == []


def test_all_that_is_wrong_with_a_row_is_said_at_once(app, world, visit):
    client = visit("coordinator")
    row = tables.wall("W-1", city="Тараз", width=0, face="вверх", latitude=95)

    send(client, tables.walls(tables.wall("A-1"), row))

    words = {column: words for number, column, _typed, words in problems(client) if number == "5"}
    assert "A wall in another city has this number" in words["Number in the register"]
    assert "more than 0" in words["Width, m"]
    assert "North-east" in words["Which side faces the street?"]
    assert "from -90 to 90" in words["Latitude"].replace("\N{MINUS SIGN}", "-")
    assert len(words) == 4


def test_merged_cells_and_columns_that_stand_twice_are_refused_by_name(world, visit):
    client = visit("coordinator")

    send(client, tables.workbook([*tables.RUSSIAN, "Адрес"], [*tables.wall("A-1"), "x"]))

    assert "Columns stand twice: «Address»" in client.page.one("main").text
    book = Workbook()
    for row in (["Реестр"], tables.RUSSIAN, tables.wall("A-1"), tables.wall("A-2")):
        book.active.append(list(row))
    book.active.merge_cells("A1:K1")
    book.active.merge_cells("D3:D4")
    stream = io.BytesIO()
    book.save(stream)
    send(client, stream.getvalue())
    assert "Cells are merged: D3:D4." in client.page.one("main").text
    assert client.page.all("input", name="shown") == []


def test_a_file_that_is_no_table_is_refused_at_its_field(app, world, visit):
    client = visit("coordinator")

    send(client, b"\x00\x01\x02", 422)
    assert "this is no table" in client.page.one("main").text
    send(client, "что-то\nдругое".encode(), 422)
    assert "no row names columns" in client.page.one("main").text
    send(client, tables.walls(), 422)
    assert "no row below" in client.page.one("main").text
    with app.app_context():
        assert db.session.scalars(db.select(ImportRun)).all() == []


def test_the_template_is_filled_in_as_it_is_and_its_example_is_no_wall(app, world, visit):
    for language in ("kk", "ru", "en"):
        client = visit("coordinator", language)
        blank = client.get("imports.template", kind="walls").data
        book = load_workbook(io.BytesIO(blank))
        sheet = book.worksheets[0]
        example = [cell.value for cell in sheet[2]]
        for n, value in enumerate(example, 1):
            sheet.cell(3, n, f"T-{language}" if n == 1 else value)
        stream = io.BytesIO()
        book.save(stream)

        send(client, stream.getvalue())
        enter(client, doubtful="y")

    assert [wall.code for wall in stored(app)] == ["W-1", "W-2", "T-kk", "T-ru", "T-en"]
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]


def offered(book) -> dict[str, tuple[list[str], bool]]:
    """Return what each column of a template offers, and whether it takes nothing else."""
    sheet, found = book.worksheets[0], {}
    for rule in sheet.data_validations.dataValidation:
        name, _, cells = rule.formula1.rpartition("!")
        values = [row[0].value for row in book[name.strip("'")][cells.replace("$", "")]]
        letter = str(rule.sqref)[0]
        assert str(rule.sqref) == f"{letter}2:{letter}500"
        assert rule.type == "list"
        found[sheet[f"{letter}1"].value] = (values, rule.showErrorMessage)
    return found


def test_the_template_offers_what_can_stand_in_a_column_and_what_is_known(app, world, visit):
    client = visit("coordinator")
    with app.app_context():
        walls.edit_wall(world.walls[0], world.admin, {"code": "W-1", "substrate": "кірпіш"})

    book = load_workbook(io.BytesIO(client.get("imports.template", kind="walls").data))

    found = offered(book)
    faces, only = found["Which side faces the street?"]
    assert (faces[:2], len(faces), only) == (["North", "North-east"], 8, True)
    assert len(found["Protection of heritage"][0]) == 6
    assert found["City"] == (["Шымкент"], False)
    assert found["District"] == (["Абай"], False)
    assert found["Surface"] == (["кірпіш"], False)
    assert found["Owner"] == (["МИБ"], False)
    assert len(found) == 6


@pytest.mark.parametrize(
    ("username", "kind", "expected"),
    [
        ("coordinator", "past-works", {"Number of the wall": ["W-1", "W-2"], "Programme": ["P"]}),
        ("specialist", "past-works", {"Number of the wall": ["W-1", "W-2"], "Programme": None}),
        (
            "coordinator",
            "people",
            {
                "Organisation": ["department", "office", "sponsor-1", "sponsor-2"],
                "Programme": ["P"],
            },
        ),
    ],
)
def test_the_template_offers_to_each_what_they_may_see(world, visit, username, kind, expected):
    book = load_workbook(io.BytesIO(visit(username).get("imports.template", kind=kind).data))

    found = offered(book)
    for name, values in expected.items():
        assert (sorted(found[name][0]) if name in found else None) == values, name


@pytest.mark.parametrize(
    ("username", "status"), [("artist", 403), ("head", 403), ("jusan", 403), ("specialist", 200)]
)
def test_whoever_may_enter_a_wall_may_enter_three_hundred(world, visit, username, status):
    client = visit(username)

    client.get("imports.index", status)
    client.get("imports.new", status, kind="walls")


def test_another_persons_table_is_not_there_but_for_administrators(app, world, visit):
    client = visit("coordinator")
    send(client, tables.walls(tables.wall("A-1")))
    address = client.page.one("main").all("form")[0].attrs["action"]

    visit("specialist").get(address, 404)
    visit("admin").get(address)


def test_a_table_is_discarded(app, world, visit):
    client = visit("coordinator")
    send(client, tables.walls(tables.wall("A-1")))
    (discard,) = [
        f.attrs["action"]
        for f in client.page.one("main").all("form")
        if f.attrs["action"].endswith("discard")
    ]

    client.post(discard)

    with app.app_context():
        assert db.session.scalars(db.select(ImportRun)).all() == []
