"""The portfolio page and its exports: the same works to the same readers, in a few statements."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from artflow.domain.people.roles import Part
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Proposal, Turn
from artflow.services.database.transactions import writing
from artflow.services.programmes import setup
from artflow.web.sponsorship import page_models as shown
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition

HOSTILE = "=cmd|' /C calc'!A0"
MINE = ("jusan", "viewer", "tourism", "coordinator")
NOT_MINE = ("artist", "other_artist", "specialist", "head", "admin")
PAGES = ("portfolio.index", "portfolio.export_csv", "portfolio.export_xlsx")


def csv_of(client) -> list[dict[str, str]]:
    answer = client.get("portfolio.export_csv")
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def xlsx_of(client) -> list[dict[str, object]]:
    answer = client.get("portfolio.export_xlsx")
    head, *rows = load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if row[0] != "In all"]


def totals_of(client) -> list[dict[str, object]]:
    """Return what stands under the works of the workbook, without empty cells."""
    answer = client.get("portfolio.export_xlsx")
    head, *rows = load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows if row[0] == "In all"]
    return [{key: value for key, value in row.items() if value is not None} for row in found]


def titles(client) -> set[str]:
    """Return the works of the page."""
    client.get("portfolio.index")
    return {a.text for a in client.page.one("main").all("table")[-1].all("a")}


def links(client) -> list[str]:
    """Return where the works of the page shown lead, and last the next page if there is one."""
    return [a.attrs["href"] for a in client.page.one("main").all("table")[-1].all("a")]


def copies(n: int) -> None:
    """Copy the first work, without a walk for each."""
    P = Proposal.__table__
    row = dict(db.session.execute(db.select(P)).mappings().first() or {}, number=None)
    del row["id"]
    with writing() as connection:
        connection.execute(P.insert(), [row] * n)


@pytest.fixture
def two_programmes(app, world, monkeypatch):
    """Create a work for our sponsors, and one of another programme with the third sponsor."""
    with app.app_context():
        walks.approved(world, title=HOSTILE)
        with writing() as connection:
            other = setup.create_programme(
                connection,
                prefix="OTH",
                name=trilingual("Б", "Д", "Other"),
                city=trilingual("А", "А", "A"),
                definition=definition("mural"),
                now=NOW,
                parties=[
                    (Part.ARCHITECTURE, world.organisations["department"]),
                    (Part.SPONSOR, world.organisations["sponsor-3"]),
                    (Part.COORDINATOR, world.organisations["office"]),
                ],
            )
        world.read_people()
        world.programme, world.walls = other, [world.wall("W-9")]
        kept = world.file("navy")
        monkeypatch.setattr(world, "file", lambda *_: kept)
        story = walks.at_sponsors(world, title="Another")
        story.act(world.third, "sign", amount=7_777_777)
    return {
        "jusan": {HOSTILE},
        "viewer": {HOSTILE},
        "tourism": {HOSTILE},
        "third": {"Another"},
        "coordinator": {HOSTILE, "Another"},
    }


def test_page_and_exports_show_the_same_works_and_nothing_of_others(two_programmes, visit):
    for username, wanted in two_programmes.items():
        client = visit(username)

        assert titles(client) == {f"«{title}»" for title in wanted}
        assert {row["Title of the work"] for row in xlsx_of(client)} == wanted
        read = {row["Title of the work"].removeprefix("'") for row in csv_of(client)}
        assert read == wanted


@pytest.mark.parametrize("username", ["jusan", "viewer"])
def test_no_word_and_no_sum_of_another_programme_is_in_any_answer(two_programmes, visit, username):
    client = visit(username)
    page = client.get("portfolio.index").text.replace("\u00a0", "")
    plain = client.get("portfolio.export_csv").text
    cells = {str(value) for row in xlsx_of(client) for value in (*row, *row.values())}

    for secret in ("Another", "7777777", "sponsor-3"):
        assert secret not in page
        assert secret not in plain
        assert not any(secret in cell for cell in cells)


def test_a_hostile_title_is_text_wherever_it_is_opened(two_programmes, visit):
    client = visit("jusan")
    book = load_workbook(io.BytesIO(client.get("portfolio.export_xlsx").data))
    cells = [cell for row in book.active for cell in row]

    assert csv_of(client)[0]["Title of the work"] == f"'{HOSTILE}"
    assert [c.data_type for c in cells if c.value == HOSTILE] == ["s"]
    assert "f" not in {cell.data_type for cell in cells}


def test_a_work_in_the_making_is_told_with_its_sums(app, world, visit):
    with app.app_context():
        story = walks.in_execution(world)
        first = story.case.milestones[0].id
        story.act(world.artist, "submit_milestone", milestone=first, files=[world.file("gold")])
        story.act(world.coordinator, "confirm_milestone", milestone=first)
        story.act(
            world.coordinator,
            "record_payment",
            sponsor=world.organisations["sponsor-1"],
            amount=1_500_000,
            paid_on=NOW.date(),
            document="1",
        )
        story.act(
            world.artist,
            "report_delay",
            milestone=story.case.milestones[2].id,
            reason="weather",
            expected_on=date(2099, 11, 1),
        )
    client = visit("viewer")

    (row,) = xlsx_of(client)
    client.get("portfolio.index")
    main = client.page.one("main")

    assert row["Stage"] == "Painting in progress"
    assert [row[f"{name}, ₸"] for name in ("Budget", "Agreed", "Due now", "Left")] == [
        10_000_000,
        10_000_000,
        1_500_000,
        8_500_000,
    ]
    assert row["Next due"].replace("\u00a0", " ") == "Outline transferred: 2 000 000 ₸"
    assert (row["sponsor-1: decision"], row["sponsor-1: agreed, ₸"]) == ("Agreed", 6_000_000)
    assert (row["sponsor-1: due, ₸"], row["sponsor-1: left, ₸"]) == (300_000, 4_500_000)
    assert row["sponsor-2: due, ₸"] == 1_200_000
    assert (row["District"], row["Wall"]) == ("Абай", "W-1")
    assert row["Planned start"].date() == date(2027, 4, 5)
    assert row["Planned end"].date() == date(2027, 6, 4)
    assert (row["Paid, ₸"], row["sponsor-1: paid, ₸"], row["sponsor-2: paid, ₸"]) == (
        1_500_000,
        1_500_000,
        0,
    )
    assert row["Delays"] == "Priming. Delayed until 1\u00a0November\u00a02099: weather"
    assert row["Delays"].replace("\u00a0", " ") in main.all("table")[-1].text
    assert "1 500 000" in main.all("tfoot")[0].text
    assert isinstance(row["Last change"], datetime)
    assert "8 500 000" in main.all("tfoot")[0].text
    assert "Next due: Outline transferred: 2 000 000 ₸" in main.text.replace("\u00a0", " ")
    (photo,) = main.one("section", **{"aria-labelledby": "h-photos"}).all("img")
    client.get(photo.attrs["src"])


def test_a_card_has_no_sums_for_a_sponsor(at, visit):
    at("architecture")
    client = visit("jusan")

    (row,) = csv_of(client)

    for name in ("Budget, ₸", "Agreed, ₸", "Due now, ₸", "Paid, ₸", "Left, ₸", "Next due"):
        assert row[name] == ""
    assert row["Planned start"] == row["Planned end"] == ""
    assert "10\u00a0000\u00a0000" not in client.get("portfolio.index").text


def test_what_is_late_is_said_with_its_days_and_whose_turn_it_is(app, at, visit):
    at("sponsors")
    late = datetime.now(UTC).date() - timedelta(days=30)
    with app.app_context():
        db.session.execute(db.update(Turn).values(due_on=late))
        db.session.commit()
    client = visit("coordinator")

    (row,) = xlsx_of(client)

    assert row["Working days overdue"] >= 15
    assert row["Whose turn"] == "sponsor-1, sponsor-2"
    assert row["Due date"].date() == late
    assert "overdue by" in client.get("portfolio.index").text


def test_what_is_on_hold_is_not_late(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.coordinator, "hold", review_on=NOW.date() + timedelta(days=9), text=".")
    (row,) = csv_of(visit("coordinator"))

    assert (row["Whose turn"], row["Due date"]) == ("On hold", "")
    assert row["Working days overdue"] == ""


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("username", MINE)
def test_everybody_concerned_reads_it_in_their_language(at, visit, username, language):
    at("approved")
    client = visit(username, language)
    page = {"kk": "Портфель", "ru": "Портфель", "en": "Portfolio"}[language]

    client.get("portfolio.index")
    book = load_workbook(io.BytesIO(client.get("portfolio.export_xlsx").data))

    assert client.page.one("h1").text == book.active.title == page
    assert page in [a.text for a in client.page.one("header").one("nav").all("a")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("username", NOT_MINE)
def test_it_is_not_for_others(world, visit, username, page):
    client = visit(username)

    client.get(page, 403)
    client.get("desk.show")
    assert "Portfolio" not in [a.text for a in client.page.one("header").one("nav").all("a")]


def test_an_export_is_a_file_of_the_day_that_nobody_keeps(world, visit):
    client = visit("jusan")
    for kind, media in (("csv", "text/csv"), ("xlsx", "application/vnd.openxml")):
        answer = client.get(f"portfolio.export_{kind}")

        assert answer.mimetype.startswith(media)
        name = answer.headers["Content-Disposition"].partition("filename=")[2]
        assert name.startswith("artflow-portfolio-20")
        assert name.endswith(f".{kind}")
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_empty_portfolio_says_so(world, visit):
    client = visit("third")
    client.get("portfolio.index")

    assert "No works yet" in client.page.one("main").text
    assert xlsx_of(client) == csv_of(client) == []


def test_a_long_stage_goes_on_by_pages_and_its_sums_are_of_all(app, at, visit, monkeypatch):
    at("approved")
    with app.app_context():
        copies(29)
    client = visit("coordinator")
    monkeypatch.setattr(shown, "STAGE_PAGE_SIZE", 20)

    client.get("portfolio.index")
    assert len(links(client)) == shown.FIRST_PAGE_SIZE + 1
    assert client.page.one("main").all("tfoot")[0].text.startswith("In all 30 300 000 000")
    *_works, more = links(client)
    client.get(more)
    *first, more = links(client)
    client.get(more)
    second = links(client)

    assert (len(first), len(second), len({*first, *second})) == (20, 10, 30)


@pytest.mark.parametrize("query", ["?stage=nonsense", "?stage=draft", "?stage=%00"])
def test_a_stage_without_works_is_not_there(at, visit, query):
    at("approved")

    visit("jusan").get(f"/portfolio/{query}", 404)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "0"])
def test_a_place_that_is_none_is_no_fault(at, visit, after):
    at("approved")

    visit("jusan").get(f"/portfolio/?stage=approved&after={after}")


@pytest.mark.parametrize("page", PAGES)
def test_the_statements_do_not_grow_with_the_works(app, at, visit, page):
    at("completed")
    client, statements, counts = visit("jusan"), [], {}
    with app.app_context():
        db.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    client.get(page)
    for n, more in ((5, 4), (25, 20), (100, 75)):
        with app.app_context():
            copies(more)
        statements.clear()
        client.get(page)
        counts[n] = len(statements)

    assert set(counts.values()) == {counts[5]}
    assert counts[5] <= (11 if page == "portfolio.index" else 16)  # a table is gone through twice


def test_what_binds_nobody_any_more_is_in_no_total(app, world, visit):
    with app.app_context():
        walks.approved(world)
        refused = walks.submitted(world, budget_kzt=77)
        refused.act(world.coordinator, "refuse", code="content", text=".")
    coordinator = visit("coordinator")
    coordinator.get("portfolio.index")
    (total,) = coordinator.page.one("main").all("tfoot")

    cells = [cell.text.replace("\u00a0", " ") for cell in total.all("td")]
    assert cells == ["1", "10 000 000", "10 000 000", "0", "0", "10 000 000"]
    assert totals_of(coordinator) == [
        {
            "Number": "In all",
            "Budget, ₸": 10_000_000,
            "Agreed, ₸": 10_000_000,
            "Due now, ₸": 0,
            "Paid, ₸": 0,
            "Left, ₸": 10_000_000,
            "sponsor-1: agreed, ₸": 6_000_000,
            "sponsor-1: due, ₸": 0,
            "sponsor-1: paid, ₸": 0,
            "sponsor-1: left, ₸": 6_000_000,
            "sponsor-2: agreed, ₸": 4_000_000,
            "sponsor-2: due, ₸": 0,
            "sponsor-2: paid, ₸": 0,
            "sponsor-2: left, ₸": 4_000_000,
        }
    ]


def test_the_columns_of_the_reader_s_own_organisation_come_first(at, visit):
    at("approved")

    (row,) = csv_of(visit("tourism"))

    shares = [name for name in row if name.startswith("sponsor-")]
    assert shares[0] == "sponsor-2: decision"
    assert shares[5] == "sponsor-1: decision"
