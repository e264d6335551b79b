"""Forms of the execution: milestones with their photos, delays with their reasons."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.domain.pictures import READY
from artflow.domain.process.case import Case
from artflow.services import milestones
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm
from artflow.web.summaries.pictures import picture_url

from .labels import DELAY_LABELS


class MilestoneProofForm(ActionForm):
    milestone = form_fields.choice(_l("Milestone"), coerce=int)
    done_on = form_fields.date(_l("Date done"), required=False)
    text = form_fields.text_area(_l("Comment"), required=False)
    files = form_fields.files(_l("Photos"))


class MilestoneChoiceForm(ActionForm):
    milestone = form_fields.choice(_l("Milestone"), coerce=int)
    text = form_fields.text_area(_l("Comment"), required=False)

    def describe(self, case: Case) -> None:
        """Show of each milestone when it was done, what was written and the first photo."""
        found = milestones.list_handed_in(choice.data for choice in self.milestone)
        self.milestone.choice_hints = {
            row.id: ". ".join(filter(None, (formatting.day(row.done_on), row.note)))
            for row in found
            if row.done_on
        }
        self.milestone.choice_pictures = {
            row.id: picture_url(case.id, photo.file.sha256, "small")
            for row in found
            for photo in reversed(row.photos)
            if photo.file.is_image and photo.file.state == READY
        }


class ReturnMilestoneForm(MilestoneChoiceForm):
    text = form_fields.text_area(_l("What is missing"))


class DelayForm(ActionForm):
    milestone = form_fields.choice(_l("Milestone"), coerce=int)
    reason = form_fields.choice(_l("Reason of the delay"), list(DELAY_LABELS.items()))
    expected_on = form_fields.date(_l("New expected date"))
    text = form_fields.text_area(_l("Comment"), required=False)
