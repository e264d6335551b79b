"""Every route has an access rule; GET changes nothing; nor does a form without its token."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from artflow.domain.access.policy import Can
from artflow.extensions import db
from tests.web.support import scenario_builder, scenarios
from tests.web.support.client import PageClient
from tests.web.support.matrix import OTHER_ROUTES, PROPOSAL_ROUTES, USERNAMES, list_routes

PUBLIC_ENDPOINTS = {
    "public.home",
    "checks.ask",
    "checks.show",
    "account.sign_in",
    "ops.healthz",
    "ops.readyz",
    "setup.begin",
    "registration.register",
    "registration.sent",
    "registration.confirm",
    "passwords.forgotten",
    "passwords.reset",
    "invitations.accept",
    "profile.moved",
    "files.finished",
}
"""What somebody may see who is not signed in; static files beside them."""
ROUTE_VALUES = (
    {
        "files.picture": {"sha256": "0" * 64, "size": "small"},
        "files.download": {"sha256": "0" * 64},
        "files.finished": {"sha256": "0" * 64, "size": "small"},
        "files.wall_photo": {"sha256": "0" * 64, "size": "small"},
        "static": {"filename": "css/look.css"},
        "wall_photos.index": {"wall_id": 1},
        "wall_photos.add": {"wall_id": 1},
        "wall_photos.remove": {"wall_id": 1, "photo_id": 0},
        "walls.show": {"wall_id": 1},
        "walls.edit": {"wall_id": 1},
        "actions.ask": {"name": "hold"},
        "actions.take": {"name": "hold"},
        "actions.keep": {"name": "hold"},
    }
    | OTHER_ROUTES
    | PROPOSAL_ROUTES
)
IGNORED_COLUMNS = {"login_session": "seen_at"}
"""The one thing a GET may note."""


def views(app) -> dict[str, object]:
    return {name: view for name, view in app.view_functions.items() if name != "static"}


def test_every_route_says_who_may_come_in(app):
    known = {"public", "signed_in"} | {can.value for can in Can}
    access = {name: getattr(view, "access", None) for name, view in views(app).items()}

    assert {name: rule for name, rule in access.items() if rule not in known} == {}


def test_only_these_pages_are_open_to_everybody(app):
    assert {
        n for n, view in views(app).items() if getattr(view, "access", "") == "public"
    } == PUBLIC_ENDPOINTS


def test_every_right_is_asked_for_by_some_route_or_page(app):
    asked = {getattr(view, "access", "") for view in views(app).values()}

    assert {Can.SEE, Can.EDIT, Can.COPY, Can.CREATE, Can.EDIT_WALLS, Can.SEE_WALLS} <= asked


def addresses(app, method: str, proposal: int) -> list[str]:
    """Return the address of every route with the method."""
    asked = [*list_routes(app, of_proposal=True), *list_routes(app, of_proposal=False)]
    bound = app.url_map.bind("localhost")
    return [
        bound.build(
            endpoint,
            ROUTE_VALUES.get(endpoint, {})
            | ({"proposal_id": proposal} if _is_about_proposal(app, endpoint) else {}),
        )
        for known, endpoint in asked
        if known == method
    ]


def _is_about_proposal(app, endpoint: str) -> bool:
    return any("proposal_id" in rule.arguments for rule in app.url_map.iter_rules(endpoint))


def dump_tables() -> dict[str, list[tuple]]:
    """Return every row of every table, except what a GET may change."""
    found = {}
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            columns = [c for c in table.c if c.name != IGNORED_COLUMNS.get(table.name)]
            rows = connection.execute(db.select(*columns).order_by(*table.primary_key)).all()
            found[table.name] = [tuple(map(repr, row)) for row in rows]
    return found


@pytest.fixture
def proposal(app) -> int:
    """Return a proposal at the sponsors with everything in it."""
    with app.app_context():
        world = scenario_builder.create_world("mural")
        for name, story in scenarios.creative_art(world):
            if name == "sponsors":
                return story.id
    raise AssertionError


def sign_in_everybody(app) -> list[PageClient]:
    return [
        PageClient(app).sign_in(username) if username != "anonymous" else PageClient(app)
        for username in USERNAMES
    ]


@pytest.mark.slow
def test_asking_changes_nothing(app, proposal):
    people = sign_in_everybody(app)
    with app.app_context():
        before = dump_tables()

    answers = {
        (n, address): client.ask("GET", address).status_code
        for n, client in enumerate(people)
        for address in addresses(app, "GET", proposal)
    }

    with app.app_context():
        assert dump_tables() == before
    assert set(answers.values()) <= {200, 303, 403, 404, 409, 410}


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_a_form_without_its_token_is_refused(app, proposal, token):
    people = sign_in_everybody(app)
    with app.app_context():
        before = dump_tables()

    answers = {
        client.ask("POST", address, data={"csrf_token": token}).status_code
        for client in people
        for address in addresses(app, "POST", proposal)
    }

    assert answers == {400}
    with app.app_context():
        assert dump_tables() == before


def test_the_dump_would_notice_a_change(app, proposal):
    with app.app_context():
        before = dump_tables()
        db.session.execute(text("UPDATE proposal SET title = 'x'"))
        db.session.commit()

        assert dump_tables() != before
