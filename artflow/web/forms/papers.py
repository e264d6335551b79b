"""Forms that record facts with their files."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from artflow.domain import consent

from . import fields
from .base import ActionForm

THRESHOLDS = {
    consent.MAJORITY: _l("More than half of all owners"),
    consent.TWO_THIRDS: _l("Two thirds of all owners"),
    consent.SOLE: _l("A sole owner"),
    consent.CUSTOM: _l("Another share of all owners"),
}
MEETINGS = [
    ("meeting", _l("Meeting of the owners")),
    ("survey", _l("Written survey")),
    ("e_vote", _l("Electronic vote")),
    ("letter", _l("Letter of a sole owner")),
]
OWNERS = 10_000


class PaperForm(ActionForm):
    document = fields.line(_l("Number of the document"), limit=60, required=False)
    on = fields.day(_l("Date of the document"), required=False)
    text = fields.lines(_l("Comment"), required=False)
    files = fields.uploads(_l("Files"))


class VerdictForm(ActionForm):
    ok = fields.yes_no(_l("Is the conclusion favourable?"))
    document = fields.line(_l("Number of the document"), limit=60, required=False)
    text = fields.lines(_l("Grounds"))
    files = fields.uploads(_l("Files"))


class NoticeForm(ActionForm):
    on = fields.day(_l("Date on which the owners were told"))
    text = fields.lines(_l("How the owners were told"))
    files = fields.uploads(_l("Files"))


class GapForm(ActionForm):
    text = fields.lines(_l("Who covers the missing amount, and from what funds"))


class ConsentForm(ActionForm):
    format = fields.choice(_l("How did the owners decide?"), MEETINGS)
    held_on = fields.day(_l("Date of the decision"))
    threshold = fields.choice(_l("What share is needed?"), list(THRESHOLDS.items()))
    percent = fields.number(_l("Share"), least=1, most=100, unit="%", required=False,
                            description=_l("Only if another share is needed"))  # fmt: skip
    owners_total = fields.number(_l("Owners in total"), least=1, most=OWNERS)
    votes_for = fields.number(_l("Votes for"), most=OWNERS)
    votes_against = fields.number(_l("Votes against"), most=OWNERS)
    abstained = fields.number(_l("Abstained"), most=OWNERS)
    document = fields.line(_l("Number of the minutes"), limit=60)
    files = fields.uploads(_l("Scan of the minutes"))

    def validate_votes_for(self, field: Any) -> None:
        """Raises `ValidationError` when more votes were cast than there are owners."""
        counted = [self.owners_total, self.votes_for, self.votes_against, self.abstained]
        if all(f.data is not None for f in counted) and not consent.consistent(self.data):
            raise fields.ValidationError(_l("More votes than owners"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The share may be missing unless it is the one that counts."""
        good = super().validate(extra_validators)
        if self.threshold.data == consent.CUSTOM and self.percent.data is None:
            self.percent.errors = self.percent.errors or [fields.FILL_IN]
            return False
        return good
