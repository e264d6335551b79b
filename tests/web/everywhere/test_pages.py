"""Every page of both definitions, in every language: the client checks each one it is shown."""

from __future__ import annotations

import itertools

import pytest

from artflow.domain.text import LANGUAGES
from tests.web.support import scenario_builder, scenarios
from tests.web.support.client import PageClient

READERS = ("artist", "specialist", "head", "coordinator", "admin", "jusan", "viewer")
GENERAL = ("desk.show", "proposals.index", "walls.index", "process.index")


def journeys():
    """List each process in each language: one of each in every check, the others for a release."""
    pairs = itertools.product(enumerate(scenarios.SCENARIOS), enumerate(LANGUAGES))
    more = pytest.mark.exhaustive
    return [
        pytest.param(key, language, marks=[] if place == n else [more])
        for (place, key), (n, language) in pairs
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("key", "language"), journeys())
def test_every_page_holds_what_every_page_must(app, key, language):
    with app.app_context():
        world = scenario_builder.create_world(key)
        readers = [PageClient(app, language).sign_in(username) for username in READERS]
        for name, story in scenarios.SCENARIOS[key](world):
            met = {action for reader in readers for action in opened(reader, story.id)}
            met = {action for action in met if "payment" not in action}  # paid for after its end
            assert name.startswith(("completed", "refused", "withdrawn")) is not bool(met)
            for reader in readers:
                reader.is_visible("process.show", proposal_id=story.id)
                reader.is_visible("dossier.tasks", proposal_id=story.id)
        for reader in readers:
            for endpoint in GENERAL:
                reader.get(endpoint)
                assert reader.page.one("html").attrs["lang"] == language


def opened(reader: PageClient, proposal: int) -> list[str]:
    """Open the proposal's page and the form of every action on it; return their addresses."""
    if not reader.is_visible("proposals.show", proposal_id=proposal):
        return []
    links = [
        a.attrs["href"]
        for node in reader.page.all("ul", **{"class": "can"})
        for a in node.all("a")
        if "/do/" in a.attrs["href"]
    ]
    for link in links:
        reader.get(link)
        assert reader.form.attrs["action"] == link
    return links


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_door_in_every_language(app, language):
    client = PageClient(app, language)

    client.get("public.home")
    client.get("account.sign_in")
    client.fill("account.sign_in", 422)

    assert len(client.page.all("p", **{"class": "error"})) == 2
