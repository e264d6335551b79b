"""The page of the statistics, what its numbers lead to, and its workbook."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.fixtures import walks

MONTH = "2026-09"


@pytest.fixture
def approved(app, world):
    with app.app_context():
        return walks.at_sponsors(world)


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def test_each_number_leads_to_the_works_that_it_counts(approved, visit):
    head = visit("head")
    head.get("statistics.show", month=MONTH)
    bars = [s.attrs["aria-label"] for s in head.page.all("svg") if s.attrs.get("role") == "img"]
    assert bars == ["on time: 1, late: 0"] * 2
    links = [a.attrs["href"] for a in head.page.all("a") if "/statistics/works" in a.attrs["href"]]
    assert links

    for link in links:
        head.get(link)
        assert any(a.attrs["href"] == f"/proposals/{approved.id}" for a in head.page.all("a"))


def test_the_desk_says_the_numbers_of_the_statistics(approved, visit):
    head = visit("head")
    head.get("statistics.show", month=MONTH)
    counts = head.page.one("dl", **{"class": "counts"})
    links = [a.attrs["href"] for a in counts.all("a")]
    assert [number for _term, number in counts.terms] == ["1", "1", "0", "0"]
    assert links == [f"/statistics/works?month={MONTH}&works={w}" for w in ("received", "settled")]
    for link in links:
        head.get(link)
        assert any(a.attrs["href"] == f"/proposals/{approved.id}" for a in head.page.all("a"))


def test_the_workbook_holds_the_same_numbers(approved, visit):
    head = visit("head")
    answer = head.get("statistics.export_xlsx", month=MONTH)

    sheet = load_workbook(io.BytesIO(answer.data)).active
    first, *rows = sheet.iter_rows(values_only=True)

    assert first[3:6] == ("On time", "Late", "All")
    assert [row[3:6] for row in rows] == [(1, 0, 1)] * 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_who_runs_the_programme_sees_it_in_every_language(approved, visit, language):
    coordinator = visit("coordinator", language)
    coordinator.get("desk.show")
    assert "/statistics/" in {a.attrs["href"] for a in coordinator.page.all("a")}
    coordinator.get("statistics.show", month=MONTH)

    assert coordinator.page.one("h1").text
    assert len(coordinator.page.all("table")) == 2


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "x-y", "99999-01", "2026-09-01"])
def test_a_month_that_is_none_is_this_one(world, visit, month):
    head = visit("head")
    head.get("statistics.show", month=month)

    assert "Nothing ended in this month" in main(head)


@pytest.mark.parametrize("username", ["artist", "jusan", "viewer"])
def test_others_have_no_such_page(world, visit, username):
    for endpoint in ("statistics.show", "statistics.works", "statistics.export_xlsx"):
        visit(username).get(endpoint, 404)
