"""The board in a browser: columns, ages, ways to the whole lists."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Proposal
from tests.crowd import gather

from .statements import heard


def columns(visitor) -> dict[str, str]:
    main = visitor.page.one("main")
    return {s.one("h2").text.rsplit(" ", 1)[0]: s.text for s in main.all("section")}


def test_a_coordinator_sees_what_stands_where_and_how_long(visit, at):
    proposal = at("submitted")
    visitor = visit("coordinator")
    visitor.get("board.index")

    column = columns(visitor)["Completeness check"]
    assert "«Дала таңы»" in column
    assert "In this stage:" in column
    assert "coordinator" in column
    assert "overdue" in column
    address = visitor.url("proposals.show", proposal_id=proposal)
    assert address in [a.attrs["href"] for a in visitor.page.one("main").all("a")]
    assert "Nothing stands here." in columns(visitor)["Site selection"]


def test_a_work_on_hold_says_so_and_nobodys_turn(app, visit, at, world):
    at("submitted")
    with app.app_context():
        db.session.execute(db.update(Proposal).values(held=True))
        db.session.commit()
    visitor = visit("coordinator")
    visitor.get("board.index")

    assert "On hold" in columns(visitor)["Completeness check"]


@pytest.mark.parametrize("seat", ["artist", "specialist", "head", "jusan", "viewer"])
def test_the_board_is_for_those_who_run_programmes(visit, world, seat):
    visit(seat).get("board.index", 403)


@pytest.mark.parametrize("size", [10, 100])
def test_a_full_column_leads_to_the_whole_list_and_costs_the_same(app, world, visit, size):
    with app.app_context():
        gather(world, size)
    visitor = visit("coordinator")
    visitor.get("board.index")
    with heard(app) as found:
        visitor.get("board.index")
    assert len(found) == 6

    visitor.get("board.index")
    links = [a.attrs["href"] for a in visitor.page.one("main").all("a")]
    more = [link for link in links if "stage=site" in link]
    assert bool(more) is (size == 100)
    for link in more:
        visitor.get(link)
        assert f"{size // 10}" in visitor.page.one("main").text
