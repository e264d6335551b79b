"""Thousands of bad requests: every form and every address, found by crawling the application.

A new form is found and treated like the others. None may cause a fault of ours or change what is
stored, and whoever only made a mistake finds what they typed. It is one test, because finding the
forms is a third of the work.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from artflow.demo.people import PASSWORD
from artflow.extensions import db
from artflow.services.decisions import case_loader
from artflow.web.decisions.forms import ACTION_FORMS
from tests.browser.support.town import create_town
from tests.web.support import fuzz_cases
from tests.web.support.client import PageClient
from tests.web.support.crawler import Crawler
from tests.web.support.fuzz import Fuzzer, database_fingerprint

PEOPLE = (
    "aigerim",
    "nurlan",
    "gulmira",
    "erlan",
    "madina",
    "daniyar",
    "saule",
    "timur",
    "admin",
    "",
)
SHARE, SHARE_OF_ALL = 0.08, 0.45
"""Of all that could be sent: in every check, and for a release."""
REQUESTS_PER_SHARE = 6500


@pytest.fixture
def town(app, states):
    """Create a proposal at every stage and letters with links; sign everybody in."""
    app.config["DEMO"] = True
    _town, ids = states.begin_shared("town", create_town)
    with app.app_context():
        workflow = case_loader.load(db.session.connection(), ids["draft"]).workflow
    clients = {who: sign_in(app, who) for who in PEOPLE}
    sign_in(app, "timur")  # a second browser, so that there is one to sign out
    begins = ["/", "/desk", "/check-your-mail", f"/mail/{ids['letter']}"]
    begins += [ids[name] for name in ("confirm", "invitation", "reset", "moved")]
    begins += [f"/proposals/{key}" for key in ids.values() if isinstance(key, int)]
    return SimpleNamespace(begins=begins, clients=clients, workflow=workflow)


def sign_in(app, who):
    client = PageClient(app)
    return client.sign_in(f"{who}@artflow.example", PASSWORD) if who else client


@pytest.mark.slow
def test_bad_requests_leave_no_trace(app, town, exhaustive):
    before = database_fingerprint(app)
    crawler = Crawler(app, town.clients)
    crawler.walk(*town.begins)
    assert database_fingerprint(app) == before, "asking for pages has changed something"
    assert len(crawler.asked) > 500
    assert found_forms(crawler, town.workflow) == set(ACTION_FORMS), "a form was not met"

    share = SHARE_OF_ALL if exhaustive else SHARE
    fuzzer = Fuzzer(app, crawler, share)
    for fuzz_case in fuzz_cases.ALL:
        fuzz_case(fuzzer)
        assert not fuzzer.faults, "\n".join([fuzz_case.__name__, *fuzzer.faults[:40]])
        assert database_fingerprint(app) == before, f"{fuzz_case.__name__} have changed something"
    assert fuzzer.sent.total() >= share * REQUESTS_PER_SHARE, fuzzer.sent


def found_forms(crawler, workflow):
    """Return the forms of actions that somebody has been shown."""
    shown = {found_form.action.rpartition("/")[2] for found_form in crawler.forms.values()}
    return {action.form for _stage, action in workflow.actions() if action.name in shown}
