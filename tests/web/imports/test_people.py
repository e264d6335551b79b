"""Organisations and people come in as tables: known ones stay one, letters are said before."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import AdminEvent, Mail, Membership, OneTimeLink, Organisation
from artflow.services.database.transactions import writing

from . import tables
from .sending import counts, enter, problems, send

ORGANISATIONS = (
    "Вид организации",
    "Название на казахском",
    "Название на русском",
    "БИН",
    "Телефон",
)
PEOPLE = ("ФИО", "E-mail", "Роль", "Организация", "Программа", "Должность", "Язык")


def organisation(name: str = "Алатау", number: str = "050140001234", **changed: str) -> list[str]:
    row = {"kind": "Спонсор", "kk": name, "ru": name, "bin": number, "phone": "+7 727"}
    return list((row | changed).values())


def person(
    email: str, role: str = "подписант", place: str = "sponsor-1", **changed: str
) -> list[str]:
    row = {"name": "Әсел", "email": email, "role": role, "place": place, "programme": ""}
    return list((row | {"position": "Төраға", "language": "қаз"} | changed).values())


def organisations(*rows: list[str]) -> bytes:
    return tables.workbook(ORGANISATIONS, *rows)


def people(*rows: list[str]) -> bytes:
    return tables.workbook(PEOPLE, *rows)


def stored(app, model) -> list:
    with app.app_context():
        return list(db.session.scalars(db.select(model).order_by(model.id)))


def test_organisations_come_in_with_their_own_history_and_only_once(app, world, visit):
    client, before = visit("admin"), len(world.organisations)
    content = organisations(organisation(), organisation("Қаратау", "", kind="Художник"))

    for fate in ("New", "Already there"):
        send(client, content, kind="organisations")
        assert counts(client)[fate] == "2"
        if fate == "New":
            enter(client)

    found = stored(app, Organisation)[before:]
    assert [(o.name["kk"], o.kind, o.bin) for o in found] == [
        ("Алатау", "sponsor", "050140001234"),
        ("Қаратау", "artist", ""),
    ]
    added = [e.subject for e in stored(app, AdminEvent) if e.type == "added"]
    assert added == [f"organisation:{o.id}" for o in found]
    assert found[1].registers


def test_what_is_wrong_with_an_organisation_is_said(app, world, visit):
    client = visit("admin")
    rows = [
        organisation(number="5140001234"),
        organisation("sponsor-1", "", kind="Архитектура"),
        organisation("", ""),
        organisation("Тау", "111111111111"),
        organisation("Тау", "222222222222"),
    ]

    send(client, organisations(*rows), kind="organisations")

    words = {row[0]: row[3] for row in problems(client)}
    assert "twelve digits" in words["2"]
    assert "another kind" in words["3"]
    assert "Fill in this field" in words["4"]
    assert "Row 5 has the same value" in words["6"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(app, world, visit):
    client = visit("admin")
    client.get("imports.index")
    send(
        client,
        organisations(organisation(), organisation("sponsor-1", "12", kind="Архитектура")),
        kind="organisations",
    )
    words = {row[1]: row[3] for row in problems(client)}
    assert "twelve digits" in words["BIN"]
    assert "another kind" in " ".join(words.values())

    row = person("нет", "король", "sponsor-9", programme="XYZ")
    send(client, people(person("a@example.org"), row), kind="people")
    words = {each[1]: each[3] for each in problems(client)}
    assert len(words) == 4
    assert "no such organisation" in words["Organisation"]
    assert "no such programme" in words["Programme"]


def test_what_came_in_is_listed_with_the_way_to_it(app, world, visit):
    client = visit("admin")
    send(client, organisations(organisation("Қаратау", "")), kind="organisations")
    enter(client)
    (link,) = client.page.one("section", **{"aria-labelledby": "h-entered"}).all("a")
    client.get(link.attrs["href"])
    assert client.page.one("h1").text == "Қаратау"

    send(client, people(person("a@example.org")), kind="people")
    enter(client)
    (link,) = client.page.one("section", **{"aria-labelledby": "h-entered"}).all("a")
    assert link.text == "sponsor-1: sponsor's signatory"
    assert "/people/invitations/" in [a.attrs["href"] for a in client.page.one("main").all("a")]


def test_contacts_that_differ_are_corrected_and_the_old_ones_kept(app, world, visit):
    client = visit("admin")
    send(client, organisations(organisation("Sponsor-1", phone="+7 1")), kind="organisations")

    enter(client, update="y")

    (event,) = [e for e in stored(app, AdminEvent) if e.type == "contacts"]
    assert event.subject == f"organisation:{world.organisations['sponsor-1']}"
    assert event.data == {"old": {"bin": "", "phone": ""}}


def test_people_are_told_by_name_before_letters_go(app, world, visit, post):
    client = visit("admin")
    rows = [person("a@example.org"), person("b@example.org", "наблюдатель спонсора")]

    send(client, people(*rows), kind="people")
    assert "Әсел, a@example.org, sponsor-1: sponsor's signatory" in client.page.one("main").text
    assert stored(app, Mail) == []
    enter(client)

    assert [(m.kind, m.address, m.language) for m in stored(app, Mail)] == [
        ("invite", "a@example.org", "kk"),
        ("invite", "b@example.org", "kk"),
    ]
    (link, _other) = stored(app, OneTimeLink)
    assert link.data["position"] == "Төраға"
    visitor = visit()
    visitor.get(post()[0])
    visitor.fill("", name="Әсел", new_password="long enough here", language="kk")
    with app.app_context():
        query = db.select(Membership).where(Membership.position == "Төраға")
        assert db.session.scalars(query).one().role == "sponsor_signatory"


def test_nobody_gets_a_second_letter(app, world, visit):
    client = visit("admin")
    held = person("jusan@example.org")
    content = people(person("a@example.org"), held)
    send(client, content, kind="people")
    assert counts(client)["Already there"] == "1"
    enter(client)

    send(client, content, kind="people")

    assert counts(client)["Already there"] == "2"
    assert len(stored(app, Mail)) == 1


def test_what_is_wrong_with_a_person_is_said(app, world, visit):
    client = visit("admin")
    rows = [
        person("nobody"),
        person("a@example.org", "king"),
        person("b@example.org", place="Nowhere"),
        person("c@example.org", "координатор"),
        person("d@example.org", programme="XYZ"),
        person("e@example.org", place="sponsor-3", programme="SHY"),
        person("f@example.org", programme="shy"),
        person("F@example.org", "наблюдатель спонсора"),
    ]

    send(client, people(*rows), kind="people")

    words = {int(row[0]): (row[1], row[3]) for row in problems(client)}
    assert "e-mail address" in words[2][1]
    assert "Write one of: artist" in words[3][1]
    assert "no such organisation" in words[4][1]
    assert "another kind" in words[5][1]
    assert "no such programme" in words[6][1]
    assert "takes no part" in words[7][1]
    assert "Row 8 invites this person" in words[9][1]
    assert counts(client)["New"] == "1"


def test_an_earlier_invitation_to_another_role_is_asked_about(app, world, visit):
    client = visit("admin")
    send(client, people(person("a@example.org")), kind="people")
    enter(client)

    send(client, people(person("a@example.org", "наблюдатель спонсора")), kind="people")

    assert "would work no longer" in problems(client)[0][3]


@pytest.mark.parametrize(("kind", "status"), [("organisations", 403), ("people", 200)])
def test_a_coordinator_invites_within_the_own_programmes_only(app, world, visit, kind, status):
    client = visit("coordinator")
    client.get("imports.new", status, kind=kind)
    if status == 200:
        rows = [person("a@example.org"), person("b@example.org", place="sponsor-3")]
        send(client, people(*rows, person("c@example.org", "әкімші", "platform")), kind="people")
        assert [(row[0], row[1]) for row in problems(client)] == [
            ("3", "Organisation"),
            ("4", "Organisation"),
        ]


def test_a_specialist_brings_in_walls_alone(world, visit):
    client = visit("specialist")

    client.get("imports.index")

    assert "Invitation" not in client.page.one("main").text
    client.get("imports.new", 403, kind="people")


def test_nobody_comes_into_a_closed_organisation(app, world, visit):
    with app.app_context(), writing() as connection:
        here = Organisation.id == world.organisations["sponsor-1"]
        connection.execute(db.update(Organisation).where(here).values(active=False))
    client = visit("admin")

    send(client, people(person("a@example.org")), kind="people")

    assert "This organisation is closed: open it again first" in client.page.one("main").text
    assert counts(client)["With a mistake"] == "1"
