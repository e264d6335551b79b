"""Without a mouse: skip link, order of the form, the summary of errors, closed actions."""

from __future__ import annotations

import pytest

FOCUSED = "document.activeElement"
NAMES = "all => all.map(f => f.name || f.textContent.trim())"
FIELDS = "main form.form :is(input:not([type=hidden]), textarea, button, .acts a)"


@pytest.fixture
def press(enter):
    """Return a function that presses keys, one after the other."""

    def press_keys(person, *keys):
        for key in keys:
            person.page.keyboard.press(key)

    return press_keys


def focused(person, expression):
    return person.page.evaluate(f"{FOCUSED}.{expression}")


def is_within(person, selector):
    return person.page.evaluate(f"{FOCUSED}.closest('{selector}') !== null")


def has_summary(person):
    """Check that the summary of errors gets the focus at once."""
    person.page.locator(".errors:focus").wait_for()


def test_the_first_tab_skips_to_the_content(enter, town, press):
    person = enter("daniyar").open(f"/proposals/{town.proposals['sponsors']}")
    press(person, "Tab")
    assert is_within(person, ".skip")
    box = person.page.locator(".skip").bounding_box()
    assert box["width"] > 50
    assert box["height"] > 20
    press(person, "Enter")
    assert focused(person, "id") == "main"
    press(person, "Tab")
    assert is_within(person, "main")


def test_tab_goes_through_a_form_in_its_order(enter, town, press):
    sign = f"/proposals/{town.proposals['sponsors']}/do/sign"
    person = enter("daniyar").open(sign)
    expected = person.page.locator(FIELDS).evaluate_all(NAMES)
    assert len(expected) >= 4

    person.page.locator(FIELDS).first.focus()
    met = [person.page.locator(":focus").evaluate_all(NAMES)[0]]
    for _ in expected[1:]:
        press(person, "Tab")
        met += person.page.locator(":focus").evaluate_all(NAMES)
    assert met == expected


def test_everything_on_the_way_shows_where_the_focus_is(enter, town, press):
    person = enter("gulmira").open(f"/proposals/{town.proposals['architecture']}")
    seen = set()
    for _ in range(60):
        press(person, "Tab")
        if focused(person, "tagName") == "BODY":
            break
        drawn = person.page.evaluate("""() => {
          const e = document.activeElement, parts = [e, ...e.querySelectorAll('circle')];
          const ring = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
          return parts.some(p => ring(getComputedStyle(p)) || p.matches('circle.dot'));
        }""")
        assert drawn, focused(person, "outerHTML")[:200]
        seen.add(focused(person, "tagName.toLowerCase()"))
    assert {"a", "button", "summary"} <= seen


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(enter, town, press):
    sign = f"/proposals/{town.proposals['sponsors']}/do/sign"
    person = enter("daniyar").open(sign).fill(amount="")
    assert person.press() == 422
    has_summary(person)
    title = person.page.title()
    assert title != person.open(sign).page.title()

    person.fill(amount="").press()
    has_summary(person)
    press(person, "Tab", "Enter")
    assert focused(person, "name") == "amount"
    assert focused(person, "getAttribute('aria-invalid')") == "true"


def test_a_group_of_choices_is_entered_at_its_first(enter, town, press):
    person = enter("gulmira").open(f"/proposals/{town.proposals['architecture']}/do/remark")
    assert person.press() == 422
    has_summary(person)
    press(person, "Tab", "Enter")
    assert (focused(person, "name"), focused(person, "type")) == ("severity", "radio")


def test_closed_actions_open_by_key_and_say_why(enter, town, press):
    person = enter("erlan").open(f"/proposals/{town.proposals['architecture']}")
    reasons = person.page.locator("details .why").first
    assert not reasons.is_visible()
    person.page.locator("details:has(.why) > summary").first.focus()
    press(person, "Enter")
    assert reasons.is_visible()
    assert reasons.inner_text().strip()
