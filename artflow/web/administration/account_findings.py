"""What is wrong with rows about people, organisations and programmes, in words and by place."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.services.audit_runs import Finding

KINDS = ("account", "more")
TABLE_LABELS = {
    "account_link": _l("Account history, link %(key)s"),
    "account_event": _l("Account history, entry %(key)s"),
    "keeper_event": _l("History of the administration, entry %(key)s"),
    "account_change": _l("Account history, change %(key)s"),
    "user": _l("Account %(key)s"),
    "organisation": _l("Organisation %(key)s"),
    "former_name": _l("Former name %(key)s"),
    "membership": _l("Role %(key)s"),
    "role_paper": _l("Paper of a role %(key)s"),
    "calendar": _l("Calendar %(key)s"),
    "calendar_day": _l("Calendar and day %(key)s"),
    "programme": _l("Programme %(key)s"),
    "programme_party": _l("Party of a programme %(key)s"),
}
FAULT_LABELS = {
    "missing": _l("a link of the account history is missing here"),
    "unlinked": _l("this link does not follow the one before it"),
    "changed": _l("this link was changed after it was written"),
    "end": _l("the account history ends elsewhere than was noted: it was cut off or lengthened"),
    "twice": _l("link %(said)s seals what an earlier one has sealed"),
    "rows": _l(
        "sealed entries were changed or taken out: %(said)s were sealed, %(stored)s are there"
    ),
    "unsealed": _l("written past the program"),
    "lost": _l("taken out past the program; the history has it"),
    "unknown": _l("the history does not know this row"),
    "differs": _l("%(column)s is «%(stored)s», the history says «%(said)s»"),
}
PAGES = {
    "user": ("people.show", "user_id"),
    "organisation": ("people.organisation", "organisation_id"),
    "programme": ("programmes.show", "programme_id"),
}


def in_words(found: Finding) -> tuple[str, str, str]:
    """Say where something is wrong, the way there if it has a page, and what."""
    if found["kind"] == "more":
        text = ngettext(
            "%(num)s more thing is wrong there.",
            "%(num)s more things are wrong there.",
            found["count"],
        )
        return _("Accounts and programmes"), "", text
    place = str(TABLE_LABELS[found["table"]]) % {"key": found["key"]}
    page, name = PAGES.get(found["table"], ("", ""))
    url = url_for(page, **{name: found["key"]}) if page and found["code"] == "differs" else ""
    return place, url, str(FAULT_LABELS[found["code"]]) % found
