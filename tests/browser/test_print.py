"""The page of a proposal on paper: no navigation, no forms, no picture cut in two."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

SCREEN_ONLY = ("header.top", "footer.foot", "main form", "main .acts", ".pins", ".can", ".skip")
A4 = {"width": 794, "height": 1123}
SHAPES = """
all => all.map(i => ({shown: i.width / i.height, real: i.naturalWidth / i.naturalHeight,
                      height: i.height, left: i.getBoundingClientRect().left,
                      right: i.getBoundingClientRect().right}))
"""


@pytest.fixture
def printed(enter, town):
    """Return a function that prints the page of a stage."""

    def print_page(stage, name):
        person = enter(name, viewport=A4, color_scheme="dark")
        person.page.emulate_media(media="print")
        person.open(f"/proposals/{town.proposals[stage]}")
        return person

    return print_page


@pytest.mark.parametrize(("stage", "name"), [("sponsors", "daniyar"), ("execution", "madina")])
def test_a_proposal_on_paper(printed, stage, name):
    person = printed(stage, name)
    for selector in SCREEN_ONLY:
        for part in person.page.locator(selector).all():
            assert not part.is_visible(), selector
    for shape in person.page.locator("main .art img").evaluate_all(SHAPES):
        assert shape["shown"] == pytest.approx(shape["real"], rel=0.02), "not sheared"
        assert shape["height"] < A4["height"] * 0.75
        assert 0 <= shape["left"] < shape["right"] <= A4["width"]
    background = person.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    assert "rgb(22, 32, 31)" in person.page.evaluate("getComputedStyle(document.body).color")


@pytest.mark.parametrize(("stage", "name"), [("sponsors", "daniyar"), ("execution", "madina")])
def test_no_picture_is_cut_between_two_sheets(printed, stage, name):
    """A picture that straddles two sheets is drawn on both."""
    person = printed(stage, name)
    shown = person.page.locator("main .art img").count()
    sheets = PdfReader(BytesIO(person.page.pdf(format="A4", print_background=True))).pages
    drawn = sum(len(sheet.images) for sheet in sheets)
    assert drawn == shown
    assert len(sheets) <= 9


def test_the_approval_sheet_is_one_sheet_with_nothing_else_on_it(enter, town):
    person = enter("daniyar", viewport=A4)
    person.open(f"/proposals/{town.proposals['sponsors']}/sheet")
    button = person.page.locator("[data-print]")
    assert button.is_visible()
    person.page.evaluate("window.print = () => { window.pressed = true }")
    button.click()
    assert person.page.evaluate("window.pressed")

    paper = PdfReader(BytesIO(person.page.pdf(prefer_css_page_size=True, print_background=True)))

    (sheet,) = paper.pages
    text = sheet.extract_text()
    assert "Листсогласования" in "".join(text.split())
    assert len(sheet.images) >= 1
    assert "Жұмысүстелі" not in "".join(text.split())
