"""The approval sheet: what was agreed, by whom and on which version, in Kazakh and in Russian.

It is a paper of the state, so it does not follow the language of its reader.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _

from artflow.domain.case import Case
from artflow.domain.joins import SignoffState
from artflow.domain.policy import Show
from artflow.models import Signoff
from artflow.services.dossier_page import Dossier
from artflow.web import format

from . import facts, pictures
from .pictures import Picture
from .signing import STATES


class Both(NamedTuple):
    """The same in both languages of the state; `ru` is empty where nothing else is said."""

    kk: str
    ru: str


class Line(NamedTuple):
    """A fact, or the head of a column."""

    term: Both
    text: str


class Signed(NamedTuple):
    """One side: its name, what it has said, who said it on what ground and when."""

    by: Both
    kind: str
    said: Both
    sum: str
    signatory: str
    basis: str
    at: str


class Sheet(NamedTuple):
    """One page of paper."""

    words: dict[str, Both]
    programme: Both
    number: str
    version: Both
    picture: Picture | None
    facts: list[Line]
    signed: list[Signed]
    sha256: str


def both(said: Callable[[], object]) -> Both:
    """What is said, in Kazakh and in Russian."""
    found = []
    for code in ("kk", "ru"):
        with force_locale(code):
            found.append(str(said()))
    return _once(*found)


def sheet(case: Case, rows: Dossier, seen: frozenset[Show]) -> Sheet:
    """The sheet of the current version, as far as the reader may know it."""
    version, programme = rows.current, rows.proposal.programme
    stages = case.workflow.stages
    asked = [s for s in rows.signoffs if not stages[s.stage].join.fresh]
    shown = pictures.of_version(case, version.snapshot, rows.sizes)
    return Sheet(
        words={key: both(said) for key, said in WORDS.items()},
        programme=_once(programme.name("kk"), programme.name("ru")),
        number=case.number,
        version=both(lambda: f"{_('Version %(n)s', n=version.no)}, {format.day(version.at)}"),
        picture=shown[0] if shown else None,
        facts=_facts(rows, version.snapshot["facts"], asked, seen),
        signed=[_signed(rows, signoff, seen) for signoff in asked],
        sha256=version.sha256,
    )


WORDS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Approval sheet"),
    "organisation": lambda: _("Organisation"),
    "decision": lambda: _("Decision"),
    "signatory": lambda: _("Signatory"),
    "at": lambda: _("Date and time"),
    "bound": lambda: _("All decisions are about this one version."),
}


def _once(kk: str, ru: str) -> Both:
    return Both(kk, "" if ru == kk else ru)


def _facts(
    rows: Dossier, values: dict[str, Any], asked: list[Signoff], seen: frozenset[Show]
) -> list[Line]:
    """The title, the artist, the place, the size, the sum, and every condition.

    What the artist may be changing meanwhile is not on paper: `values` are those of the version.
    """
    proposal = rows.proposal
    found = [
        Line(both(lambda: _("Work")), f"«{values['title']}»"),
        Line(both(lambda: _("Artist")), proposal.applicant.name),
    ]
    if proposal.wall is not None:
        found.append(Line(both(lambda: _("Place")), str(format.typeset(proposal.wall.address))))
    with force_locale("kk"):
        size = ", ".join(fact.text for fact in facts.size(values))
    if size:
        found.append(Line(both(lambda: _("Size")), size))
    if Show.TOTAL in seen and values.get("budget_kzt"):
        found.append(Line(both(lambda: _("Budget")), format.money(values["budget_kzt"])))
    return found + [Line(both(lambda: _("Condition")), s.conditions) for s in asked if s.conditions]


def _signed(rows: Dossier, signoff: Signoff, seen: frozenset[Show]) -> Signed:
    kind, words = STATES[SignoffState(signoff.state)]
    organisation = rows.organisations[signoff.organisation_id or 0]
    on = format.local(signoff.decided_at) if signoff.decided_at else None
    known = Show.COMMITMENTS in seen and signoff.amount
    return Signed(
        by=_once(organisation.name("kk", on), organisation.name("ru", on)),
        kind=kind,
        said=both(lambda: words),
        sum=format.money(signoff.amount) if known else "",
        signatory=signoff.decided_by.name if signoff.decided_by else "",
        basis=signoff.basis,
        at=format.stamp(signoff.decided_at) if signoff.decided_at else "",
    )
