"""Forms of the execution: milestones with their photos, delays with their reasons."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm

from .labels import DELAY_LABELS


class MilestoneProofForm(ActionForm):
    milestone = form_fields.choice(_l("Milestone"), coerce=int)
    done_on = form_fields.date(_l("Date done"), required=False)
    text = form_fields.text_area(_l("Comment"), required=False)
    files = form_fields.files(_l("Photos"))


class MilestoneChoiceForm(ActionForm):
    milestone = form_fields.choice(_l("Milestone"), coerce=int)
    text = form_fields.text_area(_l("Comment"), required=False)


class ReturnMilestoneForm(MilestoneChoiceForm):
    text = form_fields.text_area(_l("What is missing"))


class DelayForm(ActionForm):
    milestone = form_fields.choice(_l("Milestone"), coerce=int)
    reason = form_fields.choice(_l("Reason of the delay"), list(DELAY_LABELS.items()))
    expected_on = form_fields.date(_l("New expected date"))
    text = form_fields.text_area(_l("Comment"), required=False)
