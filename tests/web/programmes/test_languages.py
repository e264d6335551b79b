"""A programme has languages of its own: its texts must be there in them, its papers are printed."""

from __future__ import annotations

from tests.fixtures import walks


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def test_name_and_city_must_be_there_in_every_language_of_the_programme(visit, world):
    admin = visit("admin")
    admin.get("programmes.edit", programme_id=world.programme)
    admin.fill("", 422, languages=["ru", "en"], name_en="", city_ru="")
    errors = admin.page.one("section", **{"aria-labelledby": "errors-title"})
    assert {one.text.split(":")[0] for one in errors.all("a")} == {
        "Name in English",
        "City in Russian",
    }
    admin.fill("", 422, languages=[])
    admin.fill("", languages=["ru", "en"], name_en="Walls", city_ru="Тараз")

    admin.get("programmes.show", programme_id=world.programme)
    assert "Languages Русский, English" in main(admin)


def test_a_sheet_is_printed_in_the_languages_of_its_programme(app, visit, world):
    with app.app_context():
        story = walks.at_sponsors(world)
    reader = visit("coordinator")
    reader.get("proposals.sheet", proposal_id=story.id)
    assert [one.attrs["lang"] for one in reader.page.all("article")] == ["kk"]
    reader.get("programmes.edit", programme_id=world.programme)
    reader.fill("", languages=["ru", "en"])

    reader.get("proposals.sheet", proposal_id=story.id)

    (paper,) = reader.page.all("article")
    assert paper.attrs["lang"] == "ru"
    assert paper.one("h2").text == "Лист согласования"
    assert {one.attrs["lang"] for one in paper.all("span") if "lang" in one.attrs} == {"en"}
    assert "Келісу" not in paper.text


def test_a_language_that_the_installation_lost_falls_back(app, visit, world):
    admin = visit("admin")
    admin.get("programmes.edit", programme_id=world.programme)
    admin.fill("", languages=["en"])
    app.config["LANGUAGES"] = ["ru", "kk"]

    admin.get("programmes.show", programme_id=world.programme)

    assert "Русский" in main(admin)
