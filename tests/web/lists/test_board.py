"""The board in a browser: columns, ages, links to the whole lists."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Proposal
from tests.fixtures.bulk import create_many
from tests.web.support.statements import recorded_statements


def columns(client) -> dict[str, str]:
    main = client.page.one("main")
    return {s.one("h2").text.rsplit(" ", 1)[0]: s.text for s in main.all("section")}


def test_a_coordinator_sees_what_stands_where_and_how_long(visit, at):
    proposal = at("submitted")
    client = visit("coordinator")
    client.get("board.index")

    column = columns(client)["Completeness check"]
    assert "«Дала таңы»" in column
    assert "In this stage:" in column
    assert "coordinator" in column
    assert "overdue" in column
    address = client.url("proposals.show", proposal_id=proposal)
    assert address in [a.attrs["href"] for a in client.page.one("main").all("a")]
    assert "Nothing stands here." in columns(client)["Site selection"]


def test_a_work_on_hold_says_so_and_nobodys_turn(app, visit, at, world):
    at("submitted")
    with app.app_context():
        db.session.execute(db.update(Proposal).values(held=True))
        db.session.commit()
    client = visit("coordinator")
    client.get("board.index")

    assert "On hold" in columns(client)["Completeness check"]


@pytest.mark.parametrize("username", ["artist", "specialist", "head", "jusan", "viewer"])
def test_the_board_is_for_those_who_run_programmes(visit, world, username):
    visit(username).get("board.index", 403)


@pytest.mark.parametrize("size", [10, 100])
def test_a_full_column_leads_to_the_whole_list_and_costs_the_same(app, world, visit, size):
    with app.app_context():
        create_many(world, size)
    client = visit("coordinator")
    client.get("board.index")
    with recorded_statements(app) as found:
        client.get("board.index")
    assert len(found) == 6

    client.get("board.index")
    links = [a.attrs["href"] for a in client.page.one("main").all("a")]
    more = [link for link in links if "stage=site" in link]
    assert bool(more) is (size == 100)
    for link in more:
        client.get(link)
        assert f"{size // 10}" in client.page.one("main").text
