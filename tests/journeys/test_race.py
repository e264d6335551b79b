"""Races through HTTP: two real server processes, one database, everybody pressing at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, select

from artflow.extensions import db
from artflow.models import Event, User, Wall
from artflow.services.database.transactions import writing
from artflow.services.decisions import case_loader
from tests.fixtures import walks
from tests.fixtures.assessment import COMPLETE_FIELDS
from tests.fixtures.world import PASSWORD
from tests.services.tampering import verify

from .http_client import HttpClient, run_together

PRESSES = 20
PAUSE = 0.7
"""Seconds that a press is given to come to the lock."""


def action_path(story, action):
    return f"/proposals/{story.id}/do/{action}"


def spread_presses(ports, client, path, filled):
    """Return one press for each filled form, spread over the servers in turn."""
    homes = [client.at(port) for port in ports]
    return [partial(homes[n % len(homes)].press, path, fields) for n, fields in enumerate(filled)]


def statuses(answers):
    return sorted(answer.status for answer in answers)


def count_events(story, *kinds):
    """Return how many events of these kinds the proposal has; the rest must verify."""
    db.session.rollback()
    assert verify().fault is None
    answered = select(func.count()).where(Event.proposal_id == story.id, Event.type.in_(kinds))
    return db.session.scalar(answered)


def count_moves_to(story, stage):
    moved = (Event.proposal_id == story.id, Event.to_stage == stage, Event.from_stage != stage)
    return db.session.scalar(select(func.count()).where(*moved))


def signing_form(client, story, amount=5_000_000):
    """Return the open signing form, filled in."""
    return client.form(action_path(story, "sign")) | {
        "amount": amount,
        "text": "",
        "password": PASSWORD,
    }


def test_one_form_pressed_twenty_times_is_one_decision(city, ports):
    story = walks.at_sponsors(city)
    jusan = HttpClient(ports[0]).sign_in("jusan")
    form = signing_form(jusan, story)

    answers = run_together(
        spread_presses(ports, jusan, action_path(story, "sign"), [form] * PRESSES)
    )

    assert statuses(answers) == [303] * PRESSES
    assert count_events(story, "sign") == 1
    assert story.case.stage == "sponsors"


def test_twenty_open_pages_of_one_person_are_one_decision(city, ports):
    story = walks.at_sponsors(city)
    jusan = HttpClient(ports[0]).sign_in("jusan")
    forms = [signing_form(jusan, story) for _ in range(PRESSES)]
    assert len({form["key"] for form in forms}) == PRESSES

    answers = run_together(spread_presses(ports, jusan, action_path(story, "sign"), forms))

    assert statuses(answers) == [303] + [409] * (PRESSES - 1)
    assert count_events(story, "sign") == 1


def test_both_sponsors_in_one_instant_count_and_the_last_one_moves_the_work(city, ports):
    story = walks.at_sponsors(city)
    signers = [
        HttpClient(port).sign_in(username)
        for port, username in zip(ports, ("jusan", "tourism"), strict=True)
    ]
    forms = [signing_form(signer, story) for signer in signers]

    answers = run_together(
        [
            partial(s.press, action_path(story, "sign"), form)
            for s, form in zip(signers, forms, strict=True)
        ]
    )

    assert statuses(answers) == [303, 409], "the second has not read what the first has signed"
    (late,) = [s for s, a in zip(signers, answers, strict=True) if a.status == 409]
    assert late.press(action_path(story, "sign"), signing_form(late, story)).status == 303
    assert (count_events(story, "sign"), count_moves_to(story, "approved")) == (2, 1)
    assert story.case.stage == "approved"
    assert sorted(s.state for s in story.case.signoffs_in("sponsors")) == ["signed", "signed"]


@pytest.mark.parametrize(
    ("walk", "one", "other"),
    [
        (
            walks.submitted,
            ("coordinator", "accept", COMPLETE_FIELDS),
            ("head", "refuse", {"code": "other", "password": PASSWORD}),
        ),
        (
            walks.ready_to_decide,
            ("head", "approve", {"password": PASSWORD}),
            ("artist", "withdraw", {"password": PASSWORD}),
        ),
    ],
)
def test_of_contrary_decisions_one_wins_and_the_rest_learn_why(city, ports, walk, one, other):
    story = walk(city)
    presses = []
    for port, (username, action, more) in zip(ports, (one, other), strict=True):
        client = HttpClient(port).sign_in(username)
        path = action_path(story, action)
        forms = [client.form(path) | {"text": "Себебі бар."} | more for _ in range(4)]
        presses += [partial(client.press, path, form) for form in forms]

    answers = run_together(presses)

    assert statuses(answers) == [303] + [409] * 7
    assert count_events(story, one[1], other[1]) == 1
    refused = [answer.text for answer in answers if answer.status == 409]
    assert all("Nothing was changed" in text for text in refused)


def test_two_works_that_confirm_one_wall_leave_it_to_one(city, ports):
    stories = [walks.at_site(city, title=title) for title in ("Таң", "Кеш")]
    for story in stories:
        story.act(city.coordinator, "propose_wall", wall=city.walls[0])
        story.act(city.coordinator, "choose_wall", wall=city.walls[0])
    clients = [HttpClient(port).sign_in("specialist") for port in ports]
    paths = [action_path(story, "confirm_site") for story in stories]
    forms = [client.form(path) | {"text": ""} for client, path in zip(clients, paths, strict=True)]

    answers = run_together(
        [partial(v.press, path, form) for v, path, form in zip(clients, paths, forms, strict=True)]
    )

    assert statuses(answers) == [303, 409]
    winner, loser = sorted(zip(stories, answers, strict=True), key=lambda pair: pair[1].status)
    assert [story.case.stage for story in (winner[0], loser[0])] == ["architecture", "site"]
    held = db.session.scalar(select(Wall.held_by_id).where(Wall.id == city.walls[0]))
    assert held == winner[0].id
    assert (count_events(winner[0], "confirm_site"), count_events(loser[0], "confirm_site")) == (
        1,
        0,
    )


def test_a_decision_on_a_replaced_version_names_what_changed(city, ports):
    story = walks.at_sponsors(city)
    jusan = HttpClient(ports[0]).sign_in("jusan")
    old = signing_form(jusan, story)
    story.act(city.tourism, "request_changes", text="Бюджетті азайтыңыз.")
    story.act(city.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Азайды.")
    story.edit(budget_kzt=8_000_000)
    story.act(city.artist, "resubmit", text="")
    assert story.case.stage == "sponsors"

    answer = jusan.at(ports[1]).press(action_path(story, "sign"), old)

    assert answer.status == 409
    assert "Changed: Budget" in answer.text
    assert "Changed: Description" not in answer.text
    assert count_events(story, "sign") == 0
    assert jusan.press(action_path(story, "sign"), signing_form(jusan, story)).status == 303


def test_a_press_that_waits_while_its_person_is_suspended_is_not_taken(city, ports):
    story = walks.at_sponsors(city)
    jusan = HttpClient(ports[0]).sign_in("jusan")
    form, own = signing_form(jusan, story), User.id == city.jusan.id

    with ThreadPoolExecutor(1) as pool:
        with writing() as connection:
            case_loader.lock(connection, story.id)
            pressed = pool.submit(jusan.press, action_path(story, "sign"), form)
            time.sleep(PAUSE)
            assert not pressed.done()
            connection.execute(db.update(User).where(own).values(active=False))
        answer = pressed.result()
    with writing() as connection:
        connection.execute(db.update(User).where(own).values(active=True))

    assert answer.status == 401
    assert "Your session has ended" in answer.text
    assert count_events(story, "sign") == 0
    assert jusan.press(action_path(story, "sign"), form).status == 303
