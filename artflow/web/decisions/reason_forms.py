"""Forms of reviewers and artists: remarks, answers, decisions, walls, holds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm
from artflow.web.summaries.outcomes import REFUSAL_GROUNDS

SEVERITIES = [
    ("must", _l("Obligatory: the work cannot be approved without it")),
    ("should", _l("Recommendation: the artist answers, approval does not depend on it")),
    ("note", _l("Comment: for information")),
]


class NoteForm(ActionForm):
    text = form_fields.text_area(
        _l("Comment"), required=False, description=_l("All who follow the proposal can read it")
    )


class ReasonForm(ActionForm):
    text = form_fields.text_area(
        _l("Reason"), description=_l("So that the other side knows what to do")
    )


class HearingAnswerForm(ActionForm):
    text = form_fields.text_area(
        _l("Your answer"), description=_l("It is read before the final decision")
    )


class RefusalForm(ActionForm):
    code = form_fields.choice(_l("Ground for refusal"), list(REFUSAL_GROUNDS.items()))
    text = form_fields.text_area(_l("Reasons"), description=_l("The artist reads this"))


class DeviatingRefusalForm(RefusalForm):
    """A refusal that the specialist has not recommended."""

    deviation = form_fields.text_area(
        _l("Why not as the specialist recommends"),
        description=_l("The office reads this; the artist does not"),
    )


class SubmitForm(ActionForm):
    """Nothing to fill in: the dossier has been checked before the form opens."""


class RemarkForm(ActionForm):
    severity = form_fields.choice(_l("How binding is it?"), SEVERITIES)
    text = form_fields.text_area(_l("Remark"), limit=2000)
    x = form_fields.number(
        _l("Place on the picture: from the left"),
        places=2,
        most=100,
        unit="%",
        required=False,
        description=_l(
            "In percent of the width; leave both empty if the remark is about the whole work"
        ),
    )
    y = form_fields.number(
        _l("Place on the picture: from the top"), places=2, most=100, unit="%", required=False
    )


class RemarkChoiceForm(ActionForm):
    remark = form_fields.choice(_l("Which remark?"), coerce=int)
    text = form_fields.text_area(_l("Comment"), required=False)


class AnswerForm(ActionForm):
    remark = form_fields.choice(_l("Which remark?"), coerce=int)
    fixed = form_fields.choice(
        _l("What have you done?"), [("yes", _l("Changed")), ("no", _l("Not changed, because …"))]
    )
    text = form_fields.text_area(_l("Answer"), limit=2000)


class HoldForm(ActionForm):
    text = form_fields.text_area(
        _l("Reason"), description=_l("Everybody sees who stopped the clock and why")
    )
    review_on = form_fields.date(_l("When will you come back to it?"))
