"""Two programmes in two cities count in two currencies: no sum is shown in the other's."""

from __future__ import annotations

import csv
import io

import pytest

from artflow.demo.story import Story
from artflow.domain.text import LocalizedText
from artflow.services.programmes import creation
from artflow.services.programmes.creation import NewProgramme
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW

BERLIN = LocalizedText({"kk": "Берлин", "en": "Berlin"})


def text_of(client, part="main") -> str:
    return " ".join(client.page.one(part).text.replace("\u00a0", " ").split())


def second_of(world):
    """Bring another sketch at home as far as the choice of a wall."""
    story = Story(world.artist, world.programme, NOW).draft(FACTS)
    story.attach(world.file("olive"), "sketch", alt="эскиз")
    story.act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    return story


@pytest.fixture
def abroad(app, world):
    """Begin a work in a second programme, which counts in euros. Returns both."""
    with app.app_context():
        given = NewProgramme("BER", "prefix-year-number", BERLIN, BERLIN, 1, 1, currency="EUR")
        key = creation.add(world.admin, given, NOW, parties_of=world.programme)
        home, world.programme = world.programme, key
        world.read_people()
        story = walks.at_sponsors(world, title="Qasqyr", budget_kzt=9_000)
        story.act(world.jusan, "sign", amount=5_000)
        world.programme = home
    return key, story.id


def test_the_pages_of_a_work_show_its_own_currency(visit, abroad):
    sponsor = visit("tourism")
    sponsor.get("proposals.show", proposal_id=abroad[1])
    assert "€9 000" in text_of(sponsor)
    assert "₸" not in text_of(sponsor)
    sponsor.get("desk.show")
    assert "Budget €9 000" in text_of(sponsor)
    sponsor.get("actions.ask", proposal_id=abroad[1], name="sign")
    assert "₸" not in text_of(sponsor)
    coordinator = visit("coordinator", language="ru")
    coordinator.get("proposals.sheet", proposal_id=abroad[1])
    assert "9 000 €" in text_of(coordinator, "body")


def test_a_portfolio_of_two_currencies_adds_up_each_for_itself(app, visit, world, abroad):
    with app.app_context():
        walks.placed(world, second_of(world), world.walls[1])
    client = visit("coordinator")
    client.get("portfolio.index")
    (total,) = client.page.one("main").all("tfoot")

    assert "€9 000; 10 000 000 ₸" in total.text.replace("\u00a0", " ")
    assert "Budget, " not in text_of(client)
    sent = client.get("portfolio.export_csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent), delimiter=";"))
    assert {(row["Currency"], row["Budget"]) for row in rows} == {
        ("EUR", "9000"),
        ("KZT", "10000000"),
    }


def test_a_currency_is_chosen_until_the_first_sum(visit, world, abroad):
    admin = visit("admin")
    admin.get("programmes.show", programme_id=abroad[0])
    assert "Currency Euro" in text_of(admin)
    admin.get("programmes.edit", programme_id=abroad[0])
    assert "can no longer be changed" in text_of(admin)
    options = admin.page.one("select", name="currency").all("option")
    assert [one.attrs["value"] for one in options] == ["EUR"]

    admin.get("programmes.edit", programme_id=world.programme)
    admin.fill("", currency="KGS")
    admin.get("programmes.show", programme_id=world.programme)
    assert "Currency Kyrgystani Som" in text_of(admin)
