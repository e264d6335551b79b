"""«Креативті art» from an empty draft to an accepted wall, through the pages, by ten hands."""

from __future__ import annotations

import pytest

from artflow.demo.cast import PASSWORD

from . import chapters
from .chapters import step
from .hands import HANDS

CHANGES = "Тақтайшаның мәтінін қысқартыңыз."


@pytest.fixture(params=HANDS)
def hands(request):
    """A mouse, a keyboard, a thumb: all of the journey can be made with each of them."""
    return request.param


@pytest.fixture
def crew(enter, town, hands):
    """The people of the demo, each at a browser of their own, signed in when first needed.

    Their artist is new: nobody has heard of her before she registers herself.
    """
    people = {}

    def one(name):
        if name not in people:
            people[name] = enter("" if name == "aigerim" else name, hands=HANDS[hands])
        return people[name]

    chapters.register(one("aigerim"), town, f"{hands}@studio.example")
    return one


@pytest.fixture
def stands(crew, hands):
    """Where a work stands and whose turn it is, on everybody's page and desk."""

    def check(work, key, mine, others):
        if hands != "mouse":
            return  # what a page says is alike for all hands
        for name in (*mine, *others):
            person = crew(name).open(work)
            assert person.is_my_turn() is (name in mine), f"{name} at {key}"
            assert person.step().startswith(step(key))
            title = person.words("h1")
            assert person.is_on_desk(title) is (name in mine), f"desk of {name} at {key}"

    return check


@pytest.fixture
def wall(town):
    """The number of a wall that nobody has taken."""
    with town.app.app_context():
        code = f"SHY-{900 + len(town.walls)}"
        town.walls.append(town.people.wall(code))
    return code


def renamed(crew, work, title):
    """Another title, so that desks can be told apart."""
    crew("aigerim").open(f"{work}/dossier/work").fill(title=title).press()


def test_a_mural_from_draft_to_accepted_wall(crew, stands, wall, tmp_path):
    work = chapters.draft(crew("aigerim"), tmp_path)
    renamed(crew, work, "Түркістан жұлдыздары")
    chapters.submit(crew("aigerim"), work)
    stands(work, "site", mine=["madina"], others=["aigerim", "gulmira"])

    chapters.site(crew, work, wall)
    stands(work, "architecture", mine=["gulmira"], others=["aigerim", "madina", "erlan"])

    sent_back(crew, work, tmp_path)
    stands(work, "architecture", mine=["gulmira"], others=["aigerim", "erlan"])

    chapters.consent(crew("madina"), work)
    closed_remarks(crew, work)
    chapters.approve(crew, work)
    stands(work, "sponsors", mine=["daniyar", "saule"], others=["aigerim", "erlan", "timur"])

    asked_for_changes(crew, work)
    stands(work, "sponsors", mine=["daniyar", "saule"], others=["aigerim"])
    chapters.sign(crew("saule"), work, "4 000 000")
    stands(work, "sponsors", mine=["daniyar"], others=["saule"])
    chapters.sign(crew("daniyar"), work, "6 000 000")
    stands(work, "approved", mine=["madina"], others=["aigerim", "daniyar"])

    chapters.begin(crew("madina"), work)
    stands(work, "execution", mine=["aigerim"], others=["madina", "saule"])

    chapters.paint(crew, work, chapters.picture(tmp_path))
    stands(work, "acceptance", mine=["erlan", "daniyar", "saule", "aigerim"], others=["timur"])

    chapters.accept(crew, work)
    viewer = crew("timur").open(work)
    assert viewer.step() == ""
    assert viewer.page.locator(".steps .done").count() == 7
    assert not viewer.may(work)


def sent_back(crew, work, folder):
    """The specialist marks a place on the sketch; the artist answers with a new sketch."""
    artist, specialist = crew("aigerim"), crew("gulmira")
    assert "return" not in specialist.may(work)
    specialist.act(work, "remark", severity="must", text="Күнді көтеріңіз.", x="40", y="30,5")
    assert specialist.page.locator(".pins a.must").count() == 1
    specialist.act(work, "return", text="Бір ескерту бар.")
    assert artist.is_on_desk("Түркістан жұлдыздары")
    assert "resubmit" not in artist.may(work)
    artist.ask(work, "answer").pick("remark")
    assert artist.fill(fixed="yes", text="Көтерілді.").press() == 200
    chapters.sketch(artist, f"{work}/dossier", chapters.picture(folder))
    artist.act(work, "resubmit", text="Жаңа эскиз.")
    assert "2" in artist.words("section[aria-labelledby=h-versions] li")


def closed_remarks(crew, work):
    """Without it the head could not agree."""
    specialist = crew("gulmira").ask(work, "close_remark").pick("remark")
    assert specialist.press() == 200
    assert "approve" not in crew("erlan").may(work)


def asked_for_changes(crew, work):
    """One sponsor wants other dates: an artist's answer, and both decide anew."""
    artist, sponsor = crew("aigerim"), crew("saule")
    sponsor.act(work, "request_changes", text=CHANGES)
    assert artist.open(work).is_my_turn()
    artist.ask(work, "answer").pick("remark", -1)
    artist.fill(fixed="yes", text="Қысқартылды.").press()
    next_year = chapters.TODAY.year + 1
    artist.open(f"{work}/dossier/dates").fill(finish_on=f"{next_year}-06-20").press()
    artist.act(work, "resubmit")


def test_a_wrong_password_signs_nothing(enter, town):
    work = f"/proposals/{town.proposals['sponsors']}"
    sponsor = enter("daniyar").ask(work, "sign").fill(amount="1", password=PASSWORD[:-1])

    assert sponsor.press() == 422
    assert sponsor.page.locator(".field.bad [name=password]").count() == 1
    assert sponsor.open(work).is_my_turn()
