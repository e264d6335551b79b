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
from artflow.domain.people.roles import Role
from artflow.domain.process.case import CONDITION, LAPSED, Case
from artflow.domain.process.joins import SIGNED
from artflow.domain.process.workflow import ACCEPTED, Stage
from artflow.domain.snapshot import Facts
from artflow.domain.text import LocalizedText
from artflow.models import Condition, Signoff
from artflow.services.checks import DecidingEvent
from artflow.services.proposals.detail import DetailRows
from artflow.web.checks import sheet_codes
from artflow.web.checks.sheet_codes import SheetCode
from artflow.web.conditions import page_models as conditions
from artflow.web.shared import formatting, language
from artflow.web.shared.role_labels import ROLE_LABELS
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
    """One side: its name, its decision, who decided in which capacity, on which basis and when.

    `zone` is that of the time, `code` the check code of this very decision.
    """

    by: PaperText
    kind: str
    decision: PaperText
    sum: str
    signatory: str
    capacity: PaperText
    basis: str
    at: str
    zone: str
    code: str


class ApprovalSheet(NamedTuple):
    """The sheet, one page of paper; its first language is that of the page.

    `code` is that of the newest decision on it; a sheet on which nobody has decided has none.
    """

    language: str
    labels: dict[str, PaperText]
    programme: PaperText
    number: str
    version: PaperText
    picture: Picture | None
    facts: list[SheetRow]
    signatures: list[SignatureRow]
    sha256: str
    code: SheetCode | None


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


def build_approval_sheet(
    case: Case, rows: DetailRows, decisions: list[DecidingEvent], seen: frozenset[PagePart]
) -> ApprovalSheet:
    """Fill the sheet of the current version, as far as the reader may know it."""
    version, programme = rows.current, rows.proposal.programme
    codes = language.of_programme(programme.languages)
    stages = case.workflow.stages
    assert version is not None
    asked = [s for s in rows.signoffs if not _is_asked_anew(stages[s.stage])]
    decided = _decided(case, rows, asked, decisions)
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
            *_fact_rows(case, rows, version.snapshot["facts"], seen),
            *_decision_rows(case, rows, decided, seen),
            *_cover_rows(case, rows, seen, codes),
        ],
        signatures=[_signature_row(case, rows, signoff, event, seen) for signoff, event in decided],
        sha256=version.sha256,
        code=_newest_code(case, decided, decisions),
    )


SHEET_LABELS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Approval sheet"),
    "organisation": lambda: _("Organisation"),
    "decision": lambda: _("Decision"),
    "signatory": lambda: _("Signatory"),
    "at": lambda: _("Date and time"),
    "check": lambda: _("Check code of the newest decision on this sheet"),
    "where": lambda: _("Whether it is true is told, without signing in, at"),
    "bound": lambda: _("All decisions are about this one version."),
}


def _is_asked_anew(stage: Stage) -> bool:
    """Tell whether the stage asks everybody again about every version."""
    assert stage.join is not None
    return stage.join.fresh


Decided = list[tuple[Signoff, DecidingEvent | None]]
"""The sign-offs of a sheet, each with the event by which its party decided."""


def _decided(
    case: Case, rows: DetailRows, asked: list[Signoff], decisions: list[DecidingEvent]
) -> Decided:
    """Find the event of each sign-off; of a party that refused the work that of the refusal."""
    found: Decided = []
    for signoff in asked:
        refusal, _name = find_refusal(case, rows, signoff)
        own = (event for event in reversed(decisions) if _is_of(event, signoff))
        refusing = (e for e in decisions if refusal is not None and e.id == refusal.id)
        found.append((signoff, next(refusing, None) or next(own, None)))
    return found


def _is_of(event: DecidingEvent, signoff: Signoff) -> bool:
    return (
        event.from_stage == signoff.stage
        and signoff.decided_at == datetime.fromisoformat(event.at)
        and json.loads(event.data).get("party") == signoff.party
    )


def _newest_code(case: Case, decided: Decided, decisions: list[DecidingEvent]) -> SheetCode | None:
    """Build the code of the newest decision that the sheet shows, be it what ended the work."""
    shown = [event for _signoff, event in decided if event is not None]
    if case.current_stage.outcome not in ("", ACCEPTED):
        shown += [event for event in decisions if event.to_stage == case.stage]
    newest = max(shown, key=lambda event: event.n, default=None)
    return sheet_codes.build_sheet_code(case.number, newest) if newest else None


