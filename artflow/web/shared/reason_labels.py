"""Words for reasons: why something is closed and who can open it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from artflow.domain.errors import Reason
from artflow.domain.money import TENGE
from artflow.domain.people.roles import Person, Role

from . import formatting
from .field_labels import FIELD_LABELS, FILE_KIND_LABELS
from .role_labels import ROLE_LABELS

REASON_LABELS = {
    "account_suspended": _l("The account is suspended: open it again first."),
    "already_decided": _l("Your side has already decided."),
    "ad_test_missing": _l(
        "The work names its sponsor: the test for outdoor advertising is missing for this version."
    ),
    "all_paid": _l("All that is payable now has been paid."),
    "assigned_already": _l("A specialist is in charge of it already."),
    "authority_out_of_date": _l("Your authority is not valid today."),
    "conditions_left": _l("Conditions and defects that are not closed yet: %(n)s."),
    "conditions_unanswered": _l("Conditions and defects without an answer: %(n)s."),
    "consent_missing": _l("The owners' consent is not on record."),
    "consent_other_image": _l("The owners agreed to an image other than the one under review."),
    "consent_other_wall": _l("The owners' consent is for another wall."),
    "consent_refused": _l("The owners' votes do not reach the threshold."),
    "duplicate": _l("The same sketch has already been submitted: %(numbers)s."),
    "field_missing": _l("Not filled in: %(field)s."),
    "file_missing": _l("Not attached: %(kind)s."),
    "gates_left": _l("Milestones still to be confirmed: %(n)s."),
    "grounds_changed": _l("Something on which this decision rests has changed since."),
    "happened_since": _l("Since this page was opened: %(action)s."),
    "hearing_answered": _l("The preliminary refusal has been answered."),
    "hearing_ended": _l("The answer could be given until %(until)s."),
    "hearing_missing": _l(
        "First announce a preliminary refusal: the artist has %(n)s working days to answer."
    ),
    "hearing_running": _l("The artist may answer until %(until)s."),
    "heritage_opinion_missing": _l("The opinion on heritage protection is missing for this image."),
    "heritage_unknown": _l("It is not known whether the building is protected."),
    "import_changed": _l(
        "Something has changed here since this was shown. Nothing was entered: look at it again."
    ),
    "import_done": _l("This table has been entered already."),
    "import_lost": _l("The file of this table is gone or damaged. Send it again."),
    "import_nothing": _l("Nothing would be entered like this."),
    "record_altered": _l(
        "The record of this work was changed outside of artflow. Nothing can be decided until an "
        "administrator has looked into it."
    ),
    "key_used": _l("This form has already been used for something else."),
    "last_administrator": _l(
        "This is the last administrator: nobody could manage this installation any more. "
        "Give the role to somebody else first."
    ),
    "loops_used": _l("After %(n)s returns the head decides."),
    "saved_elsewhere": _l("This part has been changed on another page meanwhile."),
    "must_remarks_left": _l("Obligatory remarks still open: %(n)s."),
    "musts_unanswered": _l("Obligatory remarks without an answer: %(n)s."),
    "no_condition_answered": _l("Nothing was reported to your side that it could close."),
    "no_condition_open": _l("No condition and no defect is open."),
    "no_hearing": _l("No preliminary refusal has been announced."),
    "no_milestone_left": _l("All milestones have been confirmed."),
    "no_milestone_open": _l("No milestone can be handed in now."),
    "no_milestone_waiting": _l("No milestone is waiting for confirmation."),
    "no_must_remark": _l("Write at least one obligatory remark first."),
    "no_open_remark": _l("There is no open remark."),
    "no_payment_booked": _l("There is no payment that could be corrected."),
    "no_settled_remark": _l("There is no remark to open again."),
    "no_signoff_asked": _l("Your side has not been asked to sign."),
    "no_wall_described": _l("The artist has not described a new wall."),
    "no_wall_proposed": _l("No wall has been proposed yet."),
    "no_way_back": _l("It is not clear where the proposal should go back to."),
    "nobody_declined": _l("No side has declined."),
    "not_funded": _l("The commitments do not cover the budget. Missing: %(sum)s."),
    "not_in_this_stage": _l("This is not done at the current stage."),
    "not_on_hold": _l("The proposal is not on hold."),
    "nothing_to_retract": _l("Your side has not signed."),
    "nothing_payable": _l(
        "Nothing is payable yet: a sum becomes payable when the milestone it "
        "belongs to is confirmed."
    ),
    "notice_missing": _l("The notice to the owners is not on record."),
    "notice_too_late": _l("Work may begin on %(until)s, %(n)s calendar days after the notice."),
    "on_hold": _l("The proposal is on hold."),
    "own_paper": _l("You have recorded this yourself: %(paper)s. Somebody else decides."),
    "own_work": _l("Nobody decides on their own work."),
    "organisation_closed": _l("This organisation is closed: open it again first."),
    "organisation_in_use": _l("Something rests on this organisation: it can only be closed."),
    "organisation_own": _l(
        "Your own right to administer rests on this organisation. Somebody else must close it."
    ),
    "owner_unknown": _l("The owner's contact is not known."),
    "painted": _l("The work is painted: it is accepted, or goes back with a list of defects."),
    "paper_missing": _l("Not on record: %(paper)s."),
    "paper_missing_for_version": _l("Not on record for version %(version)s: %(paper)s."),
    "paper_known": _l("On record already: %(paper)s."),
    "paper_ran_out": _l("Ran out on %(until)s: %(paper)s."),
    "parties_at_work": _l("The sides are still deciding."),
    "picture_failed": _l(
        "The picture cannot be opened, it may be damaged: %(name)s. Remove it and add it anew."
    ),
    "picture_preparing": _l(
        "The picture is still being prepared: %(name)s. Try again in a minute."
    ),
    "place_missing": _l("Choose a wall, describe one or say where you want one."),
    "requirement_not_met": _l("Not met, and nobody can set it aside: %(requirement)s."),
    "signatures_missing": _l("Not all sides have signed."),
    "signed_for_another": _l("You have already signed for another side of this work."),
    "stage_moved": _l("The proposal is now at another stage: %(stage)s."),
    "still_open": _l("The sides' decisions do not call for this."),
    "time_over": _l("This could be done until %(until)s."),
    "version_not_signed": _l("Version %(version)s has not been agreed at the stage: %(stage)s."),
    "version_replaced": _l("The version you saw was replaced by version %(version)s."),
    "works_changed": _l("The works that this touches have changed since the page was opened."),
    "wall_not_chosen": _l("The wall has not been chosen."),
    "wall_taken": _l("The wall is taken by another proposal."),
}


NAMED = ("stage", "paper", "action", "requirement")
"""What a definition gives names to."""


class ReasonView(NamedTuple):
    """A reason in the user's language."""

    text: str
    who: str = ""
    url: str = ""


def reason_view(
    reason: Reason, reader: Person | None, *, names: dict[str, str] | None = None, url: str = ""
) -> ReasonView:
    """Put the reason into words. `names` gives the definition's own names of stages and papers.

    Who can clear it is not said to a reader who can.
    """
    params = {
        key: _format_param(key, value, names or {}, str(reason.params.get("currency", TENGE)))
        for key, value in reason.params.items()
    }
    mine = reader is not None and reader.holds(*map(Role, reason.who))
    return ReasonView(
        str(REASON_LABELS[reason.code]) % params, "" if mine else role_names(reason.who), url
    )


def role_names(roles: Iterable[str]) -> str:
    """Return the roles that can clear a reason, as a list in words."""
    return ", ".join(str(ROLE_LABELS[Role(role)]) for role in roles)


def _format_param(key: str, value: object, names: dict[str, str], currency: str) -> object:
    if isinstance(value, date):
        return formatting.day(value)
    if key == "sum" and isinstance(value, int):
        return formatting.money(value, currency)
    if not isinstance(value, str):
        return value
    if key == "field":
        return FIELD_LABELS[value]
    if key == "kind":
        return FILE_KIND_LABELS[value]
    return names.get(f"{key}:{value}", value) if key in NAMED else value
