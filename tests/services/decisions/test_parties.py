"""Who is asked to sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from artflow.demo.story import Story
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import ProgrammeParty
from artflow.services.database.transactions import writing
from artflow.services.programmes import parties, setup
from artflow.web.decisions.forms import ACTION_FORMS
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW, ORGANISATIONS, PARTIES, definition


def test_for_the_artists_signs_the_artist_and_not_their_association(world):
    with writing() as connection:
        connection.execute(
            insert(ProgrammeParty).values(
                programme_id=world.programme,
                part="artist",
                position=9,
                organisation_id=world.organisations["studio"],
            )
        )

    assert walks.completed(world).case.stage == "completed"


def test_money_is_asked_where_it_is_counted(app, world):
    case = walks.at_sponsors(world).case
    asked = {}
    for stage in ("sponsors", "acceptance"):
        there = replace(case, stage=stage)
        with app.test_request_context():
            form = ACTION_FORMS[there.current_stage.actions["sign"].form].for_case(there, {})
            asked[stage] = "amount" in form
    assert asked == {"sponsors": True, "acceptance": False}


@pytest.fixture
def unnumbered(world):
    """Open a programme whose works get no number when they are sent."""
    text = definition("mural").replace('effects = ["number", "freeze"]', 'effects = ["freeze"]')
    assert text != definition("mural")
    with writing() as connection:
        return setup.create_programme(
            connection,
            prefix="OTH",
            name=trilingual("Б", "Д", "O"),
            city=trilingual("Ш", "Ш", "Sh"),
            definition=text,
            now=NOW,
            parties=[(ORGANISATIONS[n], world.organisations[n]) for n in PARTIES["mural"]],
        )


@pytest.mark.postgres
def test_a_work_keeps_the_parties_it_was_sent_to_whether_or_not_it_got_a_number(world, unnumbered):
    """The parties are pinned by the sending, not by an effect that some definition may lack."""
    world.read_people()
    first = Story(world.artist, unnumbered, NOW).draft(FACTS)
    first.attach(world.file(), "sketch").act(world.artist, "submit")
    assert first.case.submitted_at == NOW
    third = world.organisations["sponsor-3"]

    join(world, unnumbered, third)

    assert f"org:{third}" not in [party.key for party in first.case.parties]
    assert third in first.case.absent
    later = Story(world.artist, unnumbered, NOW + timedelta(days=2)).draft(FACTS)
    assert f"org:{third}" in [party.key for party in later.case.parties]


def test_a_draft_that_is_withdrawn_was_sent_to_nobody(world):
    story = world.story()
    story.act(world.artist, "withdraw", text=".")

    assert story.case.submitted_at is None


@pytest.mark.postgres
def test_whoever_joins_half_way_is_asked_nothing(world):
    """Of works half signed, in revision, approved: only the action on record changes parties."""
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=6_000_000)
    third = world.organisations["sponsor-3"]

    join(world, world.programme, third)
    story.act(world.tourism, "request_changes", text="Түсін өзгертіңіз.")
    story.edit(budget_kzt=11_000_000)
    remark = story.case.remarks[-1].id
    story.act(world.artist, "answer", remark=remark, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")

    asked = {signoff.organisation_id for signoff in story.case.signoffs_in("sponsors")}
    assert asked == {world.organisations["sponsor-1"], world.organisations["sponsor-2"]}


def join(world, programme, organisation) -> None:
    now = NOW + timedelta(days=1)
    db.session.rollback()
    seen = parties.foresee_joining(programme, world.admin, organisation, now).seen
    parties.add(programme, world.admin, organisation, now, seen=seen)
