"""The statistics of a month: decisions by kind, lateness, returns, and the works behind each."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.process.turns import TurnOutcome
from artflow.extensions import db
from artflow.services.lists import monthly_stats, statistics
from artflow.services.lists.statistics import OF_ARTISTS, Asked, Scope
from artflow.services.programmes.working_days import load_home_calendar
from tests.fixtures import walks
from tests.services.queries import create_another

TODAY = date(2026, 9, 1)


def month(first: date = TODAY):
    return monthly_stats.month_of(first, load_home_calendar(db.session.connection()))


def send_back(world, story):
    story.act(world.head, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.head, "return")
    story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Сол нұсқа")
    story.act(world.head, "close_remark", remark=story.case.remarks[-1].id)


@pytest.fixture
def stories(world):
    """Create a work that came back twice and is approved late, and one approved at once."""
    once = walks.placed(world, create_another(world), world.walls[1])
    walks.assessed(world, once)
    once.act(world.head, "approve", text="Келісемін.")
    twice = walks.ready_to_decide(world, title="Екінші").later(days=1)
    send_back(world, twice)
    send_back(world, twice.later(days=1))
    twice.later(days=20)
    walks.assessed(world, twice)
    twice.act(world.head, "approve", text="Келісемін.")
    return twice, once


def department(world) -> Scope:
    return statistics.scope_of(world.head, TODAY)


def figures(scope: Scope, first: date = TODAY) -> dict[tuple[str, str, bool], int]:
    found = statistics.load(scope, month(first)).figures
    return {(f.outcome, f.action, f.late): f.number for f in found if f.stage == "architecture"}


def test_a_department_counts_its_decisions_and_a_return_is_none(world, stories):
    assert figures(department(world)) == {
        ("decided", "approve", False): 1,
        ("decided", "approve", True): 1,
        ("passed", "recommend", False): 2,
        ("returned", "return", False): 2,
    }
    found = statistics.load(department(world), month())
    assert found.returns == {2: 1}
    assert {f.party for f in found.figures} == {world.organisations["department"]}


def test_who_runs_the_programme_counts_every_party(world, stories):
    found = statistics.load(statistics.scope_of(world.coordinator, TODAY), month())

    parties = {(f.stage, f.party) for f in found.figures}
    assert ("revision", OF_ARTISTS) in parties
    assert ("submitted", world.organisations["office"]) in parties
    by_artists = [f for f in found.figures if (f.stage, f.action) == ("revision", "resubmit")]
    assert sum(f.number for f in by_artists) == 2
    assert set(found.names) == {key for _stage, key in parties} - {OF_ARTISTS}


def test_each_figure_leads_to_the_works_that_it_counts(world, stories):
    twice, once = stories

    def works(**asked: object) -> set[int]:
        rows = statistics.list_works(
            world.head, department(world), month(), Asked(**asked), None, 50
        )
        return {row.id for row in rows}

    assert works() == {twice.id, once.id}
    assert works(outcome=TurnOutcome.RETURNED.value) == {twice.id}
    assert works(action="approve", late=True) == {twice.id}
    assert works(action="approve", late=False) == {once.id}
    assert works(times=2) == {twice.id}
    assert works(times=1) == works(party=OF_ARTISTS) == works(stage="nowhere") == set()


def test_works_received_and_settled_are_those_that_the_desk_counts(world, stories):
    twice, once = stories
    found = statistics.load(department(world), month()).summary

    assert (found.received, found.settled) == (2, 2)
    for works in (statistics.RECEIVED, statistics.SETTLED):
        asked = Asked(works=works)
        rows = statistics.list_works(world.head, department(world), month(), asked, None, 50)
        assert {row.id for row in rows} == {twice.id, once.id}
    programme = statistics.scope_of(world.coordinator, TODAY)
    assert statistics.load(programme, month()).summary is None


def test_a_month_without_anything_is_empty_and_others_may_count_nothing(world, stories):
    assert figures(department(world), date(2026, 7, 1)) == {}
    for person in (world.artist, world.jusan, world.third):
        assert statistics.scope_of(person, TODAY) is None
        assert not statistics.may_count(person, TODAY)


def test_months_follow_each_other_over_the_year(world):
    assert month(date(2026, 12, 1)).until == month(date(2027, 1, 1)).since
    assert month(date(2027, 1, 1)).before == date(2026, 12, 1)
    assert month(date(2026, 9, 17)).since.isoformat() == "2026-09-01T00:00:00+05:00"
