"""Every page, in three languages, two widths, light and dark: nothing that keeps anybody out."""

from __future__ import annotations

from pathlib import Path

import pytest

from artflow.web.forms.actions import FORMS

from . import sights
from .eyes import Eyes
from .person import SENT

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def eyes(chrome, town):
    """One reader for each language; the first of them looks at colours too."""
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed")
    script = Path(axe.AXE_FILE_PATH).read_text(encoding="utf-8")
    readers = [
        Eyes(chrome, town.home, script, language, colours=language == LANGUAGES[0])
        for language in LANGUAGES
    ]
    yield readers
    for reader in readers:
        reader.context.close()


@pytest.fixture(scope="module")
def sessions():
    """The cookies of those who have signed in, by name."""
    return {"": []}


@pytest.fixture
def cookies_of(sessions, enter, town):
    """Sign a person in the first time they are asked for; `madina as jusan` looks as that seat."""

    def of(name):
        if name not in sessions:
            who, _as, seat = name.partition(" as ")
            person = enter(who)
            if seat:
                person.open(f"/people/{town.people.people[seat].id}").fill(reason="Көмек сұрады")
                assert person.press() == 200
            sessions[name] = person.page.context.cookies()
        return [c for c in sessions[name] if c["name"] != "language"]

    return of


@pytest.mark.parametrize("sight", sights.ALL, ids=lambda sight: sight.id)
def test_a_page_keeps_nobody_out(sight, town, eyes, cookies_of):
    path = sight.path.format(**town.proposals)
    cookies = cookies_of(sight.who)
    faults = []
    for reader in eyes:
        reader.become(cookies)
        faults += reader.look(path, sight.status, sight.spoil, SENT if sight.press else "")
    assert not faults, "\n".join(faults)


def test_no_page_is_left_out(town):
    seen = {endpoint(town, sight.path) for sight in sights.ALL} - {None}
    asked = {rule.endpoint for rule in town.app.url_map.iter_rules() if "GET" in rule.methods}
    assert seen >= asked - sights.UNSEEN


def test_no_form_of_an_action_is_left_out(town):
    with town.app.app_context():
        definition = town.people.workflow()
    names = {sight.path.rpartition("/")[2] for sight in sights.ACTIONS}
    forms = {action.form for _stage, action in definition.actions() if action.name in names}
    assert forms == set(FORMS)


def endpoint(town, path):
    """Which view answers the path, if any does."""
    bound = town.app.url_map.bind("localhost")
    filled = path.format(**town.proposals)
    return bound.match(filled)[0] if bound.test(filled) else None
