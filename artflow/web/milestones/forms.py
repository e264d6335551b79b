"""Forms of the execution: milestones with their photos, delays with their reasons, payments."""

from __future__ import annotations

from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.process.case import Case
from artflow.domain.sponsorship import compute_shares
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm
from artflow.web.shared.form_fields import SelectChoice

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


class PaymentForm(ActionForm):
    sponsor = form_fields.choice(_l("Sponsor"), coerce=int)
    amount = form_fields.number(_l("Amount paid"), least=1, most=form_fields.MAX_MONEY)
    paid_on = form_fields.date(_l("Date of payment"))
    document = form_fields.text(_l("Number of the payment document"), limit=60)

    def prepare(self, case: Case) -> None:
        """Show next to every sponsor what it has to pay now."""
        self.amount.unit = formatting.currency_sign(case.currency)
        unpaid = {share.organisation_id: share.unpaid for share in compute_shares(case)}
        self.sponsor.choices = form_fields.select_choices(
            (
                each.value,
                _(
                    "%(sponsor)s: %(sum)s to be paid",
                    sponsor=each.label,
                    sum=formatting.money(unpaid[each.value], case.currency),
                ),
            )
            for each in cast("list[SelectChoice]", self.sponsor.choices)
        )
