"""An administrator opens a programme in a second city, publishes a process, puts it into force."""

from __future__ import annotations

import io

import pytest

from artflow.domain.definitions.problems import PROBLEMS, Problem
from artflow.extensions import db
from artflow.models import Definition, Programme
from artflow.web.programmes.problem_labels import PROBLEM_LABELS, say_problem
from tests.fixtures.world import definition

SLOWER = definition("mural").replace("hearing_days = 3", "hearing_days = 4")
ANSWERS = {
    "name_kk": "Тараз қабырғалары",
    "city_kk": "Тараз",
    "prefix": "trz",
    "number_form": "prefix-number-year",
    "calendar": "1",
    "definition": "1",
}


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def test_a_programme_is_opened_and_says_what_is_missing(visit, world):
    admin = visit("admin")
    admin.get("programmes.new")
    admin.fill("", 422, **ANSWERS | {"prefix": "т"})
    assert admin.page.one("input", name="name_kk").attrs["value"] == "Тараз қабырғалары"
    admin.fill("", 422, **ANSWERS | {"prefix": "shy"})
    assert "Another programme uses this prefix" in main(admin)
    admin.get(admin.fill("", prefix="trz").location)

    assert admin.page.one("h1").text == "Тараз қабырғалары"
    assert "Still missing: Architecture department" in main(admin)
    assert "TRZ-0001-year" in main(admin)
    artist = visit("artist")
    artist.get("proposals.new")
    assert "Тараз қабырғалары" in main(artist)


def test_a_programme_after_an_example_has_its_organisations(visit, world):
    admin = visit("admin")
    admin.get("programmes.new", copy=world.programme)
    admin.get(admin.fill("", prefix="SH2", opens_on="2027-01-01").location)

    assert "Still missing" not in main(admin)
    assert "sponsor-2" in main(admin)


def test_another_city_has_its_own_calendar(visit, world):
    admin = visit("admin")
    admin.get("calendar.new")
    admin.fill("", 422, country="KZ", zone="Asia/Almaty")
    admin.fill("", name_kk="Берлин", country="DE", zone="Europe/Berlin")

    admin.get("calendar.index", calendar=2)
    assert "Берлин" in admin.page.one("main").one("nav", **{"aria-label": "Cities"}).text
    admin.get("calendar.index", 404, calendar=3)


def test_a_process_is_published_then_put_into_force(app, visit, world):
    admin = visit("admin")
    admin.get("processes.index")
    admin.fill("", 422)
    wrong = (io.BytesIO(SLOWER.replace("hearing_days", "hearing_dais").encode()), "wrong.toml")
    admin.fill("", 422, document=wrong)
    assert "hearing_dais" in main(admin)
    count = len(admin.page.one("ul", **{"class": "problems"}).all("li"))
    assert count > 1
    assert admin.page.one("section", role="alert").one("h2").text == f"Fix {count} mistakes"
    admin.get(admin.fill("", document=(io.BytesIO(SLOWER.encode()), "slower.toml")).location)
    assert "A preliminary refusal is shown for, working days" in main(admin)
    assert admin.get("processes.document", definition_id=2).data == SLOWER.encode()

    admin.get("processes.index")
    admin.get(admin.fill("", document=(io.BytesIO(SLOWER.encode()), "slower.toml")).location)
    assert "Nothing has changed: this very document was published before" in admin.page.text

    admin.get("processes.put_in_force", programme_id=world.programme, definition_id=2)
    assert "The same process in another version" in main(admin)
    codes = [code.text for code in admin.page.one("main").all("p")[2].all("code")]
    with app.app_context():
        hashes = db.session.scalars(db.select(Definition.sha256).order_by(Definition.id)).all()
    assert codes == [sha256[:12] for sha256 in hashes]
    admin.fill("")

    with app.app_context():
        assert db.session.get_one(Programme, world.programme).definition_id == 2
        assert len(db.session.scalars(db.select(Definition)).all()) == 2
    admin.get("processes.put_in_force", programme_id=world.programme, definition_id=2)
    assert "in force already" in main(admin)
    assert "in another version" not in main(admin)
    admin.post("processes.put_in_force", 422, programme_id=world.programme, definition_id=2)
    visit("coordinator").get("processes.index", 403)


def test_a_process_that_is_not_in_force_says_which_works_follow_it(visit, world, at):
    at("submitted")
    admin = visit("admin")
    admin.get("processes.index")
    admin.get(admin.fill("", document=(io.BytesIO(SLOWER.encode()), "slower.toml")).location)
    admin.get("processes.put_in_force", programme_id=world.programme, definition_id=2)
    admin.fill("")

    admin.get("processes.index")
    old = admin.page.one("main").one("ul").all("li")[1].text
    assert "not in force for new works" in old
    assert "Works that follow it: 1 work" in old


def test_the_examples_of_numbers_begin_as_the_programme_s_own(visit, world):
    admin = visit("admin")
    admin.get("programmes.edit", programme_id=world.programme)
    assert "SHY-0007-" in main(admin)
    admin.get("programmes.new")
    assert "ABC-0007-" in main(admin)
    admin.fill("", 422, prefix="TRZ")
    assert "TRZ-0007-" in main(admin)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "settings: «hearing_dais» белгісіз"),
        ("ru", "settings: «hearing_dais» неизвестно"),
        ("en", "settings: 'hearing_dais' is unknown"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_in_the_language_of_the_page(
    visit, world, language, said
):
    admin = visit("admin", language=language)
    admin.get("processes.index")
    wrong = SLOWER.replace("hearing_days", "hearing_dais").encode()
    admin.fill("", 422, document=(io.BytesIO(wrong), "wrong.toml"))

    assert said in main(admin)


def test_the_pages_have_words_for_every_problem_of_a_document():
    assert {code: str(label) for code, label in PROBLEM_LABELS.items()} == PROBLEMS | {
        "not_toml": "The document is no TOML: %(error)s",
        "not_utf8": "The document is not written in UTF-8: see byte %(byte)s",
    }
    found = say_problem(Problem("not UTF-8", "not_utf8", byte=7))
    assert found == "The document is not written in UTF-8: see byte 7"
