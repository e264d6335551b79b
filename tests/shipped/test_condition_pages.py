"""Conditions and defects in the browser: stated one by one, kept as typed, shown with owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from artflow.extensions import db
from artflow.models import Condition, Signoff
from tests.fixtures.world import PASSWORD, image

from .test_conditions import PROVED

FILLED = {
    "text": "Логотип сол жақта",
    "holds": "start",
    "due_on": "2027-03-01",
    "text_5": "Тақтайша ілінсін",
    "holds_5": "acceptance",
    "amount": "5000000",
    "password": PASSWORD,
}


def rows() -> list[Condition]:
    db.session.rollback()  # what pages have written since
    return list(db.session.scalars(db.select(Condition).order_by(Condition.id)))


def errors(client) -> set[str]:
    return {p.attrs["id"] for p in client.page.all("p", **{"class": "error"})}


def value(client, name: str) -> str:
    field = client.page.one(name=name)
    return field.attrs.get("value") or field.text


def test_a_sponsor_states_conditions_one_by_one_and_keeps_what_was_typed(world, visit, reach):
    story = reach("sponsors")
    sponsor = visit("jusan")

    sponsor.act(
        story.id, "sign_with_conditions", 422, **{**FILLED, "holds_5": "", "due_on": "2020-01-01"}
    )
    assert errors(sponsor) == {"holds_5-e", "password-e"}  # nobody has checked it yet
    sponsor.act(story.id, "sign_with_conditions", 422, **{**FILLED, "due_on": "2020-01-01"})
    assert errors(sponsor) == {"due_on-e"}
    assert value(sponsor, "text_5") == "Тақтайша ілінсін"
    assert value(sponsor, "due_on") == "2020-01-01"
    assert rows() == []
    sponsor.act(story.id, "sign_with_conditions", **FILLED)

    first, second = rows()
    assert (first.text, first.holds, str(first.due_on)) == (
        "Логотип сол жақта",
        "start",
        "2027-03-01",
    )
    assert (second.text, second.holds, second.party) == (
        "Тақтайша ілінсін",
        "acceptance",
        first.party,
    )
    kept = db.session.scalars(db.select(Signoff.conditions).filter(Signoff.conditions != ""))
    assert list(kept) == ["1. Логотип сол жақта\n2. Тақтайша ілінсін"]

    sponsor.get("proposals.show", proposal_id=story.id)
    shown = sponsor.page.one("section", **{"aria-labelledby": "h-conditions"}).text
    for words in ("sponsor-1", "before the painting starts", "before the work is accepted", "Open"):
        assert words in shown
    sponsor.get("proposals.sheet", proposal_id=story.id)
    sheet = sponsor.page.one("article", **{"class": "sheet"}).text
    assert "sponsor-1: Логотип сол жақта (мурал салу басталғанға дейін" in sheet


def test_each_sees_what_can_be_done_and_proof_is_for_who_may_see_signatures(world, visit, reach):
    story = reach("sponsors")
    stated = [{"text": "Логотип", "holds": "start"}, {"text": "Тақтайша", "holds": "acceptance"}]
    half = story.case.budget // 2
    story.act(world.jusan, "sign_with_conditions", amount=half, text="Ш", conditions=stated)
    first, _second = story.case.conditions

    artist = visit("artist")
    artist.get("proposals.show", proposal_id=story.id)
    url = f"/proposals/{story.id}/do/fulfil_condition?condition={first.id}"
    assert [a for a in artist.page.all("a") if a.attrs.get("href") == url]
    artist.get(url)
    assert artist.page.one("input", name="condition", value=str(first.id)).attrs["checked"] == ""
    artist.act(story.id, "fulfil_condition", 422, condition=str(first.id), fixed="yes", text="Ж")
    assert errors(artist) == {"files-e"}
    story.act(
        world.artist, "fulfil_condition", condition=first.id, files=[world.file("gold")], **PROVED
    )

    sponsor, other = visit("jusan"), visit("tourism")
    sponsor.get("proposals.show", proposal_id=story.id)
    mine = sponsor.page.one("li", id="c1")
    assert "Fulfilled. Орындалды." in mine.text
    (proof,) = [a.attrs["href"] for a in mine.all("a") if "/files/" in a.attrs["href"]]
    assert sponsor.get(proof).status_code == 200
    other.get("proposals.show", proposal_id=story.id)
    assert "close_condition" not in str([a.attrs["href"] for a in other.page.all("a")])
    other.get("actions.ask", 409, proposal_id=story.id, name="close_condition")
    sponsor.act(story.id, "close_condition", condition=str(first.id))
    sponsor.get("proposals.show", proposal_id=story.id)
    assert "Closed" in sponsor.page.one("li", id="c1").text


def test_the_finished_wall_stands_beside_the_approved_picture(world, visit, reach):
    story = reach("acceptance")

    for who, name in (("jusan", "sign"), ("tourism", "report_defects"), ("head", "report_defects")):
        client = visit(who)
        client.get("actions.ask", proposal_id=story.id, name=name)
        pair = client.page.one("div", **{"class": "mat bleed hang"}).all("img")
        assert [img.attrs["src"].rsplit("/", 2)[1] for img in pair]
        assert len(pair) == 2
    client.get("proposals.compare", proposal_id=story.id)
    assert "The finished wall" in [heading.text for heading in client.page.all("h2")]


def test_defects_are_listed_one_by_one_with_their_place(world, visit, reach):
    story = reach("acceptance")
    head = visit("head")

    head.act(story.id, "report_defects", 422, text="Жарық", place_2="Бұрыш")
    assert errors(head) == {"text_2-e"}
    assert value(head, "place_2") == "Бұрыш"
    head.act(story.id, "report_defects", text="Жарық", place="Бұрыш", text_2="Дақ")

    assert [(each.text, each.place, each.kind) for each in rows()] == [
        ("Жарық", "Бұрыш", "defect"),
        ("Дақ", "", "defect"),
    ]
    artist = visit("artist")
    artist.get("proposals.show", proposal_id=story.id)
    assert "Жарық. Бұрыш" in artist.page.one("li", id="c1").text


def test_a_contract_and_a_policy_say_until_when(world, visit, reach):
    story = reach("approved")
    coordinator = visit("coordinator")

    coordinator.act(story.id, "record_contract", 422, document="5", until="2020-01-01")
    assert {"on-e", "counterparty-e", "amount-e", "files-e"} == errors(coordinator)
    over = {"document": "5", "on": "2026-10-01", "counterparty": "ЖШС", "until": "2030-01-01"}
    scan = (image("white"), "scan.png")
    coordinator.act(story.id, "record_contract", 422, **over, amount="99 999 999 999", files=scan)
    assert errors(coordinator) == {"amount-e"}
    story.act(
        world.coordinator,
        "record_contract",
        document="5",
        counterparty="«Қабырға» ЖШС",
        amount=9_000_000,
        until=story.now.date().replace(year=2027),
    )
    coordinator.get("proposals.show", proposal_id=story.id)
    papers = coordinator.page.one("section", **{"aria-labelledby": "h-papers"}).text
    assert "«Қабырға» ЖШС, 9 000 000 ₸, in force until" in papers.replace("\xa0", " ")


def test_a_paper_that_runs_out_is_a_task_before_it_does(world, visit, reach):
    """The story is some weeks old: what ran out in it soon has run out by now."""
    story = reach("approved")
    today = datetime.now(UTC).date()
    far = today + timedelta(days=300)
    agreed = {"document": "5", "counterparty": "ЖШС", "amount": 1, "until": far}
    story.act(world.coordinator, "record_contract", **agreed)
    ends = {
        "Ran out": story.now.date() + timedelta(days=3),
        "left": today + timedelta(days=20),
        "": far,
    }

    for words, until in ends.items():
        story.act(world.artist, "record_insurance", document="7", insurer="Халық", until=until)
        for who, told in (("coordinator", words), ("artist", words), ("jusan", "")):
            client = visit(who)
            client.get("desk.show")
            listed = client.page.all("section", **{"aria-labelledby": "h-ending"})
            assert len(listed) == bool(told)
            assert not told or ("Insurance policy" in listed[0].text and told in listed[0].text)
            assert "contract" not in "".join(each.text.lower() for each in listed)


def test_words_are_given_back_where_the_work_went_back_meanwhile(world, visit, reach):
    """An action of this name belongs to somebody else in another stage."""
    story = reach("acceptance")
    artist = visit("artist")
    artist.get("actions.ask", proposal_id=story.id, name="sign")
    story.act(world.head, "report_defects", conditions=[{"text": "Дақ"}], text="Дақ")

    artist.fill("", 409, text="Дайын.")

    assert "Дайын." in artist.page.text
