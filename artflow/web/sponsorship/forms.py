"""Forms of sponsors and of others who sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import Length

from artflow.domain.errors import Invalid
from artflow.domain.process import commitments
from artflow.domain.process.case import Case
from artflow.domain.process.joins import OPEN
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.base_forms import ActionForm
from artflow.web.shared.error_labels import invalid_label

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

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Validate; a password that was not looked at signs nothing, be the rest right by now."""
        valid = super().validate(extra_validators)
        if valid and self.prepared.is_unchecked:
            self.password.errors = [_("Enter it again: the work has changed meanwhile")]
            return False
        return valid


def _amount_field() -> form_fields.NumberField:
    return form_fields.number(_l("Amount your organisation commits"), most=form_fields.MAX_MONEY)


def _others_are_asked(case: Case) -> bool:
    """Return whether more than one side has still to say what it gives."""
    return sum(each.state in OPEN for each in commitments.promises(case)) > 1


def _left_hint(case: Case) -> str:
    """Say what the sum in the field is, or what it is a part of."""
    left = formatting.money(commitments.compute_left(case), case.currency)
    if _others_are_asked(case):
        return _("Not covered yet: %(sum)s, for all who have not decided together", sum=left)
    return _("What nobody covers yet: %(sum)s", sum=left)


class CommitmentForm(SigningForm):
    """Base of forms with a sum: it is asked only where the stage counts money.

    What is left of the budget stands in it already where nobody else is asked for a sum any more;
    where somebody is, the field is empty and says what is left. A sum for which the definition
    wants grounds gets a field for them; `seen_left` says of which rest they were given.
    """

    SUM_FIELDS = ("amount", "grounds", "seen_left")
    seen_left = HiddenField(validators=[Length(max=20)])
    case: Case | None = None

    def prepare(self, case: Case) -> None:
        self.case = case
        if not case.current_stage.counts_money:
            for name in self.SUM_FIELDS:
                del self[name]
            return
        self.amount.unit = formatting.currency_sign(case.currency)
        if not self.is_submitted():
            left = commitments.compute_left(case)
            if not _others_are_asked(case):
                self.amount.data, self.amount.raw_data = left, [formatting.typed_number(left)]
            self.seen_left.data = str(left)
        self.amount.description = _left_hint(case)
        amount = self.amount.data
        if amount is None or not commitments.asks_grounds(case, amount):
            del self.grounds

    def validate_amount(self, field: Field) -> None:
        """Raise `ValidationError` for a sum that the definition refuses."""
        if field.data is not None:
            self._check(field.data)

    def _check(self, amount: int) -> None:
        """Check the sum; grounds that are missing are said at their own field."""
        assert self.case is not None
        grounds = str(self.grounds.data or "") if "grounds" in self else ""
        try:
            commitments.check_commitment(self.case, amount, grounds, self.seen_left.data or "")
        except Invalid as error:
            if error.field == self.amount.short_name:
                raise form_fields.ValidationError(invalid_label(error)) from error

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Validate; a form that is shown again is about what is left now."""
        valid = super().validate(extra_validators)
        if not valid and self.case is not None and "seen_left" in self:
            self.seen_left.data = str(commitments.compute_left(self.case))
        return valid


def _grounds_field() -> TextAreaField:
    return form_fields.text_area(
        _l("Why your organisation signs for this sum"),
        description=_l("More than is left, or nothing: the grounds are kept with the signature"),
    )


class SignoffForm(CommitmentForm):
    amount = _amount_field()
    grounds = _grounds_field()
    text = form_fields.text_area(
        _l("Comment"), required=False, description=_l("The artist and the other sponsors see it")
    )


class ConditionsForm(CommitmentForm):
    amount = _amount_field()
    grounds = _grounds_field()
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
