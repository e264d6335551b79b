"""What may this person do? One page, read off the policy and the definitions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from artflow.domain import rights as rules
from artflow.domain.roles import Membership as Held
from artflow.domain.roles import Role
from artflow.models import Membership
from artflow.services.rights import Field
from artflow.services.roster import Account
from artflow.web import format
from artflow.web.words.rights import RIGHTS
from artflow.web.words.roles import ROLES


class RoleLine(NamedTuple):
    """A role, where it is held, on which paper and for how long; `kind` and `state` are its tag."""

    role: str
    place: str
    paper: str
    time: str
    kind: str
    state: str


class StageLine(NamedTuple):
    """A stage and what the person may do in it."""

    label: str
    actions: list[str]


class FieldShown(NamedTuple):
    """One programme: from when on works are seen, and what may be done with them."""

    name: str
    roles: str
    sees: list[str]
    stages: list[StageLine]


class Rights(NamedTuple):
    """The page."""

    roles: list[RoleLine]
    rooms: list[str]
    fields: list[FieldShown]


def page(account: Account, fields: Iterable[Field], today: date, language: str) -> Rights:
    """Everything somebody may do today; a suspended account may do nothing."""
    if not account.user.active:
        fields, rooms = (), []
    else:
        rooms = [str(RIGHTS[can]) for can in rules.rooms(account.person)]
    roles = [_role(row, today, language) for row in account.memberships]
    return Rights(roles, rooms, [_field(field, language) for field in fields])


def _role(row: Membership, today: date, language: str) -> RoleLine:
    held = Held(Role(row.role), row.organisation_id, valid_from=row.valid_from,
                valid_until=row.valid_until)  # fmt: skip
    valid = held.valid_on(today)
    later = row.valid_from is not None and today < row.valid_from
    state = _("valid") if valid else _("not valid yet") if later else _("out of date")
    paper = ", ".join(filter(None, (row.position, row.basis)))
    return RoleLine(str(ROLES[held.role]), row.organisation.name(language), paper, term(row),
                    "done" if valid else "wait" if later else "no", state)  # fmt: skip


def term(row: Any) -> str:
    """From when until when a role is held."""
    begin, end = format.day(row.valid_from), format.day(row.valid_until)
    if begin and end:
        return f"{begin} – {end}"
    if begin:
        return _("since %(day)s", day=begin)
    return _("last day: %(day)s", day=end) if end else _("without a time limit")


def _field(field: Field, language: str) -> FieldShown:
    roles = sorted(field.roles, key=list(Role).index)
    several = len(roles) > 1
    stages = [
        StageLine(duty.stage.label[language],
                  [_action(a.label[language], by, several=several) for a, by in duty.actions])
        for duty in rules.duties(field.workflow, field.roles)
    ]  # fmt: skip
    sees = [line for role in roles if (line := _sees(field, role, language))]
    return FieldShown(field.programme.name(language), ", ".join(str(ROLES[r]) for r in roles),
                      sees, stages)  # fmt: skip


def _action(label: str, by: Iterable[Role], *, several: bool) -> str:
    return f"{label} ({', '.join(str(ROLES[role]) for role in by)})" if several else label


def _sees(field: Field, role: Role, language: str) -> str:
    """From which stage on a role sees works of others; artists see and change their own alone."""
    if role is Role.ARTIST:
        return _("Sees own works only, and acts on them alone.")
    card, full = rules.seen_from(field.workflow, role)
    if card is None or full is None:
        return ""
    names = {"card": card.label[language], "full": full.label[language]}
    if card is full:
        return _("Sees works from the stage «%(full)s» on.", **names)
    return _("Sees the card of a work from the stage «%(card)s» on, and all of it from «%(full)s» "
             "on.", **names)  # fmt: skip
