"""Sign-offs as rows: opened for every party, signed, taken back, carried to a new version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from artflow.domain.case import Signoff
from artflow.domain.errors import Invalid
from artflow.domain.joins import SIGNED, SignoffState
from artflow.domain.roles import Part
from artflow.models import Signoff as SignoffRow
from artflow.services import stand_ins
from artflow.services.postponed import later

from .registry import Deed, effect

S = SignoffRow.__table__
_sign = (
    update(S)
    .where(S.c.id == bindparam("row"))
    .values({key: bindparam(f"new_{key}") for key in (
        "state", "amount", "conditions", "reason", "decided_by_id", "basis", "decided_at")})
)  # fmt: skip
_ask_again = (
    update(S)
    .where(S.c.id == bindparam("row"))
    .values(state=SignoffState.PENDING.value, decided_at=None, decided_by_id=None,
            requested_at=bindparam("now"))
)  # fmt: skip
_ask = insert(S)


def ask(deed: Deed) -> None:
    """Open the sign-offs of the stage just entered: one a party, none forgotten.

    Signatures on the same version stay; who declined, asked for changes or took back is asked
    anew. A stage with `fresh` asks everybody again.
    """
    case, stage = deed.case, deed.case.at
    assert stage.join is not None
    known = {signoff.party: signoff for signoff in case.signoffs_in(stage.key)}
    again = [s for s in known.values() if stage.join.fresh or s.state not in SIGNED]
    again = [s for s in again if s.state is not SignoffState.PENDING]
    new = [party for party in case.parties_of(stage) if party.key not in known]
    if again:
        deed.connection.execute(_ask_again, [{"row": s.id, "now": deed.moment.now} for s in again])
    if new:
        deed.connection.execute(_ask, [_row(deed, party) for party in new])
    case.__dict__.pop("signoffs", None)


def _row(deed: Deed, party: Any) -> dict[str, Any]:
    return {
        "proposal_id": deed.case.id, "version_id": deed.case.version_id,
        "stage": deed.case.stage, "party": party.key, "organisation_id": party.organisation_id,
        "state": SignoffState.PENDING.value, "version_sha256": deed.case.version,
        "requested_at": deed.moment.now,
    }  # fmt: skip


@effect
def sign(deed: Deed, state: str) -> None:
    """Give the party's word in this stage; the party comes from the hat, never from the form.

    Raises `Invalid` for a negative amount.
    """
    signoff = deed.case.signoff_of(deed.hat.party)
    assert signoff is not None, "the guards of a signing action ask for `party_waiting`"
    amount = deed.data.get("amount") or 0
    if amount < 0:
        raise Invalid("amount", "negative")
    signoff.state = SignoffState(state)
    signoff.amount = amount if signoff.state in SIGNED else 0
    signoff.decided_by = deed.hat.person_id
    _write(deed, signoff)
    deed.facts |= {"party": signoff.party, "decision": state, "amount": signoff.amount}


@effect
def retract(deed: Deed, stage: str) -> None:
    """Take the party's signature back; the party is asked anew."""
    signoff = next(s for s in deed.case.signoffs_in(stage) if s.party == deed.hat.party)
    signoff.state, signoff.amount = SignoffState.RETRACTED, 0
    signoff.decided_by = deed.hat.person_id
    _write(deed, signoff)
    deed.facts |= {"party": signoff.party, "decision": signoff.state.value}


@effect
def replace_party(deed: Deed, arg: str) -> None:
    """Let another sponsor sign in the place of one, for this proposal alone.

    In a stage of theirs it is asked at once; the others' signatures stay. Raises
    `Invalid` for an organisation that has no place to leave, and for one that cannot take it.
    """
    case, old, new = deed.case, deed.data["leaving"], deed.data["joining"]
    if old not in stand_ins.leaving(case):
        raise Invalid("leaving", "choice")
    if new not in stand_ins.joining(deed.connection, case):
        raise Invalid("joining", "choice")
    deed.newcomers.extend(stand_ins.enter(deed.connection, case, new))
    stand_ins.replace(case, old, new)
    stand_ins.silence(deed.connection, case, old, deed.moment.now)
    if case.at.join is not None and Part.SPONSOR in case.at.join.parties:
        ask(deed)
    deed.facts |= {"leaving": old, "joining": new}


def _write(deed: Deed, signoff: Signoff) -> None:
    agreed = signoff.state in SIGNED
    text = deed.data.get("text", "")
    later(deed.connection, _sign, {
        "row": signoff.id, "new_state": signoff.state.value, "new_amount": signoff.amount,
        "new_conditions": text if agreed else "", "new_reason": "" if agreed else text,
        "new_decided_by_id": deed.hat.person_id, "new_basis": deed.hat.basis,
        "new_decided_at": deed.moment.now,
    })  # fmt: skip


def supersede(deed: Deed, version_id: int | None) -> None:
    """Mark the decisions on an older version: they stay readable, they no longer count."""
    deed.connection.execute(
        update(S).where(S.c.version_id == version_id, S.c.superseded_at.is_(None)),
        {"superseded_at": deed.moment.now},
    )


def carry(deed: Deed, before: list[Signoff]) -> None:
    """Take over to the new version what stages before the way back have agreed.

    Their parts of the dossier did not change, else the way back would lead to them.
    """
    stages = {stage.key for stage in deed.case.workflow.required_joins(deed.case.back_to)}
    kept = [s.id for s in before if s.stage in stages and s.state in SIGNED]
    rows = (
        deed.connection.execute(select(S).where(S.c.id.in_(kept)).order_by(S.c.id)).mappings().all()
    )
    copies = [
        dict(row, id=None, version_id=deed.case.version_id, version_sha256=deed.case.version,
             superseded_at=None, carried_from_id=row["id"])
        for row in rows
    ]  # fmt: skip
    for copy in copies:
        del copy["id"]
    if copies:
        deed.connection.execute(_ask, copies)
        deed.facts["carried"] = sorted({copy["stage"] for copy in copies})
    deed.case.__dict__.pop("signoffs", None)
