"""The approval sheet: one paper in both languages of the state, for whoever may know it all."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Version
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import CONSENT
from tests.web.support.html import Node


@pytest.fixture
def half_signed(app, world) -> int:
    with app.app_context():
        story = walks.ready_to_decide(world)
        story.act(world.head, "approve_with_conditions", text="Тақтайша 40 × 30 см.")
        story.act(world.jusan, "sign", amount=6_000_000)
        return story.id


def paper(client, proposal: int) -> Node:
    client.get("proposals.sheet", proposal_id=proposal)
    return client.page.one("article", **{"class": "sheet"})


def rows(sheet: Node) -> list[list[str]]:
    (body,) = sheet.all("tbody")
    return [[cell.text for cell in row.all("th", "td")] for row in body.all("tr")]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_it_is_in_both_languages_of_the_state_whoever_reads(half_signed, visit, language):
    client = visit("jusan")
    client.get("desk.show", lang=language)

    sheet = paper(client, half_signed)

    assert sheet.attrs["lang"] == "kk"
    assert sheet.one("h2").text == "Келісу парағы"
    assert "Лист согласования" in sheet.text
    assert "Condition" not in sheet.text


def test_it_says_who_decided_what_on_which_version(app, half_signed, visit):
    sheet = paper(visit("jusan"), half_signed)
    with app.app_context():
        (sha256,) = db.session.scalars(db.select(Version.sha256))

    department, first, second = rows(sheet)
    assert "Шартты түрде келісілді" in department[1]
    assert "Согласовано с условием" in department[1]
    assert "Head" in department[2]
    assert "6 000 000 ₸" in first[1]
    assert second[1:] == ["Шешім күтілуде Ожидается решение", "–", "–"]
    assert "Тақтайша 40 × 30 см." in sheet.text
    assert sheet.one("code", **{"class": "hash"}).text == sha256
    assert sheet.one("img", width="60").attrs["src"].startswith(f"/proposals/{half_signed}/")


def test_the_sums_are_for_those_who_may_know_them(half_signed, visit):
    assert "6 000 000 ₸" not in paper(visit("head"), half_signed).text
    assert "6 000 000 ₸" in paper(visit("artist"), half_signed).text


def test_it_is_offered_once_somebody_was_asked(app, world, half_signed, at, visit):
    client = visit("artist")

    def links(proposal: int) -> list[str]:
        client.get("proposals.show", proposal_id=proposal)
        return [a.attrs["href"] for a in client.page.all("a") if a.attrs["href"].endswith("sheet")]

    assert links(half_signed) == [f"/proposals/{half_signed}/sheet"]
    draft = at("draft")
    assert links(draft) == []
    client.get("proposals.sheet", 404, proposal_id=draft)


def test_a_finished_work_has_one_without_the_acceptance(app, world, visit):
    with app.app_context():
        key = walks.completed(world).id

    assert len(rows(paper(visit("coordinator"), key))) == 3


def test_what_is_being_changed_is_not_on_the_paper_of_the_version(app, world, visit):
    with app.app_context():
        story = walks.ready_to_decide(world)
        story.act(world.head, "remark", severity="must", text="Атауын өзгертіңіз.")
        story.act(world.head, "return")
        story.edit(title="Басқа атау")

    text = paper(visit("artist"), story.id).text

    assert "«Дала таңы»" in text
    assert "Басқа атау" not in text


def test_a_comment_is_not_printed_as_a_condition(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.jusan, "sign", amount=6_000_000, text="Құсы әдемі.")

    assert "Құсы әдемі." not in paper(visit("jusan"), story.id).text


def test_it_says_how_the_owners_voted_and_where_advice_was_not_taken(app, world, visit):
    with app.app_context():
        story = walks.in_review(world)
        story.act(world.coordinator, "record_owner_consent", **CONSENT | {"votes_for": 30})
        story.act(
            world.specialist, "recommend", decision="refuse", **ASSESSMENT_DATA, text="Тар көше."
        )
        story.act(world.head, "record_consent_override", text="Үй қаланың меншігінде.")
        story.act(world.head, "approve", text="Көше кеңейтіледі.")

    for client in map(visit, ("jusan", "artist", "head")):
        sheet = paper(client, story.id).text
        assert "100 иеден 30 келісті" in sheet
        assert "Үй қаланың меншігінде." in sheet
        assert "ұсынылғаны: Қабылдамау. Көше кеңейтіледі." in sheet
        client.get("proposals.show", proposal_id=story.id)
        assert "Үй қаланың меншігінде." in client.page.text
        assert not any("30" in n.text for n in client.page.all("span", **{"class": "tag done"}))
