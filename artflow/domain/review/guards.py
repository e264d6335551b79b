"""Remarks, papers and votes: what a reviewer's decision stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from artflow.domain.consent import OWNER_CONSENT, is_carried
from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.domain.process.case import ANSWERED, CLOSED, OPEN
from artflow.domain.process.guards import guard, unless
from artflow.domain.review.assessment import failed_hard_gates

if TYPE_CHECKING:
    from artflow.domain.process.case import Case
    from artflow.domain.process.context import GuardContext

ARCHITECTURE = (Role.ARCHITECTURE_SPECIALIST, Role.ARCHITECTURE_HEAD)


@guard
def must_remark_open(context: GuardContext, arg: str) -> list[Reason]:
    """Require something to send back for: an open remark that must be answered."""
    return unless(bool(context.case.must_remarks(OPEN)), "no_must_remark", action="remark")


@guard
def no_must_left(context: GuardContext, arg: str) -> list[Reason]:
    """Require that a reviewer has closed every obligatory remark."""
    left = len(context.case.must_remarks(OPEN, ANSWERED))
    return unless(not left, "must_remarks_left", *ARCHITECTURE, action="close_remark", n=left)


@guard
def musts_answered(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the artist has answered every obligatory remark."""
    left = len(context.case.must_remarks(OPEN))
    return unless(not left, "musts_unanswered", Role.ARTIST, action="answer", n=left)


@guard
def has_open_remark(context: GuardContext, arg: str) -> list[Reason]:
    open_ones = [r for r in context.case.remarks if r.state in (OPEN, ANSWERED)]
    return unless(bool(open_ones), "no_open_remark")


@guard
def has_unanswered_remark(context: GuardContext, arg: str) -> list[Reason]:
    open_ones = [r for r in context.case.remarks if r.state == OPEN]
    return unless(bool(open_ones), "no_open_remark")


@guard
def has_settled_remark(context: GuardContext, arg: str) -> list[Reason]:
    """Require a remark that was answered or closed, to be opened again."""
    settled = [r for r in context.case.remarks if r.state in (ANSWERED, CLOSED)]
    return unless(bool(settled), "no_settled_remark")


@guard
def held(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the proposal is on hold (to resume it)."""
    return unless(context.case.held, "not_on_hold")


@guard
def loops_below(context: GuardContext, limit: str) -> list[Reason]:
    """Require the head of architecture for one more return after `limit` of them."""
    acting_role = context.acting_role
    tired = context.case.loops >= int(limit) and acting_role is not None
    specialist = acting_role is not None and acting_role.role is Role.ARCHITECTURE_SPECIALIST
    return unless(not (tired and specialist), "loops_used", Role.ARCHITECTURE_HEAD, n=int(limit))


@guard
def paper(context: GuardContext, kind: str) -> list[Reason]:
    """Require that a paper of the kind is on record."""
    known = kind in context.case.papers
    return unless(known, "paper_missing", paper=kind, action=f"record_{kind}")


@guard
def paper_on_version(context: GuardContext, kind: str) -> list[Reason]:
    """Require that a paper of the kind was recorded for the current version."""
    fact = context.case.papers.get(kind)
    fits = fact is not None and fact.version == context.case.version
    return unless(fits, "paper_missing_for_version", paper=kind, version=context.case.version_no)


@guard
def no_paper(context: GuardContext, kind: str) -> list[Reason]:
    """Require that no paper of the kind is on record: what may be done once."""
    return unless(kind not in context.case.papers, "paper_known", paper=kind)


@guard
def no_paper_on_version(context: GuardContext, kind: str) -> list[Reason]:
    """Require that no paper of the kind was recorded for the current version."""
    fact = context.case.papers.get(kind)
    fresh = fact is None or fact.version != context.case.version
    return unless(fresh, "paper_known", paper=kind)


@guard
def recorded_as(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the latest paper of a kind was recorded in a role: `refusal:coordinator`."""
    kind, _, role = arg.partition(":")
    fact = context.case.papers.get(kind)
    return unless(fact is not None and fact.role == role, "paper_missing", paper=kind)


@guard
def another_person(context: GuardContext, kind: str) -> list[Reason]:
    """Require somebody else than who recorded the latest paper of the kind: two pairs of eyes."""
    fact, acting_role = context.case.papers.get(kind), context.acting_role
    if fact is None or acting_role is None:
        return []
    return unless(fact.recorded_by != acting_role.person_id, "own_paper", paper=kind)


@guard
def hard_requirements(context: GuardContext, kind: str) -> list[Reason]:
    """Require that the assessment in a paper found met what the definition calls hard."""
    review, fact = context.case.workflow.review, context.case.papers.get(kind)
    answers = fact.data.get("gates") if fact else None
    if review is None or not isinstance(answers, Mapping):
        return []
    failed = failed_hard_gates(review, answers)
    return [Reason("requirement_not_met", {"requirement": gate.key}) for gate in failed]


@guard
def owners_consent(context: GuardContext, override: str) -> list[Reason]:
    """Require the owners' consent: to this wall, to this image, by the share that is needed.

    A vote that is not enough is set aside by the paper that the definition names, recorded for the
    same wall and image.
    """
    case, found = context.case, _consent_objections(context.case)
    fact = case.papers.get(override) if override else None
    if fact is None or (fact.wall_id, fact.design) != (case.wall_id, case.design):
        return found
    return [reason for reason in found if reason.code != "consent_refused"]


def _consent_objections(case: Case) -> list[Reason]:
    fact = case.papers.get(OWNER_CONSENT)
    who = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)
    if fact is None:
        return [Reason("consent_missing", {}, who, "record_owner_consent")]
    if fact.wall_id != case.wall_id:
        return [Reason("consent_other_wall", {}, who, "record_owner_consent")]
    if fact.design != case.design:
        return [Reason("consent_other_image", {}, who, "record_owner_consent")]
    carried = is_carried(fact.data, case.workflow.papers[OWNER_CONSENT].threshold)
    return unless(carried, "consent_refused", *who, action="record_owner_consent")


@guard
def consent_kept(context: GuardContext, arg: str) -> list[Reason]:
    """Require that what the owners have agreed to, if they were asked, still holds for the wall.

    That they have seen an earlier image is asked when the work is judged.
    """
    if OWNER_CONSENT not in context.case.papers:
        return []
    found = _consent_objections(context.case)
    return [reason for reason in found if reason.code != "consent_other_image"]


@guard
def advertising_clear(context: GuardContext, arg: str) -> list[Reason]:
    """Require a finding of "no outdoor advertising" for a work that names its sponsor."""
    if context.case.dossier["facts"].get("sponsor_credit") in (None, "none"):
        return []
    fact = context.case.papers.get("ad_test")
    clear = fact is not None and fact.data.get("ok") and fact.version == context.case.version
    return unless(bool(clear), "ad_test_missing", *ARCHITECTURE, action="record_ad_test")
