"""Letters about accounts: one-time links, and notices of what was changed."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Organisation, User
from artflow.services.mail.outbox import MailRow
from artflow.services.people import links
from artflow.services.programmes import admin_log
from artflow.web.jobs import labels as job_labels
from artflow.web.shared import language
from artflow.web.shared.role_labels import ROLE_LABELS

from .letter_sheet import LetterDraft


def greeting(mail: MailRow) -> str:
    """Greet the reader by name."""
    return _("Dear %(name)s,", name=mail.name)


def _link_lifetime(purpose: str) -> str:
    """Say how long the link of a letter works."""
    span = links.LIFETIMES[purpose]
    if span < timedelta(days=1):
        hours = int(span.total_seconds()) // 3600
        return ngettext(
            "The link works once, for %(num)s hour.",
            "The link works once, for %(num)s hours.",
            hours,
        )
    return ngettext(
        "The link works once, for %(num)s day.", "The link works once, for %(num)s days.", span.days
    )


def _not_you() -> str:
    return _("If this was not you, you need not do anything: nothing has been changed.")


def _external_url(endpoint: str, **values: str | None) -> str:
    return url_for(endpoint, _external=True, **values)


def registration_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Ask whether the address is the reader's."""
    return LetterDraft(
        _("Confirm your e-mail"),
        _("Confirm your e-mail"),
        [
            greeting(mail),
            _(
                "You have registered at artflow with this address. Confirm it, and your "
                "account is ready."
            ),
        ],
        (_("Confirm the e-mail"), _external_url("registration.confirm", token=token)),
        small=[_link_lifetime(links.REGISTER), _not_you()],
    )


def existing_account_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Tell that somebody gave an address that has an account."""
    return LetterDraft(
        _("You already have an account"),
        _("You already have an account"),
        [
            greeting(mail),
            _(
                "Somebody has just given this address to artflow for a new account. It "
                "has one already: sign in, or set a new password if you have forgotten "
                "yours."
            ),
        ],
        (_("Sign in"), _external_url("account.sign_in")),
        small=[_not_you()],
    )


def _place_name(key: int) -> str:
    """Return what an organisation is called, or was before it was deleted."""
    found = db.session.get(Organisation, key)
    known = {key: found.name} if found else {}
    gone = admin_log.names_of_deleted(db.session.connection(), {key} - known.keys())
    name = (known | gone).get(key)
    return name[language.code()] if name else ""


def invitation_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Offer a role."""
    assert mail.link_id is not None, "an invitation is sent with a link"
    link = links.load_link(mail.link_id)
    inviter = db.session.get_one(User, link.created_by_id)
    place = _place_name(link.data["organisation"])
    return LetterDraft(
        _("You are invited to artflow: %(place)s", place=place),
        _("You are invited to artflow"),
        [
            greeting(mail),
            _(
                "artflow takes public art from the sketch to the accepted wall. A role "
                "there is waiting for you."
            ),
        ],
        (_("See the invitation"), _external_url("invitations.accept", token=token)),
        [
            (_("Organisation"), place),
            (_("Role"), str(ROLE_LABELS[Role(link.data["role"])])),
            (_("Invited by"), inviter.name),
        ],
        [
            _link_lifetime(links.INVITE),
            _("If you do not know what this is about, you need not do anything."),
        ],
    )


def role_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Tell somebody who has an account that they have one more role."""
    place = _place_name(mail.data["organisation"])
    return LetterDraft(
        _("You have a new role at artflow: %(place)s", place=place),
        _("You have a new role"),
        [greeting(mail), _("It counts at once. Sign in as always to see what it opens.")],
        (_("Sign in"), _external_url("account.sign_in")),
        [
            (_("Organisation"), place),
            (_("Role"), str(ROLE_LABELS[Role(mail.data["role"])])),
            (_("Given by"), mail.data["by"]),
        ],
        [_("If you do not know what this is about, tell your coordinator.")],
    )


def reset_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Send the link for a new password to who has forgotten the old one."""
    return LetterDraft(
        _("Set a new password"),
        _("Set a new password"),
        [
            greeting(mail),
            _(
                "Somebody has asked for a new password for this address. The old one "
                "works until you set a new one."
            ),
        ],
        (_("Set a new password"), _external_url("passwords.reset", token=token)),
        small=[_link_lifetime(links.RESET), _not_you()],
    )


def change_email_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Ask whether the new address is the reader's."""
    return LetterDraft(
        _("Confirm your new e-mail"),
        _("Confirm your new e-mail"),
        [
            greeting(mail),
            _(
                "You want to use this address at artflow from now on. Confirm it; until "
                "then nothing changes."
            ),
        ],
        (_("Confirm the e-mail"), _external_url("profile.moved", token=token)),
        small=[_link_lifetime(links.MOVE), _not_you()],
    )


def _security_warning() -> str:
    return _("If this was not you, set a new password at once and tell your coordinator.")


def email_changed_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Tell the old address that it no longer counts."""
    return LetterDraft(
        _("Your e-mail was changed"),
        _("Your e-mail was changed"),
        [greeting(mail), _("From now on you sign in with another address, and letters go there.")],
        (_("Sign in"), _external_url("account.sign_in")),
        [(_("New e-mail"), mail.data["email"])],
        [_security_warning()],
    )


def password_changed_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Tell that the password is another one now."""
    return LetterDraft(
        _("Your password was changed"),
        _("Your password was changed"),
        [greeting(mail), _("All other browsers were signed out.")],
        (_("Sign in"), _external_url("account.sign_in")),
        small=[_security_warning()],
    )


def picture_failed_letter(mail: MailRow, token: str | None) -> LetterDraft:
    """Tell who sent a picture that nobody will see it, why, and what to do."""
    file = mail.data["file"]
    return LetterDraft(
        _("A picture cannot be shown: %(name)s", name=file),
        _("A picture cannot be shown"),
        [
            greeting(mail),
            _(
                "The picture “%(name)s” was kept, but could not be prepared.",
                name=mail.data["file"],
            ),
            job_labels.reason(mail.data["reason"]),
            _("Remove it and add it anew, as a JPEG or a smaller PNG if you can."),
        ],
        (_("To the proposals"), _external_url("proposals.index")),
    )
