"""Payments and delays on a proposal's page: entered in a form, read by those who may."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.extensions import db
from artflow.models import Programme
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions
from tests.fixtures import walks
from tests.fixtures.world import NOW, image
from tests.shipped.steps import DOCUMENT
from tests.web.support.statements import recorded_statements


@pytest.fixture
def begun(app, world):
    """Create a work in execution: its advance is payable, its third milestone late."""
    with app.app_context():
        story = walks.in_execution(world)
        first, _, third = story.case.milestones[:3]
        story.act(world.artist, "submit_milestone", milestone=first.id, files=[world.file("gold")])
        story.act(world.coordinator, "confirm_milestone", milestone=first.id)
        story.act(
            world.artist,
            "report_delay",
            milestone=third.id,
            reason="access",
            expected_on=date(2099, 11, 1),
            text="The yard is dug up.",
        )
        return story.id


def section(client, key: int, name: str) -> str:
    client.get("proposals.show", proposal_id=key)
    found = client.page.all("section", **{"aria-labelledby": f"h-{name}"})
    return found[0].text.replace("\u00a0", " ") if found else ""


def test_a_payment_is_entered_and_read_by_those_who_know_the_commitments(begun, world, visit):
    coordinator = visit("coordinator")
    coordinator.get("actions.ask", proposal_id=begun, name="record_payment")
    offered = [label.text.replace("\u00a0", " ") for label in coordinator.form.all("label")]
    assert "sponsor-1: 1 800 000 ₸ to be paid" in offered
    sponsor = world.organisations["sponsor-1"]
    given = {"sponsor": sponsor, "paid_on": NOW.date().isoformat(), "document": "77"}

    coordinator.fill("", 422, amount="1 800 001", **given)
    (amount,) = coordinator.form.all("input", name="amount")
    assert amount.attrs["value"] == "1 800 001"
    assert "has to pay now: 1 800 000 ₸" in coordinator.page.one("main").text.replace("\u00a0", " ")
    coordinator.fill("", amount="1 800 000", **given)

    for username in ("coordinator", "artist", "jusan", "viewer", "tourism"):
        client = visit(username)
        assert "sponsor-1" in section(client, begun, "payments")
        assert money(client) == {
            "sponsor-1": ["6 000 000 ₸", "0 ₸", "1 800 000 ₸", "4 200 000 ₸"],
            "sponsor-2": [
                "4 000 000 ₸",
                "1 200 000 ₸last day: 16 September 2026",
                "0 ₸",
                "4 000 000 ₸",
            ],
            "In all": ["10 000 000 ₸", "1 200 000 ₸", "1 800 000 ₸", "8 200 000 ₸"],
        }
        assert "Next due: Outline transferred: 2 000 000 ₸" in section(client, begun, "money")
    for username in ("head", "specialist"):
        client = visit(username)
        assert section(client, begun, "payments") == ""
        assert section(client, begun, "money") == ""


def money(client) -> dict[str, list[str]]:
    """Return what each sponsor has agreed to, owes now, has paid and has left."""
    (found,) = client.page.all("section", **{"aria-labelledby": "h-money"})
    rows = [row for row in found.all("tr") if row.all("td")]
    return {
        row.one("th").text: [cell.text.replace("\u00a0", " ") for cell in row.all("td")]
        for row in rows
    }


def test_a_delay_stands_at_its_milestone_until_that_is_confirmed(app, begun, world, visit):
    text = section(visit("viewer"), begun, "milestones")
    assert "Delayed until 1 November 2099: access to the wall" in text
    assert "The yard is dug up." in text


def test_a_delay_is_reported_in_a_form_that_keeps_what_was_typed(begun, visit):
    artist = visit("artist")
    artist.get("actions.ask", proposal_id=begun, name="report_delay")
    late = artist.form.all("input", name="milestone")[0].attrs["value"]

    artist.fill("", 422, milestone=late, reason="wall", expected_on="2020-01-01", text="Wet")
    assert artist.form.one("textarea").text.strip() == "Wet"
    artist.fill("", milestone=late, reason="wall", expected_on="2099-01-02", text="Wet")

    assert "condition of the wall" in section(artist, begun, "milestones")


def test_the_page_asks_no_more_however_much_was_paid(app, begun, world, visit):
    coordinator, counts = visit("coordinator"), set()
    given = {"sponsor": world.organisations["sponsor-2"], "paid_on": NOW.date().isoformat()}
    for n in range(3):
        with recorded_statements(app) as statements:
            coordinator.get("proposals.show", proposal_id=begun)
        counts.add(len(statements))
        coordinator.act(begun, "record_payment", amount="5 000", document=str(n), **given)

    assert len(counts) == 1


def test_a_document_that_is_booked_is_said_at_its_field(begun, world, visit):
    coordinator = visit("coordinator")
    given = {"sponsor": world.organisations["sponsor-1"], "paid_on": NOW.date().isoformat()}
    coordinator.act(begun, "record_payment", amount="5 000", document="77", **given)
    coordinator.get("actions.ask", proposal_id=begun, name="record_payment")

    coordinator.fill("", 422, amount="6 000", document="№ 77", **given)

    text = coordinator.page.one("main").text.replace("\u00a0", " ")
    assert "This document is booked already: 5 000 ₸ on 1 September 2026" in text
    (document,) = coordinator.form.all("input", name="document")
    assert document.attrs["value"] == "№ 77"


def test_what_is_not_due_is_paid_with_grounds_that_stand_beside_it(begun, world, visit):
    coordinator = visit("coordinator")
    given = {"sponsor": world.organisations["sponsor-1"], "paid_on": NOW.date().isoformat()}
    coordinator.get("actions.ask", proposal_id=begun, name="record_payment")
    coordinator.fill("", 422, amount="2 000 000", document="77", **given)
    coordinator.fill("", grounds="The bank pays before the year ends")

    assert "The bank pays before the year ends" in section(visit("jusan"), begun, "payments")


def test_the_document_of_a_payment_is_opened_by_those_who_know_the_sums(begun, world, visit):
    coordinator = visit("coordinator")
    coordinator.act(
        begun,
        "record_payment",
        sponsor=world.organisations["sponsor-1"],
        paid_on=NOW.date().isoformat(),
        amount="5 000",
        document="77",
        files=(image("silver"), "order.png"),
    )
    jusan = visit("jusan")
    assert "order.png" in section(jusan, begun, "payments")
    address = next(a.attrs["href"] for a in jusan.page.all("a") if "order.png" in a.text)

    assert jusan.ask("GET", address).status_code == 200
    assert visit("head").ask("GET", address).status_code == 404


def test_a_wrong_payment_is_taken_back_in_a_form_that_names_it(app, world, visit):
    with app.app_context():
        with writing() as connection:
            shipped = definitions.publish(connection, DOCUMENT.read_text(encoding="utf-8"), NOW)
            connection.execute(db.update(Programme).values(definition_id=shipped))
        key = walks.completed(world).id
    coordinator = visit("coordinator")
    given = {"sponsor": world.organisations["sponsor-1"], "paid_on": NOW.date().isoformat()}
    coordinator.act(key, "record_payment", amount="600 000", document="№ 77", **given)
    coordinator.get("actions.ask", proposal_id=key, name="correct_payment")
    (choice,) = (
        label.text.replace("\u00a0", " ")
        for label in coordinator.form.all("label")
        if "77" in label.text
    )
    assert choice == "№ 77, sponsor-1, 1 September 2026, 600 000 ₸"
    (wrong,) = coordinator.form.all("input", name="payment")

    coordinator.fill("", payment=wrong.attrs["value"], text="A nought was lost")
    coordinator.act(key, "record_payment", amount="6 000 000", document="№ 77", **given)

    text = section(visit("jusan"), key, "payments")
    assert "-600 000 ₸" in text
    assert "Correction: A nought was lost" in text
    assert "6 000 000 ₸" in text


def test_a_sponsor_reads_on_its_desk_what_is_to_be_paid_and_until_when(begun, visit):
    jusan = visit("jusan")
    jusan.get("desk.show")

    text = jusan.page.one("section", **{"aria-labelledby": "h-due"}).text.replace("\u00a0", " ")
    assert "«Дала таңы»" in text
    assert "1 800 000 ₸" in text
    assert "2026" in text
    for username in ("coordinator", "artist"):
        other = visit(username)
        other.get("desk.show")
        assert other.page.all("section", **{"aria-labelledby": "h-due"}) == []


def test_what_fell_due_on_two_days_has_two_last_days_on_page_and_desk(app, world, visit):
    with app.app_context():
        story = walks.in_execution(world)
        first = story.case.milestones[0]
        story.act(world.artist, "submit_milestone", milestone=first.id, files=[world.file("gold")])
        story.act(world.coordinator, "confirm_milestone", milestone=first.id)
        walks.painted(world, story.later(days=29))
    jusan = visit("jusan")
    jusan.get("proposals.show", proposal_id=story.id)
    due = money(jusan)["sponsor-1"][1]
    assert due.startswith("4 800 000 ₸1 800 000 ₸, last day: 16 September 2026")
    assert due.endswith("3 000 000 ₸, last day: 15 October 2026")

    jusan.get("desk.show")
    desk = jusan.page.one("section", **{"aria-labelledby": "h-due"}).text.replace("\u00a0", " ")
    assert desk.index("1 800 000 ₸") < desk.index("16 September 2026") < desk.index("3 000 000 ₸")


def test_the_notice_of_a_sum_that_fell_due_names_it_to_its_payer_alone(begun, visit):
    texts = {}
    for username in ("jusan", "tourism"):
        client = visit(username)
        client.get("notices.index")
        texts[username] = client.page.one("main").text.replace("\u00a0", " ")

    assert "To be paid: 1 800 000 ₸" in texts["jusan"]
    assert "To be paid: 1 200 000 ₸" in texts["tourism"]
    assert "1 200 000" not in texts["jusan"]


def test_a_finished_work_that_is_not_paid_says_whose_turn_it_is(at, visit):
    key = at("completed")
    coordinator = visit("coordinator")
    coordinator.get("proposals.show", proposal_id=key)

    assert "It is your turn." in coordinator.page.one("body").text
