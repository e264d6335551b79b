"""Who is asked to sign."""

from __future__ import annotations

from sqlalchemy import insert

from artflow.models import ProgrammeParty
from artflow.services.database import writing
from tests import walks


def test_for_the_artists_signs_the_artist_and_not_their_association(world):
    with writing() as connection:
        connection.execute(insert(ProgrammeParty).values(
            programme_id=world.programme, part="artist", position=9,
            organisation_id=world.organisations["studio"],
        ))  # fmt: skip

    assert walks.completed(world).case.stage == "completed"


def test_money_is_asked_where_it_is_counted(app, world):
    from artflow.web.forms.actions import FORMS

    asked = {}
    for walk in (walks.at_sponsors, walks.in_acceptance):
        case = walk(world).case
        world.walls.pop(0)
        form = FORMS[case.at.actions["sign"].form]
        with app.test_request_context():
            asked[case.stage] = "amount" in form.of(case, {})
    assert asked == {"sponsors": True, "acceptance": False}
