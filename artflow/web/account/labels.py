"""Words for what happens to accounts and letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACCOUNT_EVENT_LABELS = {
    "registered": _l("Registered"),
    "account_made": _l("The account was made"),
    "name_changed": _l("Changed the name"),
    "role_given": _l("Accepted a role"),
    "role_added": _l("A role was given"),
    "role_changed": _l("A role was changed"),
    "role_ended": _l("A role ended: its organisation was closed"),
    "role_taken": _l("A role was taken away"),
    "password_reset": _l("Set a new password by a link"),
    "password_changed": _l("Changed the password"),
    "email_changed": _l("Changed the e-mail"),
    "sessions_ended": _l("Signed out everywhere"),
    "suspended": _l("The account was suspended"),
    "reactivated": _l("The account was opened again"),
    "see_as_began": _l("Somebody began to look through this person's eyes"),
    "see_as_ended": _l("Stopped looking through this person's eyes"),
}

LETTER_LABELS = {
    "register": _l("Confirmation of a registration"),
    "known": _l("Reminder that there is an account"),
    "invite": _l("Invitation"),
    "role_given": _l("News: a role was given"),
    "reset": _l("Link for a new password"),
    "move": _l("Confirmation of a new e-mail"),
    "moved": _l("News: the e-mail was changed"),
    "password_changed": _l("News: the password was changed"),
    "notice": _l("News of a proposal"),
    "picture_failed": _l("News: a picture cannot be shown"),
    "history_wrong": _l("News: the history is not what was written"),
}
