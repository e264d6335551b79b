"""An administrator opens a programme, from nothing or after the example of another."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Programme
from artflow.services.programmes import creation, programmes, settings
from artflow.services.programmes.creation import NewProgramme
from artflow.services.proposals import proposals
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW

TARAZ = LocalizedText({"kk": "Тараз"})


def given(world, **other):
    db.session.rollback()
    row = db.session.get_one(Programme, world.programme)
    return NewProgramme(
        "TRZ", "year-prefix-number", TARAZ, TARAZ, row.definition_id, row.calendar_id
    )._replace(**other)


def add(world, by=None, parties_of=None, **other):
    return creation.add(by or world.admin, given(world, **other), NOW, parties_of=parties_of)


def test_a_second_city_takes_works_with_numbers_of_its_own(world):
    key = add(world, parties_of=world.programme)
    world.programme = key
    world.read_people()

    story = walks.submitted(world)

    assert story.case.number == f"{NOW.year}-TRZ-0001"
    assert programmes.party_names(key, "ru") == {
        "architecture": ["department"],
        "sponsor": ["sponsor-1", "sponsor-2"],
        "coordinator": ["office"],
    }
    history = settings.load_settings(key, world.admin).history
    assert [event.type for event in history] == ["party_added"] * 4 + ["programme_added"]
    assert {event.data["copied_from"] for event in history[:4]} == {1}


def test_a_programme_without_an_example_has_nobody_yet(world):
    key = add(world)

    found = settings.load_settings(key, world.admin)
    assert found.terms == []
    assert found.missing == ["architecture", "sponsor", "coordinator"]
    assert [event.type for event in found.history] == ["programme_added"]


def test_a_call_that_has_not_begun_takes_nothing(world):
    key = add(world, opens_on=date(2027, 1, 1))

    with pytest.raises(Invalid):
        proposals.start(world.artist, key, FACTS, NOW)


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"prefix": "SHY"}, "prefix", "prefix_taken"),
        ({"definition_id": 999}, "definition", "choice"),
        ({"calendar_id": 999}, "calendar", "choice"),
        (
            {"opens_on": date(2027, 2, 1), "closes_on": date(2027, 1, 1)},
            "closes_on",
            "ends_before",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, other, field, code):
    with pytest.raises(Invalid) as refused:
        add(world, **other)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert len(db.session.scalars(db.select(Programme)).all()) == 1


def test_only_administrators_open_programmes(world):
    for person in (world.coordinator, world.head, world.artist, world.jusan):
        with pytest.raises(NotAllowed):
            add(world, by=person)
