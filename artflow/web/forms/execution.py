"""Forms of the making: milestones with their photos, delays with their reasons, payments."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.case import Case
from artflow.domain.money import shares
from artflow.web import format
from artflow.web.words.execution import DELAYS

from . import fields
from .base import ActionForm
from .signing import MOST


class MilestoneProofForm(ActionForm):
    milestone = fields.choice(_l("Milestone"), coerce=int)
    done_on = fields.day(_l("Date done"), required=False)
    text = fields.lines(_l("Comment"), required=False)
    files = fields.uploads(_l("Photos"))


class MilestoneChoiceForm(ActionForm):
    milestone = fields.choice(_l("Milestone"), coerce=int)
    text = fields.lines(_l("Comment"), required=False)


class ReturnMilestoneForm(MilestoneChoiceForm):
    text = fields.lines(_l("What is missing"))


class DelayForm(ActionForm):
    milestone = fields.choice(_l("Milestone"), coerce=int)
    reason = fields.choice(_l("Reason of the delay"), list(DELAYS.items()))
    expected_on = fields.day(_l("New expected date"))
    text = fields.lines(_l("Comment"), required=False)


class PaymentForm(ActionForm):
    sponsor = fields.choice(_l("Sponsor"), coerce=int)
    amount = fields.number(_l("Amount paid"), least=1, most=MOST, unit="₸")
    paid_on = fields.day(_l("Date of payment"))
    document = fields.line(_l("Number of the payment document"), limit=60)

    def prepare(self, case: Case) -> None:
        """Say beside every sponsor what it has to pay now."""
        unpaid = {share.organisation_id: share.unpaid for share in shares(case)}
        self.sponsor.choices = fields.listed(
            (each.value, _("%(sponsor)s: %(sum)s to be paid", sponsor=each.label,
                           sum=format.money(unpaid[each.value])))
            for each in self.sponsor.choices
        )  # fmt: skip
