"""Forms that record facts with their files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.domain.process import commitments
from artflow.domain.process.case import Case
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm, DatedForm, day_grounds


class PaperForm(DatedForm):
    document = form_fields.text(_l("Number of the document"), limit=60, required=False)
    on = form_fields.date(_l("Date of the document"), required=False)
    day_grounds = day_grounds()
    text = form_fields.text_area(_l("Comment"), required=False)
    files = form_fields.files(_l("Files"))


class ContractForm(ActionForm):
    """What is agreed: with whom, for which sum, until when; rules of the process read it."""

    document = form_fields.text(_l("Number of the document"), limit=60)
    on = form_fields.date(_l("Date of the document"))
    counterparty = form_fields.text(_l("With whom the contract is made"))
    amount = form_fields.number(_l("Sum of the contract"), least=1, most=form_fields.MAX_MONEY)
    until = form_fields.date(_l("Last day of the contract"))
    text = form_fields.text_area(_l("Comment"), required=False)
    files = form_fields.files(_l("Files"))

    def prepare(self, case: Case) -> None:
        """Show the currency of the programme."""
        self.amount.unit = formatting.currency_sign(case.currency)


class InsuranceForm(ActionForm):
    """Who insures the work, and until when; rules of the process read it."""

    document = form_fields.text(_l("Number of the policy"), limit=60)
    insurer = form_fields.text(_l("Insurance company"))
    until = form_fields.date(_l("Last day of the insurance"))
    text = form_fields.text_area(_l("Comment"), required=False)
    files = form_fields.files(_l("Files"))


class VerdictForm(ActionForm):
    ok = form_fields.yes_no(_l("Is the conclusion favourable?"))
    document = form_fields.text(_l("Number of the document"), limit=60, required=False)
    text = form_fields.text_area(_l("Grounds"))
    files = form_fields.files(_l("Files"))


class NoticeForm(DatedForm):
    on = form_fields.date(_l("Date on which the owners were told"))
    day_grounds = day_grounds()
    text = form_fields.text_area(_l("How the owners were told"))
    files = form_fields.files(_l("Files"))


class OverrideForm(ActionForm):
    text = form_fields.text_area(
        _l("Grounds"),
        description=_l("They stand with the vote on the page of the proposal and on its sheet"),
    )


class GapForm(ActionForm):
    covered_by = form_fields.text(_l("Who covers the missing amount"))
    amount = form_fields.number(_l("Amount covered"), least=1, most=form_fields.MAX_MONEY)
    text = form_fields.text_area(_l("From what funds, and on what grounds"))

    def prepare(self, case: Case) -> None:
        """Fill in what is missing now."""
        self.amount.unit = formatting.currency_sign(case.currency)
        if not self.is_submitted():
            missing = formatting.typed_number(commitments.compute_missing(case))
            self.amount.raw_data = [missing]
