"""Beside a requirement stands what is on record; it is met or not met, whatever its words are."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from artflow.domain.definitions import loading
from artflow.domain.errors import DefinitionError
from artflow.domain.process.case import PaperFact
from artflow.web.review.forms import RecommendationForm
from tests.fixtures.world import NOW, definition


@pytest.fixture
def with_paper():
    """Return the mural whose first requirement is proved by the owners' consent."""
    text = definition("mural")
    return text.replace("[[review.gates]]\n", '[[review.gates]]\npaper = "owner_consent"\n', 1)


def test_a_requirement_names_a_paper_that_there_is(with_paper):
    wrong = with_paper.replace('paper = "owner_consent"', 'paper = "nonsense"')

    with pytest.raises(DefinitionError, match="nonsense"):
        loading.load(wrong)


@pytest.mark.parametrize(
    ("design", "said"),
    [
        (None, "Not on record: owners' consent"),
        ("old", "On record for another design: owners' consent"),
        ("now", "On record: owners' consent, 1 September 2026"),
    ],
)
def test_the_form_says_what_is_on_record(app, with_paper, design, said):
    workflow = loading.load(with_paper)
    fact = PaperFact("owner_consent", {}, 1, NOW, design=design or "")
    case = SimpleNamespace(
        workflow=workflow,
        papers={"owner_consent": replace(fact)} if design else {},
        design="now",
        must_remarks=lambda *states: [],
    )
    with app.test_request_context(headers={"Accept-Language": "en"}):
        form = RecommendationForm.for_case(
            SimpleNamespace(**vars(case), stage="architecture", version="v", events=1), {}
        )
        form.describe(case)
        (first, _note), *_others = form.gates()

        assert first.description.replace("\u00a0", " ") == said
        assert [str(choice.label) for choice in first.choices][:2] == ["Met", "Not met"]
        assert "No obligatory remark is open" in form.decision.choice_hints["return"]