def _fact_rows(
    case: Case, rows: DetailRows, values: Facts, seen: frozenset[PagePart]
) -> list[SheetRow]:
    """List title, artist, place, size and sum.

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
    return found


def _decision_rows(
    case: Case, rows: DetailRows, decided: Decided, seen: frozenset[PagePart]
) -> list[SheetRow]:
    """List how the work ended, the vote, what was recommended, and the conditions with whose."""
    codes = language.of_programme(rows.proposal.programme.languages)
    found = _outcome_rows(case, rows, codes) + _refused_otherwise(case, rows, codes, seen)
    found += _vote_rows(case, rows, codes, seen)
    found += _advice_rows(case, decided, codes) or _recommendation_rows(
        case, rows, decided, seen, codes
    )
    return found + _condition_rows(case, rows, decided, codes)


def _condition_rows(
    case: Case, rows: DetailRows, decided: Decided, codes: list[str]
) -> list[SheetRow]:
    """Tell under which conditions was agreed: whose each is, by when, and how it stands.

    What has lapsed is not on paper. A text of before that never became a row is told as it was.
    """
    term = say_in(codes, lambda: _("Condition"))
    standing = [c for c in rows.conditions if c.kind == CONDITION and c.state != LAPSED]
    with force_locale(codes[0]):
        told = [SheetRow(term, _condition_text(case, rows, each, codes[0])) for each in standing]
    known = {(each.stage, each.party) for each in rows.conditions}
    before = [
        f"{_organisation_name(rows, signoff)[codes[0]]}: {signoff.conditions}"
        for signoff, _event in decided
        if signoff.conditions and (signoff.stage, signoff.party) not in known
    ]
    return [*told, *(SheetRow(term, text) for text in before)]


def _condition_text(case: Case, rows: DetailRows, each: Condition, code: str) -> str:
    owner = conditions.owner_name(rows.organisations, each, code)
    parts = (conditions.when_text(case, each, code), conditions.state_label(each.state).lower())
    return f"{owner}: {each.text} ({'; '.join(filter(None, parts))})"


def _outcome_rows(case: Case, rows: DetailRows, codes: list[str]) -> list[SheetRow]:
    """Tell that the work was refused or withdrawn, why, by whom and when."""
    with force_locale(codes[0]):
        found = build_outcome(case, rows, codes[0])
    if found is None:
        return []
    term = _name_in(codes, case.current_stage.label)
    why = ". ".join(filter(None, (found.ground, found.text)))
    told = [
        SheetRow(term, why),
        SheetRow(
            say_in(codes, lambda: _("Decided by")),
            f"{found.by}, {found.at} ({formatting.zone(found.instant)})",
        ),
    ]
    if found.ways:
        told.append(SheetRow(say_in(codes, lambda: _("How it can go on")), found.ways))
    return told


def _vote_rows(
    case: Case, rows: DetailRows, codes: list[str], seen: frozenset[PagePart]
) -> list[SheetRow]:
    """Tell how the owners voted, and who decided in spite of it."""
    with force_locale(codes[0]):
        found = votes.build_votes(case.workflow, rows)
    if found is None or PagePart.CONSENT not in seen:
        return []
    with force_locale(codes[0]):
        result = _("enough") if found.carried else _("not enough")
    told = [SheetRow(say_in(codes, lambda: _("Owners' consent")), f"{found.text}: {result}")]
    if found.override:
        term = say_in(codes, lambda: _("Decided in spite of the vote"))
        told.append(SheetRow(term, found.override))
    return told


def _advice_rows(case: Case, decided: Decided, codes: list[str]) -> list[SheetRow]:
    """Tell where an office has agreed otherwise than its specialist recommended, and why."""
    found = []
    for signoff, event in decided:
        data: dict[str, Any] = json.loads(event.data) if event else {}
        action = case.workflow.stages[signoff.stage].actions.get(data.get("against", ""))
        if action is not None and signoff.state in SIGNED:
            label = _name_in(codes, action.label).first
            term = say_in(codes, lambda: _("Decided otherwise than recommended"))
            with force_locale(codes[0]):
                grounds = "" if data["text"] == signoff.conditions else data["text"]
                words = _("recommended: %(what)s. %(grounds)s", what=label, grounds=grounds).strip()
            found.append(SheetRow(term, words))
    return found


def _recommendation_rows(
    case: Case, rows: DetailRows, decided: Decided, seen: frozenset[PagePart], codes: list[str]
) -> list[SheetRow]:
    """Tell what was recommended for this version, once it is decided; to reviewers also by whom."""
    stages = [case.workflow.stages[s.stage] for s, event in decided if event is not None]
    actions = {name: action for stage in stages for name, action in stage.actions.items()}
    for record in reversed(rows.records):
        action = actions.get(str(record.data.get("decision", "")))
        if action is not None and record.version_id == case.version_id:
            text = _name_in(codes, action.label).first
            if PagePart.INTERNAL in seen:
                with force_locale(codes[0]):
                    text += f" ({record.recorded_by.name}, {formatting.day(record.at)})"
            return [SheetRow(say_in(codes, lambda: _("Recommendation")), text)]
    return []


def _refused_otherwise(
    case: Case, rows: DetailRows, codes: list[str], seen: frozenset[PagePart]
) -> list[SheetRow]:
    """Tell whoever reads the assessment that a refusal was not what it recommends, and why."""
    if case.current_stage.outcome != "refused" or PagePart.INTERNAL not in seen:
        return []
    led = (e for e, _name in rows.events if e.to_stage == case.stage != e.from_stage)
    event = next(led, None)
    data = json.loads(event.data) if event else {}
    stage = case.workflow.stages.get(event.from_stage) if event else None
    action = stage.actions.get(data.get("against", "")) if stage else None
    if action is None:
        return []
    label = _name_in(codes, action.label).first
    grounds = data.get("deviation") or data.get("text", "")
    with force_locale(codes[0]):
        words = _("recommended: %(what)s. %(grounds)s", what=label, grounds=grounds)
    return [SheetRow(say_in(codes, lambda: _("Decided otherwise than recommended")), words)]


def _cover_rows(
    case: Case, rows: DetailRows, seen: frozenset[PagePart], codes: list[str]
) -> list[SheetRow]:
    """Say who covers what the sponsors do not give, if it was recorded for this version."""
    if PagePart.COMMITMENTS not in seen:
        return []
    found = [r for r in rows.records if r.version_id == case.version_id and cover_text(case, r)]
    term = say_in(codes, lambda: _("Cover of the missing amount"))
    return [SheetRow(term, cover_text(case, record)) for record in found[-1:]]


def _organisation_name(rows: DetailRows, signoff: Signoff) -> LocalizedText:
    """Return what the party was called on the day of its decision."""
    on = formatting.local_date(signoff.decided_at) if signoff.decided_at else None
    return rows.organisations[signoff.organisation_id or 0].name_on(on)


def _signature_row(
    case: Case,
    rows: DetailRows,
    signoff: Signoff,
    event: DecidingEvent | None,
    seen: frozenset[PagePart],
) -> SignatureRow:
    refusal, refused_by = find_refusal(case, rows, signoff)
    at = datetime.fromisoformat(refusal.at) if refusal else signoff.decided_at
    known = PagePart.COMMITMENTS in seen and signoff.amount
    codes = language.of_programme(rows.proposal.programme.languages)
    capacity = ROLE_LABELS[Role(event.role)] if event and event.role else ""
    return SignatureRow(
        by=_name_in(codes, _organisation_name(rows, signoff)),
        kind=decision_label(case, rows, signoff)[0],
        decision=say_in(codes, lambda: decision_label(case, rows, signoff)[1]),
        sum=formatting.money(signoff.amount, rows.proposal.programme.currency) if known else "",
        signatory=refused_by or (signoff.decided_by.name if signoff.decided_by else ""),
        capacity=say_in(codes, lambda: capacity),
        basis=signoff.basis,
        at=formatting.numeric_date_time(at) if at else "",
        zone=formatting.zone(at) if at else "",
        code=sheet_codes.written_code(event) if event else "",
    )
