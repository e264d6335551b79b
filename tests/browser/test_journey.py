"""«Креативті art» from an empty draft to an accepted wall, through the pages, by ten people."""

from __future__ import annotations

import pytest

from artflow.demo.people import PASSWORD

from .support import journey_steps
from .support.input_devices import DEVICES
from .support.journey_steps import step_label

CHANGES = "Тақтайшаның мәтінін қысқартыңыз."


@pytest.fixture
def device(request):
    """Return the input device; a mouse unless the test names another."""
    return getattr(request, "param", "mouse")


@pytest.fixture
def people(enter, town, device):
    """Return a function that gives everybody a browser of their own, signed in when first needed.

    The artist is new: she registers herself.
    """
    people = {}

    def person_at(name):
        if name not in people:
            people[name] = enter("" if name == "aigerim" else name, device=DEVICES[device])
        return people[name]

    journey_steps.register_artist(person_at("aigerim"), town, f"{device}@studio.example")
    return person_at


@pytest.fixture
def check_status(people, device):
    """Return a check of the stage and the turn of a work: on pages, and on desks the first time."""
    seen = set()

    def check(work, key, mine, others):
        if device != "mouse":
            return  # what a page says is alike for all devices
        for name in (*mine, *others[:2]):
            person = people(name).open(work)
            assert person.is_my_turn() is (name in mine), f"{name} at {key}"
            assert person.step().startswith(step_label(key))
        desks = () if key in seen else (mine[0], others[0])
        seen.add(key)
        for name in desks:
            title = people(name).open(work).words("h1")
            assert people(name).is_on_desk(title) is (name in mine), f"desk of {name} at {key}"

    return check


@pytest.fixture
def wall(town):
    """Return the number of a wall that nobody has taken."""
    with town.app.app_context():
        code = f"SHY-{900 + len(town.walls)}"
        town.walls.append(town.people.wall(code))
    return code


@pytest.fixture
def paint(town, exhaustive, tmp_path):
    """Return how a wall is painted: milestone by milestone, most without pages in a short check."""

    def paint_wall(people, work):
        photo = journey_steps.picture(tmp_path)
        if not exhaustive:
            journey_steps.skip_milestones(town, work, photo, left=2)
        journey_steps.complete_milestones(people, work, photo, count=10 if exhaustive else 2)
        journey_steps.hand_over(people("aigerim"), work, photo)

    return paint_wall


def rename_work(people, work, title):
    """Change the title, so that desks can be told apart."""
    people("aigerim").open(f"{work}/dossier/work").fill(title=title).press()


@pytest.mark.parametrize(
    "device",
    [
        "mouse",
        pytest.param("keyboard", marks=pytest.mark.exhaustive),
        pytest.param("thumb", marks=pytest.mark.exhaustive),
    ],
    indirect=True,
)
@pytest.mark.slow
def test_a_mural_from_draft_to_accepted_wall(people, check_status, wall, paint, tmp_path):
    work = journey_steps.create_draft(people("aigerim"), tmp_path)
    rename_work(people, work, "Түркістан жұлдыздары")
    journey_steps.submit(people("aigerim"), work)
    check_status(work, "site", mine=["madina"], others=["aigerim", "gulmira"])

    journey_steps.confirm_site(people, work, wall)
    check_status(work, "architecture", mine=["gulmira"], others=["aigerim", "madina", "erlan"])

    send_back(people, work, tmp_path)
    check_status(work, "architecture", mine=["gulmira"], others=["aigerim", "erlan"])

    journey_steps.record_consent(people("madina"), work)
    close_remarks(people, work)
    journey_steps.approve(people, work)
    check_status(work, "sponsors", mine=["daniyar", "saule"], others=["aigerim", "erlan", "timur"])

    request_changes(people, work)
    check_status(work, "sponsors", mine=["daniyar", "saule"], others=["aigerim"])
    journey_steps.sign(people("saule"), work, "4 000 000")
    check_status(work, "sponsors", mine=["daniyar"], others=["saule"])
    journey_steps.sign(people("daniyar"), work, "6 000 000")
    check_status(work, "approved", mine=["madina"], others=["aigerim", "daniyar"])

    journey_steps.start_execution(people("madina"), work)
    check_status(work, "execution", mine=["aigerim"], others=["madina", "saule"])

    paint(people, work)
    check_status(
        work, "acceptance", mine=["erlan", "daniyar", "saule", "aigerim"], others=["timur"]
    )

    journey_steps.sign_acceptance(people, work)
    viewer = people("timur").open(work)
    assert viewer.step() == ""
    assert viewer.page.locator(".steps .done").count() == 7
    assert not viewer.may(work)


@pytest.mark.parametrize("device", ["plain"], indirect=True)
def test_no_page_needs_a_script(people, wall, tmp_path):
    work = journey_steps.create_draft(people("aigerim"), tmp_path)
    rename_work(people, work, "Түркістан жұлдыздары")
    journey_steps.submit(people("aigerim"), work)
    journey_steps.confirm_site(people, work, wall)
    send_back(people, work, tmp_path)

    specialist = people("gulmira").open(work)
    assert specialist.is_my_turn()
    assert specialist.ask(work, "remark").page.locator(".placing").count() == 0, "a script has run"


def send_back(people, work, folder):
    """Place a remark on the sketch as the specialist; answer with a new sketch as the artist."""
    artist, specialist = people("aigerim"), people("gulmira")
    assert "return" not in specialist.may(work)
    specialist.act(work, "remark", severity="must", text="Күнді көтеріңіз.", x="40", y="30,5")
    assert specialist.page.locator(".pins a.must").count() == 1
    specialist.act(work, "return", text="Бір ескерту бар.")
    assert artist.is_on_desk("Түркістан жұлдыздары")
    assert "resubmit" not in artist.may(work)
    artist.ask(work, "answer").pick("remark")
    assert artist.fill(fixed="yes", text="Көтерілді.").press() == 200
    journey_steps.attach_sketch(artist, f"{work}/dossier", journey_steps.picture(folder))
    artist.act(work, "resubmit", text="Жаңа эскиз.")
    assert "2" in artist.words("section[aria-labelledby=h-versions] li")


def close_remarks(people, work):
    """Close the remark; without it the head could not agree."""
    specialist = people("gulmira").ask(work, "close_remark").pick("remark")
    assert specialist.press() == 200
    assert "approve" not in people("erlan").may(work)


def request_changes(people, work):
    """Ask for other dates as one sponsor; the artist answers, and both decide again."""
    artist, sponsor = people("aigerim"), people("saule")
    sponsor.act(work, "request_changes", text=CHANGES, password=PASSWORD)
    assert artist.open(work).is_my_turn()
    artist.ask(work, "answer").pick("remark", -1)
    artist.fill(fixed="yes", text="Қысқартылды.").press()
    next_year = journey_steps.TODAY.year + 1
    artist.open(f"{work}/dossier/dates").fill(finish_on=f"{next_year}-06-20").press()
    artist.act(work, "resubmit")


def test_a_wrong_password_signs_nothing(enter, town):
    work = f"/proposals/{town.proposals['sponsors']}"
    sponsor = enter("daniyar").ask(work, "sign").fill(amount="1", password=PASSWORD[:-1])

    assert sponsor.press() == 422
    assert sponsor.page.locator(".field.bad [name=password]").count() == 1
    assert sponsor.open(work).is_my_turn()
