"""Every page, in three languages, two widths, light and dark: nothing that keeps anybody out.

Each page meets Kazakh, Russian and each width, and axe sees it in each width and scheme of colours,
each third page in English too: its words are the shortest. With --all in every combination; what
pages say in each language is asked without a browser as well (`web/everywhere/test_pages.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from artflow.web.decisions.forms import ACTION_FORMS

from .support import pages
from .support.page_audit import LANGUAGES, PageAuditor, all_looks, some_looks
from .support.person import SUBMIT_SELECTOR


@pytest.fixture(scope="module")
def auditors(chrome, town):
    """Return an auditor for each language."""
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed")
    script = Path(axe.AXE_FILE_PATH).read_text(encoding="utf-8")
    readers = [PageAuditor(chrome, town.home, script, language) for language in LANGUAGES]
    yield readers
    for reader in readers:
        reader.context.close()


@pytest.fixture(scope="module")
def sessions():
    """Return the cookies of those who have signed in, by name."""
    return {"": []}


@pytest.fixture
def cookies_of(sessions, enter, town):
    """Return a function for a person's cookies; `madina as jusan` impersonates that person."""

    def cookies_for(name):
        if name not in sessions:
            who, _as, username = name.partition(" as ")
            person = enter(who)
            if username:
                person.open(f"/people/{town.people.people[username].id}").fill(
                    reason="Көмек сұрады"
                )
                assert person.press() == 200
            sessions[name] = person.page.context.cookies()
        return [c for c in sessions[name] if c["name"] != "language"]

    return cookies_for


def page_params():
    """Return the pages; those that are made like another are for a release."""
    more = pytest.mark.exhaustive
    return [
        pytest.param(
            page_case, id=page_case.id, marks=[more] if page_case.id in pages.ALIKE else []
        )
        for page_case in pages.ALL
    ]


@pytest.mark.parametrize("page_case", page_params())
def test_a_page_keeps_nobody_out(page_case, town, auditors, cookies_of, exhaustive):
    n = pages.ALL.index(page_case)
    path = page_case.path.format(**town.proposals)
    cookies = cookies_of(page_case.who)
    faults = []
    for reader in auditors:
        language = reader.language
        looks = all_looks(language) if exhaustive else some_looks(language, n)
        if language == "en" and not looks:
            continue
        reader.use_cookies(cookies)
        press = SUBMIT_SELECTOR if page_case.submit else ""
        faults += reader.audit(path, page_case.status, page_case.script, press, looks)
    assert not faults, "\n".join(faults)


def test_no_page_is_left_out(town):
    assert {page_case.id for page_case in pages.ALL} >= pages.ALIKE
    seen = {endpoint(town, page_case.path) for page_case in pages.ALL} - {None}
    asked = {rule.endpoint for rule in town.app.url_map.iter_rules() if "GET" in rule.methods}
    assert seen >= asked - pages.NOT_PAGES


def test_no_form_of_an_action_is_left_out(town):
    with town.app.app_context():
        definition = town.people.workflow()
    shown = [page_case for page_case in pages.ACTIONS if page_case.id not in pages.ALIKE]
    names = {page_case.path.rpartition("/")[2] for page_case in shown}
    forms = {action.form for _stage, action in definition.actions() if action.name in names}
    assert forms == set(ACTION_FORMS)


def endpoint(town, path):
    """Return which view answers the path, if any does."""
    bound = town.app.url_map.bind("localhost")
    filled = path.format(**town.proposals)
    return bound.match(filled)[0] if bound.test(filled) else None
