"""The form that records what the owners of a building decided."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain import consent
from artflow.domain.process.case import Case
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import DatedForm, day_grounds
from artflow.web.summaries.votes import needed_label

CONSENT_FORMATS = [
    ("meeting", _l("Meeting of the owners")),
    ("survey", _l("Written survey")),
    ("e_vote", _l("Electronic vote")),
    ("letter", _l("Letter of a sole owner")),
]
MAX_OWNERS = 10_000


class ConsentForm(DatedForm):
    format = form_fields.choice(_l("How did the owners decide?"), CONSENT_FORMATS)
    held_on = form_fields.date(_l("Date of the decision"))
    day_grounds = day_grounds()
    owners_total = form_fields.number(_l("Owners in total"), least=1, most=MAX_OWNERS)
    votes_for = form_fields.number(_l("Votes for"), most=MAX_OWNERS)
    votes_against = form_fields.number(_l("Votes against"), most=MAX_OWNERS)
    abstained = form_fields.number(_l("Abstained"), most=MAX_OWNERS)
    document = form_fields.text(_l("Number of the minutes"), limit=60)
    files = form_fields.files(_l("Scan of the minutes"))

    def prepare(self, case: Case) -> None:
        """Say which share the programme asks for: nobody chooses it here."""
        super().prepare(case)
        share = needed_label(case.workflow)
        self.votes_for.description = _("Needed in this programme: %(share)s", share=share)

    def validate_votes_for(self, field: Field) -> None:
        """Raise `ValidationError` when more votes were cast than there are owners."""
        counted = [self.owners_total, self.votes_for, self.votes_against, self.abstained]
        if all(f.data is not None for f in counted) and not consent.votes_add_up(self.data):
            raise form_fields.ValidationError(_l("More votes than owners"))
