"""Letters about accounts: one-time links, and news of what was changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.roles import Role
from artflow.extensions import db
from artflow.models import Organisation, User
from artflow.services import links
from artflow.web import language
from artflow.web.words.roles import ROLES

from .sheet import Draft


def hello(mail: Any) -> str:
    return _("Dear %(name)s,", name=mail.name)


def _once(purpose: str) -> str:
    """How long the link of a letter works."""
    span = links.LIVES[purpose]
    if span < timedelta(days=1):
        hours = int(span.total_seconds()) // 3600
        return ngettext("The link works once, for %(num)s hour.",
                        "The link works once, for %(num)s hours.", hours)  # fmt: skip
    return ngettext("The link works once, for %(num)s day.",
                    "The link works once, for %(num)s days.", span.days)  # fmt: skip


def _not_you() -> str:
    return _("If this was not you, you need not do anything: nothing has been changed.")


def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, _external=True, **values)


def register(mail: Any, token: str | None) -> Draft:
    """Is the address yours?"""
    return Draft(
        _("Confirm your e-mail"), _("Confirm your e-mail"),
        [hello(mail), _("You have registered at artflow with this address. Confirm it, and your "
                        "account is ready.")],
        (_("Confirm the e-mail"), _address("registration.confirm", token=token)),
        small=[_once(links.REGISTER), _not_you()],
    )  # fmt: skip


def known(mail: Any, token: str | None) -> Draft:
    """Somebody gave an address that has an account."""
    return Draft(
        _("You already have an account"), _("You already have an account"),
        [hello(mail), _("Somebody has just given this address to artflow for a new account. It "
                        "has one already: sign in, or set a new password if you have forgotten "
                        "yours.")],
        (_("Sign in"), _address("account.sign_in")),
        small=[_not_you()],
    )  # fmt: skip


def invite(mail: Any, token: str | None) -> Draft:
    """A role is offered."""
    link = links.of(mail.link_id)
    inviter = db.session.get_one(User, link.created_by_id)
    place = db.session.get_one(Organisation, link.data["organisation"]).name(language.code())
    return Draft(
        _("You are invited to artflow: %(place)s", place=place), _("You are invited to artflow"),
        [hello(mail), _("artflow takes public art from the sketch to the accepted wall. A role "
                        "there is waiting for you.")],
        (_("See the invitation"), _address("invitations.accept", token=token)),
        [(_("Organisation"), place), (_("Role"), str(ROLES[Role(link.data["role"])])),
         (_("Invited by"), inviter.name)],
        [_once(links.INVITE), _("If you do not know what this is about, you need not do "
                                "anything.")],
    )  # fmt: skip


def reset(mail: Any, token: str | None) -> Draft:
    """The password was forgotten."""
    return Draft(
        _("Set a new password"), _("Set a new password"),
        [hello(mail), _("Somebody has asked for a new password for this address. The old one "
                        "works until you set a new one.")],
        (_("Set a new password"), _address("passwords.reset", token=token)),
        small=[_once(links.RESET), _not_you()],
    )  # fmt: skip


def move(mail: Any, token: str | None) -> Draft:
    """Is the new address yours?"""
    return Draft(
        _("Confirm your new e-mail"), _("Confirm your new e-mail"),
        [hello(mail), _("You want to use this address at artflow from now on. Confirm it; until "
                        "then nothing changes.")],
        (_("Confirm the e-mail"), _address("profile.moved", token=token)),
        small=[_once(links.MOVE), _not_you()],
    )  # fmt: skip


def _alarm() -> str:
    return _("If this was not you, set a new password at once and tell your coordinator.")


def moved(mail: Any, token: str | None) -> Draft:
    """To the old address: it no longer counts."""
    return Draft(
        _("Your e-mail was changed"), _("Your e-mail was changed"),
        [hello(mail), _("From now on you sign in with another address, and letters go there.")],
        (_("Sign in"), _address("account.sign_in")),
        [(_("New e-mail"), mail.data["email"])],
        [_alarm()],
    )  # fmt: skip


def password_changed(mail: Any, token: str | None) -> Draft:
    """The password is another one now."""
    return Draft(
        _("Your password was changed"), _("Your password was changed"),
        [hello(mail), _("All other browsers were signed out.")],
        (_("Sign in"), _address("account.sign_in")),
        small=[_alarm()],
    )  # fmt: skip
