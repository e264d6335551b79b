"""What taking a role or suspending an account does, in words and numbers."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.services.accounts.consequences import COUNT_LIMIT, Consequences, LostRole, WaitingWork
from artflow.services.people.roster import Account
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import ROLE_LABELS

SHOWN_WORKS = 20


class WorkLink(NamedTuple):
    """A work to look at before one decides."""

    url: str
    title: str
    number: str


class LostRoleView(NamedTuple):
    """A role that ends: who else holds it, and what is left waiting."""

    title: str
    others: str
    warning: str
    works: list[WorkLink]
    more: str


class DeparturePage(NamedTuple):
    """Everything the page of a confirmation shows. `refused` says why there is no button."""

    id: int
    name: str
    title: str
    action_url: str
    effects: list[str]
    roles: list[LostRoleView]
    refused: str
    needs_reason: bool


def build_departure_page(
    account: Account, found: Consequences, language: str, *, is_role: bool
) -> DeparturePage:
    """Build the page on which somebody agrees to the consequences."""
    title = _("Take the role away") if is_role else _("Suspend the account")
    effects = (
        [] if is_role else [_("Nobody can sign in with this account until it is opened again.")]
    )
    refused = _(
        "This is the last administrator: nobody could manage this installation any more. "
        "Give the role to somebody else first."
    )
    return DeparturePage(
        account.user.id,
        account.user.name,
        title,
        request.path,
        effects + _effects(found),
        [_lost_role(role, language) for role in found.roles],
        refused if found.leaves_no_administrator else "",
        found.needs_reason,
    )


def _effects(found: Consequences) -> list[str]:
    """List what happens besides the roles, with its number; what does not happen is left out."""
    told = (
        (
            found.sessions,
            ngettext(
                "%(num)s open session ends at once.",
                "%(num)s open sessions end at once.",
                found.sessions,
            ),
        ),
        (
            found.own_works,
            ngettext(
                "%(num)s work of their own is under way: nobody can change or submit it meanwhile.",
                "%(num)s works of their own are under way: nobody can change or submit them "
                "meanwhile.",
                found.own_works,
            ),
        ),
        (
            found.invitations,
            ngettext(
                "%(num)s invitation that this person has sent may no longer work.",
                "%(num)s invitations that this person has sent may no longer work.",
                found.invitations,
            ),
        ),
    )
    return [words for count, words in told if count]


def _lost_role(role: LostRole, language: str) -> LostRoleView:
    label, place = str(ROLE_LABELS[role.role]), role.organisation[language]
    others = (
        ngettext(
            "%(num)s more person holds this role there today.",
            "%(num)s more people hold this role there today.",
            role.others,
        )
        if role.others
        else _("Nobody else holds this role there today.")
    )
    return LostRoleView(
        f"{label}, {place}",
        others,
        _warning(role),
        [work_link(work) for work in role.works[:SHOWN_WORKS]],
        _more(len(role.works) - SHOWN_WORKS),
    )


def _warning(role: LostRole) -> str:
    """Say what is left waiting, and for whom."""
    count = formatting.capped_count(len(role.works), COUNT_LIMIT - 1)
    if role.others and role.works:
        return _(
            "Works given to this person, which go back to the office; its heads are told: %(n)s",
            n=count,
        )
    if role.works:
        return _("Works that are then without anybody who may act on them: %(n)s", n=count)
    if role.leaves_nobody:
        return _("No work waits there now; the next ones will have nobody who may sign.")
    return ""


def _more(count: int) -> str:
    return ngettext("and %(num)s more", "and %(num)s more", count) if count > 0 else ""


def work_link(work: WaitingWork) -> WorkLink:
    """Build the way to a work that would wait."""
    return WorkLink(
        url_for("proposals.show", proposal_id=work.id), work.title or "—", work.number or ""
    )
