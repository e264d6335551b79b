"""A section of the dossier saves itself; what was not sent is there again after any failure."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Proposal

STATUS = "[data-autosave]"
CONCEPT = 'main form [name="concept"]'


@pytest.fixture
def draft(town):
    with town.app.app_context():
        return town.people.story(title="Қаралама").id


@pytest.fixture
def part(enter, draft):
    """Open the first section of a draft as its artist."""
    person = enter("aigerim")
    return person.open(f"/proposals/{draft}/dossier/work")


def stored(town, draft, key="concept"):
    with town.app.app_context():
        return db.session.get_one(Proposal, draft).facts.get(key)


def type_in(person, text):
    person.page.fill(CONCEPT, text)


def says(person, words):
    person.page.locator(STATUS, has_text=words).wait_for(timeout=5000)


def test_what_is_typed_is_saved_within_two_seconds(part, town, draft):
    type_in(part, "Дала мен аспан")

    part.page.locator(STATUS, has_text="сақталды").wait_for(timeout=2000)

    assert stored(town, draft) == "Дала мен аспан"
    assert part.page.evaluate("localStorage.length") == 0


def test_a_lost_connection_loses_nothing(part, town, draft):
    part.page.context.set_offline(True)
    type_in(part, "Байланыссыз жазылды")
    says(part, "Байланыс жоқ")

    part.page.context.set_offline(False)

    says(part, "сақталды")
    assert stored(town, draft) == "Байланыссыз жазылды"


def test_a_tab_closed_without_connection_has_it_again(part, town, draft):
    part.page.context.set_offline(True)
    type_in(part, "Жабылған бет")
    says(part, "Байланыс жоқ")
    page = part.page.context.new_page()
    part.page.close()

    page.context.set_offline(False)
    page.goto(f"/proposals/{draft}/dossier/work")

    assert page.input_value(CONCEPT) == "Жабылған бет"
    page.locator(STATUS, has_text="сақталды").wait_for(timeout=5000)
    assert stored(town, draft) == "Жабылған бет"


def test_the_second_tab_does_not_overwrite_the_first(part, town, draft):
    second = part.page.context.new_page()
    second.goto(f"/proposals/{draft}/dossier/work")
    type_in(part, "Бірінші бет")
    says(part, "сақталды")

    second.fill(CONCEPT, "Екінші бет")

    second.locator(STATUS, has_text="басқа бетте").wait_for(timeout=5000)
    assert stored(town, draft) == "Бірінші бет"
    assert second.input_value(CONCEPT) == "Екінші бет"


def test_the_button_saves_and_nothing_comes_back_later(part, town, draft):
    type_in(part, "Түймемен")
    assert part.press() == 200
    part.open(f"/proposals/{draft}/dossier/work")
    part.page.wait_for_timeout(300)

    assert part.page.evaluate("localStorage.length") == 0
    assert stored(town, draft) == "Түймемен"
