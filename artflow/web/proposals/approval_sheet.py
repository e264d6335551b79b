"""The approval sheet: what was agreed, by whom and on which version, in the programme's languages.

It is an official paper, so it does not follow the language of its reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _

from artflow.domain.access.policy import PagePart
from artflow.domain.dossier import fields as dossier
from artflow.domain.process.case import Case
from artflow.domain.process.joins import SIGNED
from artflow.domain.process.workflow import Stage
from artflow.domain.snapshot import Facts
from artflow.domain.text import LocalizedText
from artflow.models import Signoff
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting, language
from artflow.web.summaries import facts, pictures, votes
from artflow.web.summaries.lanes import decision_label
from artflow.web.summaries.outcomes import build_outcome, find_refusal
from artflow.web.summaries.pictures import Picture

from .detail_parts import cover_text


class PaperText(NamedTuple):
    """A text in the first language of a paper, and by language in the others that differ."""

    first: str
    others: tuple[tuple[str, str], ...] = ()


class SheetRow(NamedTuple):
    """A fact: its term and its text."""

    term: PaperText
    text: str


class SignatureRow(NamedTuple):
    """One side: its name, its decision, who decided with which authority and when."""

    by: PaperText
    kind: str
    decision: PaperText
    sum: str
    signatory: str
    basis: str
    at: str


class ApprovalSheet(NamedTuple):
    """The sheet, one page of paper; its first language is that of the page."""

    language: str
    labels: dict[str, PaperText]
    programme: PaperText
    number: str
    version: PaperText
    picture: Picture | None
    facts: list[SheetRow]
    signatures: list[SignatureRow]
    sha256: str


def say_in(codes: list[str], label: Callable[[], object]) -> PaperText:
    """Return what `label` returns, in each of the languages."""
    found = {}
    for code in codes:
        with force_locale(code):
            found[code] = str(label())
    return _without_repeats(found)


def _name_in(codes: list[str], name: LocalizedText) -> PaperText:
    return _without_repeats({code: name[code] for code in codes})


def _without_repeats(found: dict[str, str]) -> PaperText:
    """Leave out what another language says in the same words."""
    (_code, first), *rest = found.items()
    others = {text: code for code, text in reversed(rest) if text != first}
    return PaperText(first, tuple((code, text) for text, code in reversed(others.items())))


def build_approval_sheet(case: Case, rows: DetailRows, seen: frozenset[PagePart]) -> ApprovalSheet:
    """Fill the sheet of the current version, as far as the reader may know it."""
    version, programme = rows.current, rows.proposal.programme
    codes = language.of_programme(programme.languages)
    stages = case.workflow.stages
    assert version is not None
    asked = [s for s in rows.signoffs if not _is_asked_anew(stages[s.stage])]
    shown = pictures.version_pictures(case, version.snapshot, rows.sizes)
    return ApprovalSheet(
        language=codes[0],
        labels={key: say_in(codes, label) for key, label in SHEET_LABELS.items()},
        programme=_name_in(codes, programme.name),
        number=case.number,
        version=say_in(
            codes,
            lambda: f"{_('Version %(n)s', n=version.no)}, {formatting.day(version.at)}",
        ),
        picture=shown[0] if shown else None,
        facts=[
            *_fact_rows(case, rows, version.snapshot["facts"], asked, seen),
            *_cover_rows(case, rows, seen, codes),
        ],
        signatures=[_signature_row(case, rows, signoff, seen) for signoff in asked],
        sha256=version.sha256,
    )


SHEET_LABELS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Approval sheet"),
    "organisation": lambda: _("Organisation"),
    "decision": lambda: _("Decision"),
    "signatory": lambda: _("Signatory"),
    "at": lambda: _("Date and time"),
    "bound": lambda: _("All decisions are about this one version."),
}


def _is_asked_anew(stage: Stage) -> bool:
    """Tell whether the stage asks everybody again about every version."""
    assert stage.join is not None
    return stage.join.fresh


def _fact_rows(
    case: Case, rows: DetailRows, values: Facts, asked: list[Signoff], seen: frozenset[PagePart]
) -> list[SheetRow]:
    """List title, artist, place, size, sum, the vote, deviations from advice and conditions.

    What the artist may be changing meanwhile is not on paper: `values` are those of the version.
    """
    proposal = rows.proposal
    codes = language.of_programme(proposal.programme.languages)
    found = [
        SheetRow(say_in(codes, lambda: _("Work")), f"«{values['title']}»"),
        SheetRow(say_in(codes, lambda: _("Artist")), proposal.applicant.name),
    ]
    if proposal.wall is not None:
        found.append(
            SheetRow(
                say_in(codes, lambda: _("Place")), str(formatting.typeset(proposal.wall.address))
            )
        )
    with force_locale(codes[0]):
        size = ", ".join(fact.text for fact in facts.size_facts(values))
    if size:
        found.append(SheetRow(say_in(codes, lambda: _("Size")), size))
    budget = dossier.number(values, "budget_kzt") if PagePart.TOTAL in seen else 0
    if budget:
        found.append(
            SheetRow(
                say_in(codes, lambda: _("Budget")),
                formatting.money(budget, proposal.programme.currency),
            )
        )
    found += _outcome_rows(case, rows, codes) + _refused_otherwise(case, rows, codes, seen)
    found += _vote_rows(case, rows, codes, seen) + _advice_rows(case, rows, asked, codes)
    return found + [
        SheetRow(say_in(codes, lambda: _("Condition")), s.conditions) for s in asked if s.conditions
    ]


def _outcome_rows(case: Case, rows: DetailRows, codes: list[str]) -> list[SheetRow]:
    """Tell that the work was refused or withdrawn, why, by whom and when."""
    with force_locale(codes[0]):
        found = build_outcome(case, rows, codes[0])
    if found is None:
        return []
    term = _name_in(codes, case.current_stage.label)
    why = ". ".join(filter(None, (found.ground, found.text)))
    return [
        SheetRow(term, why),
        SheetRow(say_in(codes, lambda: _("Decided by")), f"{found.by}, {found.at}"),
    ]


def _vote_rows(
    case: Case, rows: DetailRows, codes: list[str], seen: frozenset[PagePart]
) -> list[SheetRow]:
    """Tell how the owners voted, and who decided in spite of it."""
    with force_locale(codes[0]):
        found = votes.build_votes(case.workflow, rows)
    if found is None or PagePart.CONSENT not in seen:
        return []
    told = [SheetRow(say_in(codes, lambda: _("Owners' consent")), found.text)]
    if found.override:
        term = say_in(codes, lambda: _("Decided in spite of the vote"))
        told.append(SheetRow(term, found.override))
    return told


def _advice_rows(
    case: Case, rows: DetailRows, asked: list[Signoff], codes: list[str]
) -> list[SheetRow]:
    """Tell where an office has agreed otherwise than its specialist recommended, and why."""
    found = []
    for signoff in asked:
        data = _signing_data(rows, signoff)
        action = case.workflow.stages[signoff.stage].actions.get(data.get("against", ""))
        if action is not None and signoff.state in SIGNED:
            label = _name_in(codes, action.label).first
            term = say_in(codes, lambda: _("Decided otherwise than recommended"))
            with force_locale(codes[0]):
                words = _("recommended: %(what)s. %(grounds)s", what=label, grounds=data["text"])
            found.append(SheetRow(term, words))
    return found


def _refused_otherwise(
    case: Case, rows: DetailRows, codes: list[str], seen: frozenset[PagePart]
) -> list[SheetRow]:
    """Tell whoever reads the assessment that a refusal was not what it recommends, and why."""
    if case.current_stage.outcome != "refused" or PagePart.INTERNAL not in seen:
        return []
    event = next(e for e, _name in rows.events if e.to_stage == case.stage != e.from_stage)
    data = json.loads(event.data)
    action = case.workflow.stages[event.from_stage].actions.get(data.get("against", ""))
    if action is None:
        return []
    label = _name_in(codes, action.label).first
    grounds = data.get("deviation") or data.get("text", "")
    with force_locale(codes[0]):
        words = _("recommended: %(what)s. %(grounds)s", what=label, grounds=grounds)
    return [SheetRow(say_in(codes, lambda: _("Decided otherwise than recommended")), words)]


def _signing_data(rows: DetailRows, signoff: Signoff) -> dict[str, Any]:
    """Return what the event says by which the party last decided in the stage."""
    for event, _name in rows.events:
        if (event.from_stage, event.actor_id) == (signoff.stage, signoff.decided_by_id):
            data: dict[str, Any] = json.loads(event.data)
            if data.get("party") == signoff.party and "decision" in data:
                return data
    return {}


def _cover_rows(
    case: Case, rows: DetailRows, seen: frozenset[PagePart], codes: list[str]
) -> list[SheetRow]:
    """Say who covers what the sponsors do not give, if it was recorded for this version."""
    if PagePart.COMMITMENTS not in seen:
        return []
    found = [r for r in rows.records if r.version_id == case.version_id and cover_text(case, r)]
    term = say_in(codes, lambda: _("Cover of the missing amount"))
    return [SheetRow(term, cover_text(case, record)) for record in found[-1:]]


def _signature_row(
    case: Case, rows: DetailRows, signoff: Signoff, seen: frozenset[PagePart]
) -> SignatureRow:
    refusal, refused_by = find_refusal(case, rows, signoff)
    at = datetime.fromisoformat(refusal.at) if refusal else signoff.decided_at
    organisation = rows.organisations[signoff.organisation_id or 0]
    on = formatting.local_date(signoff.decided_at) if signoff.decided_at else None
    known = PagePart.COMMITMENTS in seen and signoff.amount
    codes = language.of_programme(rows.proposal.programme.languages)
    return SignatureRow(
        by=_name_in(codes, organisation.name_on(on)),
        kind=decision_label(case, rows, signoff)[0],
        decision=say_in(codes, lambda: decision_label(case, rows, signoff)[1]),
        sum=formatting.money(signoff.amount, rows.proposal.programme.currency) if known else "",
        signatory=refused_by or (signoff.decided_by.name if signoff.decided_by else ""),
        basis=signoff.basis,
        at=formatting.numeric_date_time(at) if at else "",
    )
