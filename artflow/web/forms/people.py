"""Forms of those who look after people."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from artflow.domain.roles import PART_OF, Part, Role
from artflow.services.invitations import Guest
from artflow.web.words.roles import ROLES

from . import account, fields


def _named(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [(role.value, ROLES[role]) for role in roles]


class SeeAsForm(FlaskForm):
    """Why somebody looks through another's eyes: it stands in the history of the account."""

    reason = fields.line(
        _l("Why do you need it?"),
        description=_l("For example: asked for help with submitting. The reason, the beginning and "
                       "the end are kept in the history of the account."),
    )  # fmt: skip


class InviteForm(FlaskForm):
    """Whom to invite into an organisation, and as what."""

    email = account.email(autocomplete="off", description=_l("The invitation goes there"))
    name = fields.line(_l("First name and surname"), limit=120, render_kw={"autocomplete": "off"})
    role = fields.choice(_l("Role"))
    position = fields.line(_l("Position"), required=False,
                           description=_l("As on a signature: head of department"))  # fmt: skip
    basis = fields.line(
        _l("Authority"), required=False,
        description=_l("The order or power of attorney, with number and date"),
    )  # fmt: skip
    language = account.language()

    def prepare(self, kind: str) -> None:
        """Offer the roles that belong into this kind of organisation."""
        roles = (role for role, part in PART_OF.items() if part is Part(kind))
        self.role.choices = fields.listed(_named(roles))

    def guest(self, organisation_id: int) -> Guest:
        """The invited person, as the service takes them."""
        return Guest(
            self.email.data or "", self.name.data or "", self.language.data, organisation_id,
            Role(self.role.data), self.position.data or "", self.basis.data or "",
        )  # fmt: skip
