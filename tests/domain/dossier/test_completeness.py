"""Which items a completeness check lists is what sending asks of a dossier."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from artflow.domain.dossier.completeness import required_items
from tests.domain.cases import SCULPTURE

pytestmark = pytest.mark.pure
NEEDS = '"dossier_complete", "has_file:sketch", "place_known"]\nto = "check"'


@pytest.mark.parametrize(
    ("needs", "found"),
    [
        ('"has_file:sketch", "place_known"', ["file:sketch", "place"]),
        ('"place_known", "has_file:montage"', ["place", "file:montage"]),
        ('"place_known", "musts_answered"', ["place"]),  # nothing that lies in a dossier
        ("", []),
    ],
)
def test_the_items_are_the_needs_that_are_about_the_dossier(needs, found):
    text = SCULPTURE.read_text()
    assert NEEDS in text

    assert required_items(load(text.replace(NEEDS, f'{needs}]\nto = "check"'))) == found
