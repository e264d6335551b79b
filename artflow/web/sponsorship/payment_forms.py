"""Forms of payments: what was paid by which document, and what was wrong with it."""

from __future__ import annotations

from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain.errors import Invalid
from artflow.domain.process.case import Case
from artflow.domain.sponsorship import Share, compute_shares, standing_payments
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.form_fields import SelectChoice


class PaymentForm(ActionForm):
    """A payment. A sum that is not due yet gets a field for its grounds."""

    sponsor = form_fields.choice(_l("Sponsor"), coerce=int)
    amount = form_fields.number(_l("Amount paid"), least=1, most=form_fields.MAX_MONEY)
    grounds = form_fields.text_area(
        _l("Why it is paid before it is due"),
        description=_l("More than is due now: the grounds are kept with the payment"),
    )
    paid_on = form_fields.date(_l("Date of payment"))
    document = form_fields.text(_l("Number of the payment document"), limit=60)
    files = form_fields.files(_l("Payment document"), required=False)
    early: Invalid | None = None

    def prepare(self, case: Case) -> None:
        """Show next to every sponsor what it has to pay now."""
        self.amount.unit = formatting.currency_sign(case.currency)
        shares = {share.organisation_id: share for share in compute_shares(case)}
        self.sponsor.choices = form_fields.select_choices(
            (
                each.value,
                _(
                    "%(sponsor)s: %(sum)s to be paid",
                    sponsor=each.label,
                    sum=formatting.money(shares[each.value].unpaid, case.currency),
                ),
            )
            for each in cast("list[SelectChoice]", self.sponsor.choices)
        )
        if not self._is_early(shares.get(self.sponsor.data), case):
            del self.grounds

    def _is_early(self, share: Share | None, case: Case) -> bool:
        """Tell whether the sum is more than is due and no more than was agreed."""
        amount = self.amount.data or 0
        if share is None or not share.unpaid < amount <= share.left:
            return False
        self.early = Invalid(
            "amount", "more_than_payable", sum=share.unpaid, currency=case.currency
        )
        return True

    def validate_amount(self, field: Field) -> None:
        """Raise `ValidationError` for a sum that is not due and has no grounds."""
        if self.early is not None and not self.grounds.data:
            raise form_fields.ValidationError(invalid_label(self.early))


class PaymentCorrectionForm(ActionForm):
    payment = form_fields.choice(_l("Payment that was wrong"), coerce=int)
    text = form_fields.text_area(
        _l("What was wrong"),
        description=_l(
            "An entry of the same sum below zero is made; the right payment is entered anew"
        ),
    )

    def prepare(self, case: Case) -> None:
        """Name every payment by its document, payer, day and sum."""
        known = {payment.id: payment for payment in standing_payments(case)}
        self.payment.choices = form_fields.select_choices(
            (
                each.value,
                ", ".join(
                    (
                        known[each.value].number,
                        str(each.label),
                        formatting.day(known[each.value].paid_on),
                        formatting.money(known[each.value].amount, case.currency),
                    )
                ),
            )
            for each in cast("list[SelectChoice]", self.payment.choices)
        )
