"""Forms of sponsors and of others who sign."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain.process.case import Case
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm

SIGNATURE_HINT = _l(
    "Enter your password again to confirm the signature. The date, the time and the "
    "version's SHA-256 are recorded in the history."
)


class SigningForm(ActionForm):
    """Base of forms that end in a signature: the password is asked again."""

    password = form_fields.password(description=SIGNATURE_HINT)

    def validate_password(self, field: Field) -> None:
        """Raise `ValidationError` for a wrong password, and after too many of them."""
        if self.prepared.refused_password:
            raise form_fields.ValidationError(self.prepared.refused_password)


def _amount_field() -> form_fields.NumberField:
    return form_fields.number(_l("Amount your organisation commits"), most=form_fields.MAX_MONEY)


class CommitmentForm(SigningForm):
    """Base of forms with a sum: it is asked only where the stage counts money."""

    def prepare(self, case: Case) -> None:
        if not case.current_stage.counts_money:
            del self.amount
        else:
            self.amount.unit = formatting.currency_sign(case.currency)


class SignoffForm(CommitmentForm):
    amount = _amount_field()
    text = form_fields.text_area(
        _l("Comment"), required=False, description=_l("The artist and the other sponsors see it")
    )


class ConditionsForm(CommitmentForm):
    amount = _amount_field()
    text = form_fields.text_area(
        _l("Condition"), description=_l("It becomes part of the approval sheet")
    )


class ReplacementForm(ActionForm):
    leaving = form_fields.choice(_l("Sponsor that leaves"), coerce=int)
    joining = form_fields.choice(
        _l("Sponsor that takes its place"),
        coerce=int,
        description=_l(
            "Sponsors for whom somebody may sign today and that have said nothing on this version; "
            "an administrator adds new ones"
        ),
    )
    text = form_fields.text_area(_l("Reason"))


class AgreementForm(SigningForm):
    text = form_fields.text_area(
        _l("Grounds"),
        required=False,
        description=_l("The artist and the sponsors read it. One or two sentences are enough."),
    )


class AgreementConditionsForm(SigningForm):
    text = form_fields.text_area(
        _l("Condition"), description=_l("It becomes part of the approval sheet")
    )
