"""Published processes and programmes: pinned, never changed."""

from __future__ import annotations

import pytest

from artflow.domain.errors import DefinitionError
from artflow.domain.people.roles import Part
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Definition, Programme, Proposal
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions, programmes, setup
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition
from tests.services.tampering import tamper

CHANGED = definition("mural").replace('"Completeness check"', '"First look"')


def published(source: str) -> int:
    with writing() as connection:
        return definitions.publish(connection, source, NOW)


def test_the_same_text_published_twice_is_one_definition(context):
    first = published(definition("mural"))

    assert published(definition("mural")) == first
    assert published(CHANGED) != first
    row = db.session.get_one(Definition, first)
    assert (row.key, row.published_at) == ("mural", NOW)
    assert row.source == definition("mural")


def test_what_does_not_hold_together_is_not_published(context):
    with pytest.raises(DefinitionError, match="unknown stage"):
        published(CHANGED.replace('to = "submitted"', 'to = "sumbitted"'))

    assert db.session.scalar(db.select(db.func.count(Definition.id))) == 0


def test_a_new_text_does_not_touch_what_has_begun_under_the_old(world):
    story = walks.submitted(world)
    new = published(CHANGED)
    with writing() as connection:
        connection.execute(db.update(Programme).values(definition_id=new))
    later = world.story()

    assert story.case.current_stage.label["en"] == "Completeness check"
    assert later.case.workflow.stages["submitted"].label["en"] == "First look"
    pinned = db.session.scalars(db.select(Proposal.definition_id).order_by(Proposal.id)).all()
    assert pinned == [1, new]


def test_an_altered_text_is_refused_before_it_rules(context):
    key = published(CHANGED)
    tamper("UPDATE definition SET source = source || ' '")

    with pytest.raises(DefinitionError, match="was altered"):
        definitions.load_workflow(db.session.connection(), key)
    assert definitions.list_altered(db.session.connection()) == [key]


def test_a_programme_and_who_takes_part_in_it(context):
    names = trilingual("Қ", "Р", "E")
    with writing() as connection:
        city = setup.create_organisation(connection, "department", names)
        banks = [
            setup.create_organisation(connection, "sponsor", trilingual(f"Б{n}", "Б", f"Bank {n}"))
            for n in (1, 2)
        ]
        parties = [(Part.SPONSOR, banks[1]), (Part.ARCHITECTURE, city), (Part.SPONSOR, banks[0])]
        key = setup.create_programme(
            connection,
            prefix="A",
            name=names,
            city=names,
            definition=CHANGED,
            parties=parties,
            now=NOW,
        )
        setup.create_programme(
            connection,
            prefix="B",
            name=names,
            city=names,
            definition=CHANGED,
            parties=[(Part.ARCHITECTURE, city)],
            now=NOW,
        )
        connection.execute(db.update(Programme).where(Programme.prefix == "B").values(open=False))

    assert programmes.party_names(key, "en") == {
        Part.SPONSOR: ["Bank 2", "Bank 1"],
        Part.ARCHITECTURE: ["E"],
    }
    (open_one,) = programmes.list_open()
    assert (open_one.id, open_one.name["ru"], open_one.city["kk"]) == (key, "Р", "Қ")
    assert open_one.definition.source == CHANGED
