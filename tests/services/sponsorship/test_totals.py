"""What stages come to: kept by the database, the same as counting, whoever asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from artflow.domain.access.policy import sees
from artflow.domain.history.chain import SEALED
from artflow.extensions import db
from artflow.models import Proposal
from artflow.services.database.transactions import writing
from artflow.services.row_changes import witnesses
from artflow.services.sponsorship import overview, totals
from artflow.services.sponsorship.overview import Sums
from tests.fixtures import walks
from tests.fixtures.world import PEOPLE
from tests.services.queries import create_another, last_event, load_portfolio
from tests.services.tampering import tamper, verify

ALL = 1000


def kept_is_right() -> bool:
    db.session.rollback()
    connection = db.session.connection()
    return not list(totals.find_differences(connection)) and not totals.find_wrong_totals(
        connection
    )


def counted(person) -> dict[str, dict[int, Sums]]:
    """Add up by stage and programme what the whole portfolio of a person has."""
    found: dict[str, dict[int, Sums]] = {}
    for work in load_portfolio(person).works:
        known = work.budget is not None
        money = (work.committed, work.payable, work.paid) if known else (0, 0, 0)
        sums = Sums(1, int(known), work.budget or 0, *money)
        mine = found.setdefault(work.stage.key, {})
        mine[work.row.programme_id] = mine.get(work.row.programme_id, Sums()) + sums
    return found


@pytest.fixture
def crowded(world):
    """Make a world with works at many stages, and a draft of each artist."""
    walks.completed(world)
    for walk in (walks.submitted, walks.drafted, walks.submitted):
        walk(world)
    create_another(world)
    walks.submitted(world).act(world.coordinator, "refuse", code="content", text=".")
    return world


@pytest.mark.parametrize("stage", walks.STAGES)
def test_what_is_kept_is_what_counting_finds(world, stage):
    walks.STAGES[stage](world)

    assert kept_is_right()


@pytest.mark.parametrize("username", PEOPLE)
def test_the_first_page_has_the_sums_and_works_of_the_whole(crowded, username):
    person = getattr(crowded, username)

    found = overview.load_overview(db.session.connection(), person, ALL)

    whole = load_portfolio(person)
    assert {each.stage.key: each.sums for each in found.stages} == counted(person)
    shown = [work for each in found.stages for work in each.works]
    assert sorted(shown, key=lambda work: -work.row.id) == whole.works


def test_a_sponsor_who_sends_in_works_adds_up_its_own_as_well(crowded):
    """Nobody has both roles here; the rules of both together are what is asked."""
    both = replace(crowded.artist, memberships=crowded.jusan.memberships)

    found = overview.load_overview(db.session.connection(), both, ALL)

    assert {each.stage.key: each.sums for each in found.stages} == counted(both)
    assert "draft" in counted(both)


def test_pages_of_a_stage_follow_one_another(crowded):
    person, connection = crowded.coordinator, db.session.connection()
    every = [
        key
        for key in db.session.scalars(db.select(Proposal.id).order_by(Proposal.id.desc()))
        if sees(person, db.session.get(Proposal, key))
        and db.session.get(Proposal, key).stage == "submitted"
    ]

    (first,) = overview.load_overview(connection, person, 1, "submitted").stages
    (rest,) = overview.load_overview(
        connection, person, 9, "submitted", first.works[0].row.id
    ).stages

    assert [work.row.id for work in (*first.works, *rest.works)] == every


def test_folding_changes_nothing_that_is_read(crowded):
    before = totals.load_totals(db.session.connection())
    db.session.rollback()

    totals.fold()

    assert totals.load_totals(db.session.connection()) == before
    assert kept_is_right()


def test_a_changed_sum_is_found_and_corrected(crowded):
    with writing() as connection:
        connection.execute(text("UPDATE proposal SET committed = 7 WHERE stage = 'completed'"))
        connection.execute(text("UPDATE stage_total SET works = works + 1 WHERE stage = 'draft'"))
    assert len(list(totals.find_differences(db.session.connection()))) == 1
    assert [wrong.stage for wrong in totals.find_wrong_totals(db.session.connection())] == ["draft"]
    db.session.rollback()

    assert totals.rebuild() == (1, 1)

    assert kept_is_right()


def test_a_deleted_work_is_counted_no_more(world):
    walks.drafted(world)
    before = totals.load_totals(db.session.connection())
    row = dict(db.session.execute(db.select(Proposal.__table__)).mappings().one(), number=None)
    del row["id"]
    with writing() as connection:
        key = connection.execute(Proposal.__table__.insert(), row).inserted_primary_key[0]
    (counted_twice,) = totals.load_totals(db.session.connection())
    assert counted_twice.works == 2

    with writing() as connection:
        witnesses.remove(connection)
        connection.execute(text("DELETE FROM proposal WHERE id = :id"), {"id": key})

    assert totals.load_totals(db.session.connection()) == before
    assert kept_is_right()


def test_a_correction_of_sums_is_on_record_and_holds_nobody_up(world):
    story = walks.at_sponsors(world)
    tamper(f"UPDATE proposal SET committed = 7 WHERE id = {story.id}")

    totals.rebuild()

    assert verify().faults == ()
    assert last_event(story).type == SEALED
    story.act(world.jusan, "sign", amount=6_000_000)
