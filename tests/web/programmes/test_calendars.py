"""Calendars of cities: asked about twice, renamed, closed, their days in the reader's language."""

from __future__ import annotations

import pytest

ALMATY = {"name_kk": "Алматы", "country": "KZ", "zone": "Asia/Almaty"}


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def add(client, status=303, **given):
    client.get("calendar.new")
    return client.fill("", status, **ALMATY | given)


def test_a_second_calendar_of_the_same_city_is_asked_about(visit, world):
    admin = visit("admin")
    admin.get("calendar.new")
    assert admin.page.all("input", name="again") == []
    admin.fill("", 422, **ALMATY | {"name_kk": " ш"})
    assert "There is a calendar of this name already" in main(admin)
    admin.fill("", again="y")

    admin.get("calendar.index", calendar=2)


def test_a_calendar_is_renamed(visit, world):
    admin = visit("admin")
    admin.get("calendar.rename", calendar_id=1)
    admin.fill("", 422, name_kk="")
    admin.fill("", name_kk="Тараз", name_en="Taraz")

    admin.get("calendar.index")
    assert "Taraz" in main(admin)
    assert "The calendar got another name: Admin" in main(admin)
    admin.get("calendar.rename", 404, calendar_id=9)


def test_a_calendar_that_is_used_is_closed_once_another_takes_its_place(visit, world):
    admin = visit("admin")
    admin.get("calendar.index")
    assert "Close the calendar" not in main(admin)
    admin.get("calendar.close", calendar_id=1)
    assert "This is the only calendar" in main(admin)
    assert admin.page.one("main").all("form") == []
    admin.post("calendar.close", 422, calendar_id=1)
    add(admin)
    admin.get("calendar.index")
    assert "Close the calendar" in main(admin)
    admin.get("calendar.close", calendar_id=1)
    assert "These use it and will switch to the other one: P." in main(admin)
    admin.fill("", 422, replacement=None)
    admin.get("calendar.close", calendar_id=1)
    assert admin.filled()["replacement"] == "2", "there is no other"
    admin.fill("")

    admin.get("programmes.show", programme_id=world.programme)
    assert "Working days Алматы" in main(admin)
    admin.get("programmes.edit", programme_id=world.programme)
    assert [one.attrs["value"] for one in admin.page.all("input", name="calendar_id")] == ["2"]
    admin.get("calendar.index", calendar=1)
    assert "no programme can choose it" in main(admin)
    admin.post("calendar.reopen", calendar_id=1)
    admin.get("programmes.edit", programme_id=world.programme)
    assert len(admin.page.all("input", name="calendar_id")) == 2


def test_a_calendar_that_nobody_uses_is_closed_by_one_press(visit, world):
    admin = visit("admin")
    add(admin)
    admin.get("calendar.close", calendar_id=2)
    admin.fill("")

    admin.get("calendar.index", calendar=2)
    assert "Алматы (closed)" in main(admin)
    visit("coordinator").get("calendar.close", 403, calendar_id=2)


@pytest.mark.parametrize(
    ("language", "name", "moved"),
    [
        ("kk", "Халықаралық әйелдер күні", "қайта белгіленген демалыс"),
        ("ru", "Международный женский день", "перенесён"),
        ("en", "International Women's Day", "observed"),
    ],
)
def test_the_state_s_days_are_named_in_the_language_of_the_reader(
    visit, world, language, name, moved
):
    client = visit("coordinator", language=language)
    client.get("calendar.index", year=2026)

    assert name in main(client)
    assert moved in main(client)
    cells = client.page.one("tbody").all("td")
    assert {td.attrs["lang"] for td in cells if "lang" in td.attrs} == {language}


def test_days_that_nobody_has_translated_stay_in_the_language_of_their_state(visit, world):
    admin = visit("admin", language="ru")
    admin.get("calendar.new")
    admin.fill("", name_kk="Берлин", country="DE", zone="Europe/Berlin")
    admin.get("calendar.index", calendar=2)

    assert main(admin).count("Neujahr") == 1, main(admin)


def test_a_worked_saturday_of_the_state_is_said_to_be_one(visit, world):
    admin = visit("admin")
    admin.post("calendar.fill", calendar_id=1, year=2024)
    admin.get("calendar.index", year=2024)

    (saturday,) = [row.text for row in admin.page.all("tr") if "4 May" in row.text]
    assert "Saturday" in saturday
    assert "working day" in saturday
    assert "worked instead of a day off" in saturday
