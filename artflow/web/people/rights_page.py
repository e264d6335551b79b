"""What may this person do? Computed from the policy and the definitions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from artflow.domain.access import rights as rules
from artflow.domain.people.roles import Role
from artflow.models import Membership
from artflow.services.people.rights import ProgrammeRoles
from artflow.services.people.roster import Account
from artflow.web.shared.role_labels import ROLE_LABELS
from artflow.web.summaries.terms import term_state, term_text

from .right_labels import RIGHT_LABELS


class RoleRow(NamedTuple):
    """A role, where it is held, on which paper and for how long; `kind` and `state` are its tag."""

    role: str
    place: str
    paper: str
    time: str
    kind: str
    state: str


class StageRow(NamedTuple):
    """A stage and what the person may do in it."""

    label: str
    actions: list[str]


class ProgrammeRights(NamedTuple):
    """One programme: from which stage on works are seen, and what may be done with them."""

    name: str
    roles: str
    sees: list[str]
    stages: list[StageRow]


class RightsPage(NamedTuple):
    """Everything that somebody may do."""

    roles: list[RoleRow]
    rooms: list[str]
    programmes: list[ProgrammeRights]


def build_rights_page(
    account: Account, fields: Iterable[ProgrammeRoles], today: date, language: str
) -> RightsPage:
    """Build what somebody may do today; a suspended account may do nothing."""
    if not account.user.active:
        fields, rooms = (), []
    else:
        rooms = [str(RIGHT_LABELS[can]) for can in rules.page_rights(account.person)]
    roles = [_role_row(row, today, language) for row in account.memberships]
    return RightsPage(roles, rooms, [_programme_rights(field, language) for field in fields])


def _role_row(row: Membership, today: date, language: str) -> RoleRow:
    paper = ", ".join(filter(None, (row.position, row.basis)))
    return RoleRow(
        str(ROLE_LABELS[Role(row.role)]),
        row.organisation.name[language],
        paper,
        term_text(row),
        *term_state(row, today),
    )


def _programme_rights(field: ProgrammeRoles, language: str) -> ProgrammeRights:
    roles = sorted(field.roles, key=list(Role).index)
    several = len(roles) > 1
    stages = [
        StageRow(
            duty.stage.label[language],
            [_action_text(a.label[language], by, several=several) for a, by in duty.actions],
        )
        for duty in rules.list_duties(field.workflow, field.roles)
    ]
    sees = [line for role in roles if (line := _visibility_text(field, role, language))]
    return ProgrammeRights(
        field.programme.name[language], ", ".join(str(ROLE_LABELS[r]) for r in roles), sees, stages
    )


def _action_text(label: str, by: Iterable[Role], *, several: bool) -> str:
    return f"{label} ({', '.join(str(ROLE_LABELS[role]) for role in by)})" if several else label


def _visibility_text(field: ProgrammeRoles, role: Role, language: str) -> str:
    """Say from which stage on a role sees the works of others; artists see only their own."""
    if role is Role.ARTIST:
        return _("Sees own works only, and acts on them alone.")
    card, full = rules.visible_from(field.workflow, role)
    if card is None or full is None:
        return ""
    names = {"card": card.label[language], "full": full.label[language]}
    if card is full:
        return _("Sees works from the stage «%(full)s» on.", **names)
    return _(
        "Sees the card of a work from the stage «%(card)s» on, and all of it from «%(full)s» on.",
        **names,
    )
