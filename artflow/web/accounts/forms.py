"""Forms of roles and accounts: what is given and for how long, why something is taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField

from artflow.domain.errors import FileRefused, TooSoon
from artflow.domain.people.roles import Role
from artflow.services.accounts.directory import Narrowing, State
from artflow.services.accounts.memberships import Terms
from artflow.services.files import files
from artflow.web.http import limits
from artflow.web.shared import current, form_fields
from artflow.web.shared.error_labels import file_refused_label, too_soon_label
from artflow.web.shared.role_labels import ROLE_LABELS


def _role_choices() -> list[tuple[object, form_fields.Words]]:
    return [("", _l("Choose one")), *((role.value, ROLE_LABELS[role]) for role in Role)]


class DepartureForm(FlaskForm):
    """That one agrees to what was shown, and why it is done; kept in the history of the account."""

    seen = HiddenField()
    reason = form_fields.text_area(
        _l("Why?"),
        limit=500,
        required=False,
        description=_l("Kept in the history of the account"),
    )
    is_stale = False
    """Whether the consequences have changed since they were shown."""

    def show(self, digest: str, *, needs_reason: bool) -> None:
        """Carry what is shown, and mark the reason as optional only where it is."""
        self.seen.data = digest
        self.reason.flags.optional = None if needs_reason else True


class TermsForm(FlaskForm):
    """On what a role rests and from when until when it is held."""

    position = form_fields.text(
        _l("Position"), required=False, description=_l("As on a signature: head of department")
    )
    basis = form_fields.text(
        _l("Authority"),
        required=False,
        description=_l("The order or power of attorney, with number and date"),
    )
    valid_from = form_fields.date(
        _l("First day"), required=False, description=_l("Empty: from now on")
    )
    valid_until = form_fields.date(
        _l("Last day"), required=False, description=_l("Empty: without a time limit")
    )
    paper = form_fields.file(
        _l("The paper itself"),
        required=False,
        description=_l("PDF, JPEG, PNG or WebP, up to 50 MB. Earlier papers are kept."),
    )

    @property
    def terms(self) -> Terms:
        """Return the terms, as the service takes them; only for a form without errors."""
        return Terms(
            self.position.data or "",
            self.basis.data or "",
            self.valid_from.data,
            self.valid_until.data,
        )

    def keep_paper(self) -> int | None:
        """Keep the file that was sent and return its id; what is wrong with it stands beside it."""
        sent = self.paper.data
        if not sent:
            return None
        try:
            limits.count_upload()
            return files.keep_upload(sent.stream, sent.filename, by=current.me().id).id
        except FileRefused as error:
            self.paper.errors = [file_refused_label(error, sent.filename)]
        except TooSoon as error:
            self.paper.errors, self.wait = [too_soon_label(error)], error.wait
        return None


class GiveRoleForm(TermsForm):
    """A role for somebody who is here already."""

    organisation = form_fields.dropdown(_l("Organisation"), list)
    role = form_fields.dropdown(_l("Role"), _role_choices)

    def with_organisations(self, found: Iterable[tuple[int, str]]) -> GiveRoleForm:
        """Offer these organisations; return the form."""
        self.organisation.choices = form_fields.select_choices(
            [("", _l("Choose one")), *((str(key), name) for key, name in found)]
        )
        return self


STATE_LABELS = {
    State.OPEN: _l("open"),
    State.SUSPENDED: _l("suspended"),
    State.WITHOUT_ROLE: _l("without a role"),
    State.EXPIRING: _l("a role ends within a month"),
    State.ENDED: _l("a role is out of date"),
    State.INVITED: _l("invited"),
}


class DirectoryForm(Form):
    """Whom to look for, sent by GET so that the address holds it."""

    q = form_fields.search_text(
        _l("Search"), limit=100, description=_l("Name, e-mail or organisation")
    )
    role = form_fields.filter_choice(_l("Role"), list(ROLE_LABELS.items()))
    state = form_fields.filter_choice(_l("State"), list(STATE_LABELS.items()))

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what narrows the list, as the address says it."""
        return {field.short_name: field.data for field in self if field.data}

    @property
    def asks_for_invited(self) -> bool:
        """Return whether people without an account can be among those who are looked for."""
        return not self.role.data and self.state.data in ("", State.INVITED.value)

    def narrowing(self) -> Narrowing:
        """Return what is looked for; only for a form without errors."""
        role, state = self.role.data, self.state.data
        return Narrowing(
            self.q.data or "", Role(role) if role else None, State(state) if state else None
        )
