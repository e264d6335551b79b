"""Sign-offs as rows: opened for every party, signed, taken back, copied to a new version."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from artflow.domain.errors import Invalid
from artflow.domain.people.roles import Party
from artflow.domain.process import commitments
from artflow.domain.process.case import Case, Signoff
from artflow.domain.process.joins import SIGNED, SignoffState
from artflow.models import Signoff as SignoffRow
from artflow.services.database import write_queue

from . import case_loader
from .effects import ActionContext, effect

SIGNOFF = SignoffRow.__table__
_sign = (
    update(SIGNOFF)
    .where(SIGNOFF.c.id == bindparam("row"))
    .values(
        {
            key: bindparam(f"new_{key}")
            for key in (
                "state",
                "amount",
                "conditions",
                "reason",
                "decided_by_id",
                "basis",
                "decided_at",
            )
        }
    )
)
_reopen = (
    update(SIGNOFF)
    .where(SIGNOFF.c.id == bindparam("row"))
    .values(
        state=SignoffState.PENDING.value,
        decided_at=None,
        decided_by_id=None,
        requested_at=bindparam("now"),
    )
)
_ask_again = _reopen.values(amount=0, conditions="", reason="", basis="")
_open, _ask_copies = insert(SIGNOFF), insert(SIGNOFF)  # with other columns each


def request_signoffs(context: ActionContext) -> None:
    """Open the sign-offs of the stage just entered, one for each party.

    Signatures on the same version stay; a party that declined, asked for changes or took its
    signature back is asked again. A stage with `fresh` asks everybody again.
    """
    case, stage = context.case, context.case.current_stage
    assert stage.join is not None
    known = {signoff.party: signoff for signoff in case.signoffs_in(stage.key)}
    again = [s for s in known.values() if stage.join.fresh or s.state not in SIGNED]
    again = [s for s in again if s.state is not SignoffState.PENDING]
    new = [party for party in case.parties_of(stage) if party.key not in known]
    context.write(_reopen, [{"row": s.id, "now": context.guard_context.now} for s in again])
    context.write(_open, [_row(context, party) for party in new])
    write_queue.flush(context.connection)
    case_loader.read_signoffs(context.connection, case)


def _row(context: ActionContext, party: Party) -> dict[str, object]:
    return {
        "proposal_id": context.case.id,
        "version_id": context.case.version_id,
        "stage": context.case.stage,
        "party": party.key,
        "organisation_id": party.organisation_id,
        "state": SignoffState.PENDING.value,
        "version_sha256": context.case.version,
        "requested_at": context.guard_context.now,
    }


@effect
def sign(context: ActionContext, state: str) -> None:
    """Record the decision of the acting role's party in this stage; no form names the party.

    A sum is promised only where the stage counts money, and of an odd one the grounds are kept.
    Raises `Invalid` for a sum that cannot be signed, see `commitments.check_commitment`.
    """
    signoff = context.case.signoff_of(context.acting_role.party)
    assert signoff is not None, "the guards of a signing action ask for `party_waiting`"
    decision = SignoffState(state)
    if (context.data.get("amount") or 0) < 0:
        raise Invalid("amount", "negative")
    amount, grounds = _promised(context) if decision in SIGNED else (0, "")
    signoff.state, signoff.amount = decision, amount
    signoff.decided_by = context.acting_role.person_id
    _write_decision(context, signoff, grounds)
    context.facts |= {"party": signoff.party, "decision": state, "amount": signoff.amount}
    if grounds:
        context.facts["grounds"] = grounds


def _promised(context: ActionContext) -> tuple[int, str]:
    """Return the sum and, where it needs them, its grounds; nothing where no money is counted.

    A work that has changed while it was painted is signed for at least what has been paid for it.
    """
    case, data = context.case, context.data
    amount = data.get("amount") or 0
    grounds = str(data.get("grounds") or "").strip()
    commitments.check_commitment(case, amount, grounds, data.get("seen_left"))
    if not case.current_stage.counts_money:
        return 0, ""
    paid = case.payments.get(context.acting_role.organisation_id or 0, 0)
    if amount < paid:
        raise Invalid("amount", "less_than_paid", sum=paid, currency=case.currency)
    return amount, grounds if commitments.asks_grounds(case, amount) else ""


@effect
def retract(context: ActionContext, stage: str) -> None:
    """Take the party's signature back; the party is asked anew."""
    signoff = next(
        s for s in context.case.signoffs_in(stage) if s.party == context.acting_role.party
    )
    signoff.state, signoff.amount = SignoffState.RETRACTED, 0
    signoff.decided_by = context.acting_role.person_id
    _write_decision(context, signoff)
    context.facts |= {"party": signoff.party, "decision": signoff.state.value}


