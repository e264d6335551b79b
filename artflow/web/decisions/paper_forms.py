"""Forms that record facts with their files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm


class PaperForm(ActionForm):
    document = form_fields.text(_l("Number of the document"), limit=60, required=False)
    on = form_fields.date(_l("Date of the document"), required=False)
    text = form_fields.text_area(_l("Comment"), required=False)
    files = form_fields.files(_l("Files"))


class VerdictForm(ActionForm):
    ok = form_fields.yes_no(_l("Is the conclusion favourable?"))
    document = form_fields.text(_l("Number of the document"), limit=60, required=False)
    text = form_fields.text_area(_l("Grounds"))
    files = form_fields.files(_l("Files"))


class NoticeForm(ActionForm):
    on = form_fields.date(_l("Date on which the owners were told"))
    text = form_fields.text_area(_l("How the owners were told"))
    files = form_fields.files(_l("Files"))


class OverrideForm(ActionForm):
    text = form_fields.text_area(
        _l("Grounds"),
        description=_l("They stand with the vote on the page of the proposal and on its sheet"),
    )


class GapForm(ActionForm):
    text = form_fields.text_area(_l("Who covers the missing amount, and from what funds"))
