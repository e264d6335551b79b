"""What cannot be answered otherwise is chosen already; a decision never is."""

from __future__ import annotations

import pytest
from flask_wtf import FlaskForm

from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm

ONE, TWO = [("a", "A")], [("a", "A"), ("b", "B")]


class Question(FlaskForm):
    sole = form_fields.choice("Sole", ONE)
    one_of_two = form_fields.choice("One of two", TWO)
    listed = form_fields.dropdown("Listed", lambda: [("", "Choose one"), *ONE])
    listed_two = form_fields.dropdown("Listed", lambda: [("", "Choose one"), *TWO])
    number = form_fields.choice("Number", [(7, "Seven")], coerce=int)


class Decision(ActionForm):
    sole = form_fields.choice("Sole", ONE)
    listed = form_fields.dropdown("Listed", lambda: [("", "Choose one"), *ONE])


def chosen(form, *names) -> list[object]:
    return [one.value for name in names for one in form[name].iter_choices() if one.selected]


def test_a_single_choice_is_chosen_before_the_form_is_sent(app):
    with app.test_request_context("/"):
        form = Question()

        assert chosen(form, "sole", "listed", "number") == ["a", "a", 7]
        assert "checked" in "".join(str(option()) for option in form.sole)
        assert chosen(form, "one_of_two") == []
        assert chosen(form, "listed_two") in ([], [""])


def test_what_was_sent_without_it_is_refused_and_not_made_good(app):
    with app.test_request_context("/", method="POST", data={"one_of_two": "b"}):
        form = Question(meta={"csrf": False})

        assert not form.validate()
        assert {"sole", "listed", "number"} <= form.errors.keys()
        assert "a" not in chosen(form, "sole", "listed")
        assert chosen(form, "one_of_two") == ["b"]


def test_nothing_of_a_decision_is_chosen_beforehand(app):
    with app.test_request_context("/"):
        assert "a" not in chosen(Decision(), "sole", "listed")


@pytest.mark.usefixtures("world")
def test_the_only_calendar_and_the_only_process_are_chosen_for_a_programme(visit):
    admin = visit("admin")
    admin.get("programmes.new")

    sent = admin.filled()
    assert sent["definition"]
    assert sent["calendar"]
