"""Getting in, through the pages: registration, invitation, forgotten password, a new address."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from artflow.services import delivery

STRONG = "жаңа көктем келді"


@pytest.fixture
def post(app):
    """Deliver what waits, and return the letters of this delivery."""

    def deliver():
        folder = Path(app.config["MAIL_FOLDER"])
        before = set(folder.glob("*.eml"))
        with app.app_context():
            delivery.work(app.extensions["letters"])
        return [message_from_bytes(path.read_bytes(), policy=policy.default)
                for path in sorted(set(folder.glob("*.eml")) - before)]  # fmt: skip

    return deliver


def link(letter) -> str:
    """The address that a letter leads to, as the application knows it."""
    text = letter.get_body(("plain",)).get_content()
    (found,) = re.findall(r"http://127\.0\.0\.1:5000(/\S*)", text)
    return found


def test_an_artist_registers_confirms_and_is_in(world, visit, post):
    visitor = visit()
    visitor.get("registration.register")
    studio = str(world.organisations["studio"])
    visitor.fill("registration.register", name="Айгерім Сейтжан", email="New@Example.org",
                 password=STRONG, language="kk", organisation=studio)  # fmt: skip
    visitor.get("registration.sent")
    assert "New@Example.org" in visitor.page.one("main").text
    (letter,) = post()
    assert letter["To"] == "Айгерім Сейтжан <new@example.org>"
    address = link(letter)

    visitor.get(address)
    visitor.fill("", 422, password="not the one I chose")
    visitor.fill("", password=STRONG)

    visitor.get("desk.show")
    assert "Айгерім Сейтжан" in visitor.page.one("header").text
    visit().get(address, 410)
