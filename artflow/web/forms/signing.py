"""Forms of those who sign."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from artflow.domain.case import Case
from artflow.domain.errors import Invalid, TooSoon
from artflow.services import sign_in
from artflow.web import current
from artflow.web.words.errors import invalid_words, too_soon_words

from . import fields
from .base import ActionForm

CONFIRM = _l("Enter your password again to confirm the signature. The date, the time and the "
             "version's SHA-256 are recorded in the history.")  # fmt: skip
MOST = 10**12


class SigningForm(ActionForm):
    """Base of forms that end in a signature: the password is asked again."""

    password = fields.password(description=CONFIRM)

    def validate_password(self, field: Any) -> None:
        """Raises `ValidationError` for a wrong password, and after too many of them."""
        try:
            sign_in.confirm(current.me().id, field.data or "", address=current.address(),
                            now=current.now())  # fmt: skip
        except Invalid as error:
            raise fields.ValidationError(invalid_words(error)) from error
        except TooSoon as error:
            raise fields.ValidationError(too_soon_words(error)) from error


def _amount() -> Any:
    return fields.number(_l("Amount your organisation commits"), most=MOST, unit="₸")


class PledgeForm(SigningForm):
    """Base of forms with a sum: it is asked where the stage counts it, and nowhere else."""

    def prepare(self, case: Case) -> None:
        if not case.at.counts_money:
            del self.amount


class SignoffForm(PledgeForm):
    amount = _amount()
    text = fields.lines(_l("Comment"), required=False,
                        description=_l("The artist and the other sponsors see it"))  # fmt: skip


class ConditionsForm(PledgeForm):
    amount = _amount()
    text = fields.lines(_l("Condition"), description=_l("It becomes part of the approval sheet"))


class ReplacementForm(ActionForm):
    leaving = fields.choice(_l("Sponsor that leaves"), coerce=int)
    joining = fields.choice(_l("Sponsor that takes its place"), coerce=int,
                            description=_l("Sponsors that have said nothing on this version; "
                                           "an administrator adds new ones"))  # fmt: skip
    text = fields.lines(_l("Reason"))


class AgreementForm(SigningForm):
    text = fields.lines(_l("Grounds"), required=False,
                        description=_l("The artist and the sponsors read it. One or two sentences "
                                       "are enough."))  # fmt: skip


class AgreementConditionsForm(SigningForm):
    text = fields.lines(_l("Condition"), description=_l("It becomes part of the approval sheet"))