@effect
def ask_again(context: ActionContext, arg: str) -> None:
    """Ask a party once more that has declined; the history keeps that it has.

    Raises `Invalid` for a party that has not.
    """
    chosen = context.data["party"]
    declined = [s for s in declined_signoffs(context.case) if s.organisation_id == chosen]
    if not declined:
        raise Invalid("party", "choice")
    (signoff,) = declined
    signoff.state, signoff.amount = SignoffState.PENDING, 0
    signoff.decided_by = signoff.decided_at = None
    context.write(_ask_again, {"row": signoff.id, "now": context.guard_context.now})
    context.case.asked_anew |= {signoff.party}
    context.facts["asked_again"] = chosen


def declined_signoffs(case: Case) -> list[Signoff]:
    """List the sign-offs of the present stage by which organisations have declined."""
    return [
        signoff
        for signoff in case.signoffs_in(case.stage)
        if signoff.state is SignoffState.DECLINED and signoff.organisation_id is not None
    ]


def _write_decision(context: ActionContext, signoff: Signoff, grounds: str = "") -> None:
    conditional = signoff.state is SignoffState.SIGNED_WITH_CONDITIONS
    signoff.decided_at = context.guard_context.now
    text = context.data.get("text", "")
    context.write(
        _sign,
        {
            "row": signoff.id,
            "new_state": signoff.state.value,
            "new_amount": signoff.amount,
            "new_conditions": text if conditional else "",
            "new_reason": " ".join(filter(None, (grounds, "" if conditional else text))),
            "new_decided_by_id": context.acting_role.person_id,
            "new_basis": context.acting_role.basis,
            "new_decided_at": context.guard_context.now,
        },
    )


def supersede(context: ActionContext, version_id: int | None) -> None:
    """Mark the decisions on an older version: they stay readable, they no longer count."""
    context.write(
        update(SIGNOFF).where(
            SIGNOFF.c.version_id == version_id, SIGNOFF.c.superseded_at.is_(None)
        ),
        {"superseded_at": context.guard_context.now},
    )


def carry_over(context: ActionContext, before: list[Signoff]) -> None:
    """Copy to the new version what the stages before the return stage have agreed.

    Their parts of the dossier did not change, else the proposal would go back to them.
    """
    stages = {stage.key for stage in context.case.workflow.required_joins(context.case.back_to)}
    kept = [s.id for s in before if s.stage in stages and s.state in SIGNED]
    rows = (
        context.connection.execute(
            select(SIGNOFF).where(SIGNOFF.c.id.in_(kept)).order_by(SIGNOFF.c.id)
        )
        .mappings()
        .all()
    )
    copies = [
        dict(
            row,
            id=None,
            version_id=context.case.version_id,
            version_sha256=context.case.version,
            superseded_at=None,
            carried_from_id=row["id"],
        )
        for row in rows
    ]
    for copy in copies:
        del copy["id"]
    if copies:
        context.write(_ask_copies, copies)
        context.facts["carried"] = sorted({copy["stage"] for copy in copies})
    write_queue.flush(context.connection)
    case_loader.read_signoffs(context.connection, context.case)
