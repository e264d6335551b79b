"""Who is asked to sign."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert

from artflow.models import ProgrammeParty
from artflow.services.database.transactions import writing
from artflow.web.decisions.forms import ACTION_FORMS
from tests.fixtures import walks


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
