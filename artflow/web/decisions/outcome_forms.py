"""Forms of what goes on after a decision: appeals, changes, extensions, a sponsor asked again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm


class StatementForm(ActionForm):
    text = form_fields.text_area(
        _l("Statement"), limit=4000, description=_l("Whoever decides on it reads this")
    )
    files = form_fields.files(_l("Files"), required=False)


class ExtensionForm(ActionForm):
    until = form_fields.date(_l("New last day"))
    text = form_fields.text_area(_l("Grounds"))


class AskAgainForm(ActionForm):
    party = form_fields.choice(_l("Which sponsor?"), coerce=int)
    text = form_fields.text_area(
        _l("Grounds"), description=_l("The sponsor reads why it is asked again")
    )
