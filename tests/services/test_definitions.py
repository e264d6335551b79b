"""Published processes and programmes: pinned, never changed."""

from __future__ import annotations

import pytest

from artflow.domain.errors import DefinitionError
from artflow.domain.roles import Part
from artflow.domain.words import Words
from artflow.extensions import db
from artflow.models import Definition, Programme, Proposal
from artflow.services import definitions, programmes, setup
from artflow.services.database import writing
from tests import walks
from tests.world import NOW, definition

from .tampering import tamper

CHANGED = definition("creative-art").replace('"Completeness check"', '"First look"')


def published(source: str) -> int:
    with writing() as connection:
        return definitions.publish(connection, source, NOW)


def test_the_same_text_published_twice_is_one_definition(context):
    first = published(definition("creative-art"))

    assert published(definition("creative-art")) == first
    assert published(CHANGED) != first
    row = db.session.get_one(Definition, first)
    assert (row.key, row.published_at) == ("creative-art", NOW)
    assert row.source == definition("creative-art")


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

    assert story.case.at.label.en == "Completeness check"
    assert later.case.workflow.stages["submitted"].label.en == "First look"
    pinned = db.session.scalars(db.select(Proposal.definition_id).order_by(Proposal.id)).all()
    assert pinned == [1, new]


def test_an_altered_text_is_refused_before_it_rules(context):
    key = published(CHANGED)
    tamper("UPDATE definition SET source = source || ' '")

    with pytest.raises(DefinitionError, match="was altered"):
        definitions.workflow(db.session.connection(), key)
    assert definitions.altered(db.session.connection()) == [key]


def test_a_programme_and_who_takes_part_in_it(context):
    names = Words("Қ", "Р", "E")
    with writing() as connection:
        city = setup.organisation(connection, "department", names)
        banks = [setup.organisation(connection, "sponsor", Words(f"Б{n}", "Б", f"Bank {n}"))
                 for n in (1, 2)]  # fmt: skip
        parties = [(Part.SPONSOR, banks[1]), (Part.ARCHITECTURE, city), (Part.SPONSOR, banks[0])]
        key = setup.programme(connection, prefix="A", name=names, city=names, definition=CHANGED,
                              parties=parties, now=NOW)  # fmt: skip
        setup.programme(connection, prefix="B", name=names, city=names, definition=CHANGED,
                        parties=[(Part.ARCHITECTURE, city)], now=NOW)  # fmt: skip
        connection.execute(db.update(Programme).where(Programme.prefix == "B").values(open=False))

    assert programmes.parties(key, "en") == {
        Part.SPONSOR: ["Bank 2", "Bank 1"], Part.ARCHITECTURE: ["E"]
    }  # fmt: skip
    (open_one,) = programmes.open_ones()
    assert (open_one.id, open_one.name("ru"), open_one.city("kk")) == (key, "Р", "Қ")
    assert open_one.definition.source == CHANGED
