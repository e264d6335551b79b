"""Pages that are out of date: another decision, a second press, an ended session."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from artflow.extensions import db
from artflow.models import Event
from tests.fixtures import walks
from tests.fixtures.assessment import COMPLETE_FIELDS

from .support.person import SUBMIT_SELECTOR


@pytest.fixture
def submitted(town):
    """Return a proposal whose documents are to be checked."""
    with town.app.app_context():
        return walks.submitted(town.people).id


def count(town, proposal, kind):
    ids = select(func.count()).where(Event.proposal_id == proposal, Event.type == kind)
    with town.app.app_context():
        return db.session.scalar(ids)


def test_a_decision_on_a_page_that_moved_on(enter, town, submitted):
    work = f"/proposals/{submitted}"
    late, quick = enter("madina").ask(work, "refuse"), enter("olzhas")
    quick.act(work, "accept", **COMPLETE_FIELDS)

    assert late.fill(code="quality", text="Сапасы төмен.").press() == 409
    assert late.page.locator("main h1").count() == 1
    assert late.page.locator("main .why li").count() >= 1
    assert late.follow(f'main a.btn[href="{work}"]') == 200
    assert late.path == work
    assert count(town, submitted, "refuse") == 0


def test_a_double_click_is_one_decision(enter, town, submitted):
    work = f"/proposals/{submitted}"
    coordinator = enter("madina").ask(work, "accept").fill(**COMPLETE_FIELDS)

    coordinator.page.locator("main form.form button.btn").dblclick(no_wait_after=True)
    # The second press may abort the answer to the first: what counts is where it ends.
    coordinator.page.wait_for_function("path => location.pathname === path", arg=work)
    coordinator.page.wait_for_load_state()

    assert coordinator.open(work).path == work
    assert count(town, submitted, "accept") == 1


def test_the_way_back_and_a_second_press_is_one_decision(enter, town, submitted):
    work = f"/proposals/{submitted}"
    coordinator = enter("madina").act(work, "accept", **COMPLETE_FIELDS)

    coordinator.page.go_back()
    if coordinator.page.locator(
        SUBMIT_SELECTOR
    ).count():  # the browser kept the page instead of asking anew
        assert coordinator.press() in (200, 409)
    else:
        assert coordinator.page.locator("main .why li").count() >= 1
    assert count(town, submitted, "accept") == 1


def test_signing_out_ends_the_other_tabs(enter, chrome, town, submitted):
    work = f"/proposals/{submitted}"
    here = enter("madina").ask(work, "accept")
    kept = here.page.context.cookies()
    other = type(here)(here.page.context.new_page()).open(work)

    assert other.follow("header form button") == 200
    assert other.page.locator("header form").count() == 0
    assert here.press() in (400, 401)
    assert count(town, submitted, "accept") == 0
    assert here.open(work).path == "/sign-in"

    thief = chrome.new_context(base_url=town.home)
    thief.add_cookies(kept)
    page = thief.new_page()
    page.goto("/desk")
    assert page.evaluate("location.pathname") == "/sign-in"
    thief.close()
