"""Two documents are compared by place: what it was, what it is."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.differences import Difference, list_differences
from tests.domain.cases import MURAL

pytestmark = pytest.mark.pure

BEFORE = """
key = "small"
[settings]
days = 5
[stages.check]
limit = 3
judges = ["image", "wall"]
[[stages.check.holders]]
role = "coordinator"
[[stages.check.holders]]
role = "artist"
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("days = 5", "days = 6", Difference("settings.days", "5", "6")),
        ("limit = 3\n", "", Difference("stages.check.limit", "3", None)),
        (
            "limit = 3",
            "limit = 3\neditable = true",
            Difference("stages.check.editable", None, "true"),
        ),
        (
            '["image", "wall"]',
            '["image"]',
            Difference("stages.check.judges", "image, wall", "image"),
        ),
        (
            '"artist"',
            '"artist"\nwhen = ["signed"]',
            Difference("stages.check.holders[artist].when", None, "signed"),
        ),
    ],
)
def test_each_change_has_its_place(old, new, found):
    assert list_differences(BEFORE, BEFORE.replace(old, new)) == [found]


def test_order_and_comments_are_no_differences():
    artist = '[[stages.check.holders]]\nrole = "artist"\n'
    turned = BEFORE.replace(artist, "")
    place = turned.index("[[stages.check.holders]]")
    turned = f"{turned[:place]}{artist}{turned[place:]}# a comment\n"

    assert list_differences(BEFORE, turned) == []


def test_a_document_does_not_differ_from_itself():
    text = MURAL.read_text(encoding="utf-8")

    assert list_differences(text, text) == []
