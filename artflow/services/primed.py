"""A case that answers the engine from rows a page has read already, instead of asking again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from artflow.domain.case import Case, MilestoneFact, PaperFact, Remark, Signoff, WallFact
from artflow.domain.joins import SignoffState

from .dossier_page import Dossier


def prime(case: Case, rows: Dossier) -> None:
    """Give the case the lists that the rows hold; what they lack it still asks its source."""
    versions = {version.id: version for version in rows.versions}
    case.signoffs = [_signoff(row) for row in rows.signoffs]
    case.remarks = [Remark(r.id, r.severity, r.state, r.author_id, r.stage) for r in rows.remarks]
    case.papers = {row.kind: _paper(row, versions) for row in rows.records}
    case.milestones = [_milestone(row) for row in rows.milestones]
    case.payments = Counter()
    for payment in rows.payments:
        case.payments[payment.organisation_id] += payment.amount
    if rows.current is not None and not case.at.editable:
        case.dossier = rows.current.snapshot  # nobody can have changed it since
    wall = rows.proposal.wall
    case.wall = wall and WallFact(wall.id, wall.heritage, wall.owner_contact, wall.held_by_id)


def _signoff(row: Any) -> Signoff:
    state = SignoffState(row.state)
    return Signoff(
        row.stage, row.party, state, row.organisation_id, row.amount, row.decided_by_id, row.id
    )


def _paper(row: Any, versions: dict[int, Any]) -> PaperFact:
    made_for = versions.get(row.version_id)
    version, design = (made_for.sha256, made_for.design) if made_for else ("", "")
    return PaperFact(row.kind, row.data, row.recorded_by_id, row.at, version, design, row.wall_id)


def _milestone(row: Any) -> MilestoneFact:
    return MilestoneFact(
        row.id, row.code, row.position, row.gate, row.state, len(row.photos), row.submitted_by_id,
        row.pay,
    )  # fmt: skip
