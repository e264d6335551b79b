"""A case that was given a page's rows answers exactly as one that asks the database."""

from __future__ import annotations

import pytest

from artflow.services import dossier_page, primed
from tests import walks

from .asking import signoffs


def answers(case) -> dict:
    parts = ("signoffs", "remarks", "papers", "milestones", "wall")
    return {part: getattr(case, part) for part in parts}


@pytest.mark.parametrize("stage", ["draft", "submitted", "architecture", "acceptance"])
def test_the_rows_of_a_page_say_what_the_database_says(world, stage):
    story = walks.STAGES[stage](world)
    case = story.case

    primed.prime(case, dossier_page.read(case))

    given = {part: case.__dict__[part] for part in answers(case)}
    assert given == answers(story.case)
    assert case.dossier == story.case.dossier


def test_after_a_revision_too(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "request_changes", text="Қымбат.")
    story.edit(budget_kzt=9_000_000)
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")
    case = story.case

    primed.prime(case, dossier_page.read(case))

    assert answers(case) == answers(story.case)
    assert [s.id for s in case.signoffs] == [s.id for s in signoffs(story, "architecture")[1:]] + [
        s.id for s in signoffs(story, "sponsors")[2:]
    ]
