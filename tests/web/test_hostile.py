"""Thousands of bad requests: every form and every address, found by walking through the program.

A form that is new is met on the walk and treated like the others. Nothing of it may be a fault of
ours, nothing may change what is stored, and whoever only made a mistake finds what they typed.
It is one test, because finding the forms is a third of the work.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from artflow.demo.cast import PASSWORD
from artflow.extensions import db
from artflow.services import cases
from artflow.web.forms.actions import FORMS
from tests.browser import mailbox
from tests.browser.town import Town, proposals

from . import waves
from .doors import Explorer
from .storm import Storm, stored
from .visitor import Visitor

CREW = ("aigerim", "nurlan", "gulmira", "erlan", "madina", "daniyar", "saule", "timur", "admin", "")
SHARE = {"sqlite": 0.45, "postgres": 0.15}
"""Of all that could be sent; on PostgreSQL only what a column can take is another matter."""
LEAST = {"sqlite": 3000, "postgres": 1000}


@pytest.fixture
def town(app):
    """A proposal at every stage, letters with links, everybody signed in."""
    app.config["DEMO"] = True
    with app.app_context():
        made = Town.settle()
        told = proposals(made) | mailbox.links(made)
        workflow = cases.load(db.session.connection(), told["draft"]).workflow
    visitors = {who: entered(app, who) for who in CREW}
    entered(app, "timur")  # a second browser, so that there is one to sign out
    begins = ["/", "/desk", "/check-your-mail", f"/mail/{told['letter']}"]
    begins += [told[name] for name in ("confirm", "invitation", "reset", "moved")]
    begins += [f"/proposals/{key}" for key in told.values() if isinstance(key, int)]
    return SimpleNamespace(begins=begins, visitors=visitors, workflow=workflow)


def entered(app, who):
    visitor = Visitor(app)
    return visitor.sign_in(f"{who}@artflow.example", PASSWORD) if who else visitor


@pytest.mark.slow
def test_a_storm_of_bad_requests_leaves_no_trace(app, town, request):
    before = stored(app)
    explorer = Explorer(app, town.visitors)
    explorer.walk(*town.begins)
    assert stored(app) == before, "asking for pages has changed something"
    assert len(explorer.asked) > 500
    assert forms(explorer, town.workflow) == set(FORMS), "a form was not met"

    kind = request.config.getoption("--db")
    storm = Storm(app, explorer, SHARE[kind])
    for wave in waves.ALL:
        wave(storm)
        assert not storm.faults, "\n".join([wave.__name__, *storm.faults[:40]])
        assert stored(app) == before, f"{wave.__name__} have changed something"
    assert storm.sent.total() >= LEAST[kind], storm.sent


def forms(explorer, workflow):
    """The forms of actions that somebody has been shown."""
    shown = {door.action.rpartition("/")[2] for door in explorer.doors.values()}
    return {action.form for _stage, action in workflow.actions() if action.name in shown}
