"""Forms of those who manage people."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from artflow.domain.people.roles import PART_OF, RESTS_ON_PAPER, Part, Role
from artflow.services.people.invitations import Invitee
from artflow.web.account import forms as account_forms
from artflow.web.shared import form_fields
from artflow.web.shared.role_labels import ROLE_LABELS


def _role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [(role.value, ROLE_LABELS[role]) for role in roles]


class ImpersonateForm(FlaskForm):
    """Why somebody impersonates another person; kept in the history of the account."""

    reason = form_fields.text(
        _l("Why do you need it?"),
        description=_l(
            "For example: asked for help with submitting. The reason, the beginning and "
            "the end are kept in the history of the account."
        ),
    )


class InviteForm(FlaskForm):
    """Whom to invite into an organisation, and as what."""

    email = account_forms.email_field(
        autocomplete="off", description=_l("The invitation goes there")
    )
    name = form_fields.text(
        _l("First name and surname"), limit=120, render_kw={"autocomplete": "off"}
    )
    role = form_fields.choice(_l("Role"))
    position = form_fields.text(
        _l("Position"), required=False, description=_l("As on a signature: head of department")
    )
    basis = form_fields.text(
        _l("Authority"),
        required=False,
        description=_l("The order or power of attorney, with number and date"),
    )
    language = account_forms.language_field()

    def prepare(self, kind: str) -> None:
        """Offer the roles that fit this kind of organisation."""
        roles = (role for role, part in PART_OF.items() if part is Part(kind))
        self.role.choices = form_fields.select_choices(_role_choices(roles))

    @property
    def is_unfounded(self) -> bool:
        """Return whether the role binds the organisation and no paper is named for it."""
        return Role(self.role.data) in RESTS_ON_PAPER and not self.basis.data

    def guest(self, organisation_id: int) -> Invitee:
        """Return the invited person, as the service takes them."""
        return Invitee(
            self.email.data or "",
            self.name.data or "",
            self.language.data,
            organisation_id,
            Role(self.role.data),
            self.position.data or "",
            self.basis.data or "",
        )
