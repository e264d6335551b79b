"""The form that records what the owners of a building decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain import consent
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm

THRESHOLD_LABELS = {
    consent.MAJORITY: _l("More than half of all owners"),
    consent.TWO_THIRDS: _l("Two thirds of all owners"),
    consent.SOLE: _l("A sole owner"),
    consent.CUSTOM: _l("Another share of all owners"),
}
CONSENT_FORMATS = [
    ("meeting", _l("Meeting of the owners")),
    ("survey", _l("Written survey")),
    ("e_vote", _l("Electronic vote")),
    ("letter", _l("Letter of a sole owner")),
]
MAX_OWNERS = 10_000


class ConsentForm(ActionForm):
    format = form_fields.choice(_l("How did the owners decide?"), CONSENT_FORMATS)
    held_on = form_fields.date(_l("Date of the decision"))
    threshold = form_fields.choice(_l("What share is needed?"), list(THRESHOLD_LABELS.items()))
    percent = form_fields.number(
        _l("Share"),
        least=1,
        most=100,
        unit="%",
        required=False,
        description=_l("Only if another share is needed"),
    )
    owners_total = form_fields.number(_l("Owners in total"), least=1, most=MAX_OWNERS)
    votes_for = form_fields.number(_l("Votes for"), most=MAX_OWNERS)
    votes_against = form_fields.number(_l("Votes against"), most=MAX_OWNERS)
    abstained = form_fields.number(_l("Abstained"), most=MAX_OWNERS)
    document = form_fields.text(_l("Number of the minutes"), limit=60)
    files = form_fields.files(_l("Scan of the minutes"))

    def validate_votes_for(self, field: Field) -> None:
        """Raise `ValidationError` when more votes were cast than there are owners."""
        counted = [self.owners_total, self.votes_for, self.votes_against, self.abstained]
        if all(f.data is not None for f in counted) and not consent.votes_add_up(self.data):
            raise form_fields.ValidationError(_l("More votes than owners"))

    def validate(
        self, extra_validators: Mapping[str, Sequence[form_fields.Check]] | None = None
    ) -> bool:
        """Let the share be missing unless it is the one that counts."""
        good = super().validate(extra_validators)
        if self.threshold.data == consent.CUSTOM and self.percent.data is None:
            self.percent.errors = self.percent.errors or [form_fields.FILL_IN]
            return False
        return good
