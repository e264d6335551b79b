"""Letters about the history: a verification has found that it is not what was written."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.services.mail.outbox import MailRow

from .account_letters import greeting
from .letter_sheet import LetterDraft


def wrong_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Tell who answers for the history what to do; the link leads those there who may look."""
    found = ngettext(
        "A verification of the history has found %(num)s thing that is wrong.",
        "A verification of the history has found %(num)s things that are wrong.",
        mail.data["count"],
    )
    if mail.data["may_verify"]:
        url = url_for("audits.show", run_id=mail.data["run"], _external=True)
        way = (_("What is wrong, and where"), url)
    else:
        way = (_("Desk"), url_for("desk.show", _external=True))
    return LetterDraft(
        _("The history is not what was written"),
        _("The history is not what was written"),
        [
            greeting(mail),
            found,
            _(
                "The newest verification has found something changed past the program. Decide "
                "nothing on what it names, change nothing by hand, and keep the newest backup."
            ),
        ],
        way,
    )
