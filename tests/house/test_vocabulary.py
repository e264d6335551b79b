"""What one layer names, the other layers have: effects, forms, words for every code."""

from __future__ import annotations

import pytest

from artflow.domain import dossier, vocabulary
from artflow.domain.can import ROOMS
from artflow.domain.case import DELAYS
from artflow.domain.guards import site
from artflow.domain.joins import SignoffState
from artflow.domain.roles import Role
from artflow.services import walls as wall_verbs
from artflow.services.effects import EFFECTS
from artflow.web.forms.actions import FORMS
from artflow.web.forms.base import ActionForm
from artflow.web.present import signing
from artflow.web.words import errors, execution, fields, reasons, rights, roles, walls

from .source import codes

pytestmark = pytest.mark.pure


def test_every_effect_a_definition_may_name_is_there():
    assert set(EFFECTS) == vocabulary.EFFECTS


def test_every_form_a_definition_may_name_is_there():
    assert set(FORMS) == vocabulary.FORMS


def test_every_form_is_made_for_an_action():
    assert all(issubclass(form, ActionForm) for form in FORMS.values())


def test_every_reason_has_words_and_no_words_are_left_over():
    assert codes("Reason", 0) | codes("unless", 1) == set(reasons.REASONS)


def test_every_wrong_value_has_words_and_no_words_are_left_over():
    assert codes("Invalid", 1) == set(errors.INVALID)


def test_every_refused_file_has_words_and_no_words_are_left_over():
    assert codes("FileRefused", 0) == set(errors.REFUSED)


def test_every_field_of_the_dossier_has_its_words():
    keys = set(dossier.BY_KEY)
    units = {field.unit for field in dossier.FIELDS} - {""}

    assert set(fields.FIELD_LABELS) == keys
    assert set(fields.FIELD_HINTS) <= keys
    assert set(fields.SECTIONS) == {*dossier.SECTIONS, "walls", "files"}
    assert set(fields.FILE_KINDS) == set(dossier.FILE_AREAS)
    assert units <= set(fields.UNITS)


def test_every_right_of_a_role_as_such_has_its_words():
    assert set(rights.RIGHTS) == set(ROOMS)


def test_every_choice_of_the_dossier_has_its_words():
    offered = {choice for field in dossier.FIELDS for choice in field.choices}

    assert offered | {"yes", "no"} == set(fields.CHOICES)


def test_every_state_has_its_words():
    assert set(roles.ROLES) == set(Role)
    assert set(walls.FACES) == set(dossier.FACES)
    assert set(walls.STATES) == set(walls.TAGS) == set(wall_verbs.STATES)
    assert set(walls.HERITAGE) == set(site.HERITAGE)
    assert set(signing.STATES) == set(SignoffState)
    assert set(execution.DELAYS) == set(DELAYS)
