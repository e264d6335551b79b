"""What one layer names, the other layers have: effects, forms, words for every code."""

from __future__ import annotations

import pytest

from artflow.domain import walls as domain_walls
from artflow.domain.access.permissions import PAGE_RIGHTS
from artflow.domain.definitions import vocabulary
from artflow.domain.dossier import fields as dossier_fields
from artflow.domain.people.roles import Role
from artflow.domain.process.case import DELAY_REASONS
from artflow.domain.process.joins import SignoffState
from artflow.services.decisions.effects import EFFECTS
from artflow.services.walls import walls as wall_verbs
from artflow.web.decisions.forms import ACTION_FORMS
from artflow.web.milestones import labels as milestones_labels
from artflow.web.people import right_labels
from artflow.web.shared import error_labels, field_labels, reason_labels, role_labels, wall_labels
from artflow.web.shared.base_forms import ActionForm
from artflow.web.summaries import lanes

from .source import string_arguments

pytestmark = pytest.mark.pure


def test_every_effect_a_definition_may_name_is_there():
    assert set(EFFECTS) == vocabulary.EFFECTS


def test_every_form_a_definition_may_name_is_there():
    assert set(ACTION_FORMS) == vocabulary.FORMS


def test_every_form_is_made_for_an_action():
    assert all(issubclass(form, ActionForm) for form in ACTION_FORMS.values())


def test_every_reason_has_words_and_no_words_are_left_over():
    assert string_arguments("Reason", 0) | string_arguments("unless", 1) == set(
        reason_labels.REASON_LABELS
    )


def test_every_wrong_value_has_words_and_no_words_are_left_over():
    assert string_arguments("Invalid", 1) == set(error_labels.INVALID_LABELS)


def test_every_refused_file_has_words_and_no_words_are_left_over():
    assert string_arguments("FileRefused", 0) == set(error_labels.FILE_REFUSED_LABELS)


def test_every_field_of_the_dossier_has_its_words():
    keys = set(dossier_fields.FIELDS_BY_KEY)
    units = {field.unit for field in dossier_fields.FIELDS} - {""}

    assert set(field_labels.FIELD_LABELS) == keys
    assert set(field_labels.FIELD_HINTS) <= keys
    assert set(field_labels.SECTION_LABELS) == {*dossier_fields.SECTIONS, "walls", "files"}
    assert set(field_labels.FILE_KIND_LABELS) == set(dossier_fields.FILE_AREAS)
    assert units <= set(field_labels.UNIT_LABELS)


def test_every_right_of_a_role_as_such_has_its_words():
    assert set(right_labels.RIGHT_LABELS) == set(PAGE_RIGHTS)


def test_every_choice_of_the_dossier_has_its_words():
    offered = {choice for field in dossier_fields.FIELDS for choice in field.choices}

    assert offered | {"yes", "no"} == set(field_labels.CHOICE_LABELS)


def test_every_state_has_its_words():
    assert set(role_labels.ROLE_LABELS) == set(Role)
    assert set(wall_labels.FACE_LABELS) == set(dossier_fields.FACES)
    assert (
        set(wall_labels.WALL_STATE_LABELS)
        == set(wall_labels.WALL_STATE_TAGS)
        == set(wall_verbs.STATES)
    )
    assert set(wall_labels.HERITAGE_LABELS) == set(domain_walls.HERITAGE)
    assert set(lanes.SIGNOFF_STATES) == set(SignoffState)
    assert set(milestones_labels.DELAY_LABELS) == set(DELAY_REASONS)
