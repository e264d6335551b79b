"""Remarks, papers and hearings: what a reviewer's decision stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..case import ANSWERED, CLOSED, OPEN
from ..consent import carried
from ..errors import Reason
from ..roles import Role
from .registry import guard, unless

if TYPE_CHECKING:
    from ..moment import Moment

ARCHITECTURE = (Role.ARCHITECTURE_SPECIALIST, Role.ARCHITECTURE_HEAD)


@guard
def must_remark_open(moment: Moment, arg: str) -> list[Reason]:
    """There is something to send back for: at least one open remark that must be answered."""
    return unless(bool(moment.case.must_remarks(OPEN)), "no_must_remark", action="remark")


@guard
def no_must_left(moment: Moment, arg: str) -> list[Reason]:
    """Every obligatory remark has been closed by a reviewer."""
    left = len(moment.case.must_remarks(OPEN, ANSWERED))
    return unless(not left, "must_remarks_left", *ARCHITECTURE, action="close_remark", n=left)


@guard
def musts_answered(moment: Moment, arg: str) -> list[Reason]:
    """The artist has answered every obligatory remark."""
    left = len(moment.case.must_remarks(OPEN))
    return unless(not left, "musts_unanswered", Role.ARTIST, action="answer", n=left)


@guard
def has_open_remark(moment: Moment, arg: str) -> list[Reason]:
    open_ones = [r for r in moment.case.remarks if r.state in (OPEN, ANSWERED)]
    return unless(bool(open_ones), "no_open_remark")


@guard
def has_unanswered_remark(moment: Moment, arg: str) -> list[Reason]:
    open_ones = [r for r in moment.case.remarks if r.state == OPEN]
    return unless(bool(open_ones), "no_open_remark")


@guard
def has_settled_remark(moment: Moment, arg: str) -> list[Reason]:
    """There is a remark that was answered or carried out, to be opened again."""
    settled = [r for r in moment.case.remarks if r.state in (ANSWERED, CLOSED)]
    return unless(bool(settled), "no_settled_remark")


@guard
def held(moment: Moment, arg: str) -> list[Reason]:
    """The proposal is on hold (to resume it)."""
    return unless(moment.case.held, "not_on_hold")


@guard
def loops_below(moment: Moment, limit: str) -> list[Reason]:
    """After that many returns only the head may send a work back once more."""
    hat = moment.hat
    tired = moment.case.loops >= int(limit) and hat is not None
    specialist = hat is not None and hat.role is Role.ARCHITECTURE_SPECIALIST
    return unless(not (tired and specialist), "loops_used", Role.ARCHITECTURE_HEAD, n=int(limit))


@guard
def paper(moment: Moment, kind: str) -> list[Reason]:
    """A paper of the kind is on record."""
    known = kind in moment.case.papers
    return unless(known, "paper_missing", paper=kind, action=f"record_{kind}")


@guard
def paper_on_version(moment: Moment, kind: str) -> list[Reason]:
    """A paper of the kind is on record and was made for the version judged now."""
    fact = moment.case.papers.get(kind)
    fits = fact is not None and fact.version == moment.case.version
    return unless(fits, "paper_missing_for_version", paper=kind, version=moment.case.version_no)


@guard
def owners_consent(moment: Moment, arg: str) -> list[Reason]:
    """The owners agreed: to this wall, to this image, by the share their house needs."""
    fact, case = moment.case.papers.get("owner_consent"), moment.case
    who = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)
    if fact is None:
        return [Reason("consent_missing", {}, who, "record_owner_consent")]
    if fact.wall_id != case.wall_id:
        return [Reason("consent_other_wall", {}, who, "record_owner_consent")]
    if fact.design != case.design:
        return [Reason("consent_other_image", {}, who, "record_owner_consent")]
    return unless(carried(fact.data), "consent_refused", *who, action="record_owner_consent")


@guard
def advertising_clear(moment: Moment, arg: str) -> list[Reason]:
    """A work that names its sponsor has been found not to be outdoor advertising."""
    if moment.case.dossier["facts"].get("sponsor_credit") in (None, "none"):
        return []
    fact = moment.case.papers.get("ad_test")
    clear = fact is not None and fact.data.get("ok") and fact.version == moment.case.version
    return unless(bool(clear), "ad_test_missing", *ARCHITECTURE, action="record_ad_test")


@guard
def hearing_over(moment: Moment, arg: str) -> list[Reason]:
    """The artist has seen the preliminary refusal of this version for the days it must be shown."""
    fact = moment.case.papers.get("preliminary_refusal")
    days = moment.case.workflow.settings["hearing_days"]
    if fact is None or fact.version != moment.case.version:
        return [
            Reason("hearing_missing", {"n": days}, (Role.ARCHITECTURE_HEAD,), "announce_refusal")
        ]
    until = moment.calendar.add(moment.calendar.registered(fact.at), days)
    return unless(moment.today > until, "hearing_running", until=until)
