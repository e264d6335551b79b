"""Who looks after a work: the specialists who can, each with what they have already."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.services.assignments import specialists
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm


def load_hints(users: Iterable[int]) -> dict[int, str]:
    """Say of each person how many works they look after."""
    counts = specialists.count_entrusted(db.session.connection(), users)
    return {
        key: ngettext("%(num)s open work", "%(num)s open works", n) for key, n in counts.items()
    }


class AssignForm(ActionForm):
    user = form_fields.choice(
        _l("Specialist"),
        coerce=int,
        description=_l("Those whose role is valid today, each with the works they look after"),
    )

    def prepare(self, case: Case) -> None:
        """Say beside each name how many works they have."""
        self.user.choice_hints = load_hints(value for value, *_more in self.user.iter_choices())
