"""Which form an action opens: the names a definition may use, and their classes."""

from __future__ import annotations

from typing import cast

from artflow.domain.process import judging
from artflow.domain.process.case import Case
from artflow.domain.process.hearings import HEARING_ANSWER
from artflow.domain.process.workflow import Action
from artflow.web.assignments import forms as assignments_forms
from artflow.web.conditions import forms as conditions_forms
from artflow.web.consent import forms as consent_forms
from artflow.web.milestones import forms as milestones_forms
from artflow.web.review import forms as review_forms
from artflow.web.shared.base_forms import ActionForm
from artflow.web.sponsorship import forms as sponsorship_forms
from artflow.web.sponsorship import payment_forms
from artflow.web.sponsorship.forms import SigningForm
from artflow.web.walls import choice_forms
from artflow.web.walls import forms as walls_forms

from . import completeness_form, outcome_forms, paper_forms, reason_forms


def form_of(case: Case, action: Action) -> type[ActionForm]:
    """Return the form of an action in the present stage; a decision is signed with the password."""
    form = ACTION_FORMS[action.form]
    if form is reason_forms.ReasonForm and _answers_hearing(action):
        form = reason_forms.HearingAnswerForm
    if form is reason_forms.RefusalForm and _is_against_advice(case, action):
        form = reason_forms.DeviatingRefusalForm
    if not judging.is_signed(case.workflow, case.current_stage, action):
        return form
    return form if issubclass(form, SigningForm) else _with_signature(form)


def _answers_hearing(action: Action) -> bool:
    return any((each.name, each.arg) == ("record", HEARING_ANSWER) for each in action.effects)


def _is_against_advice(case: Case, action: Action) -> bool:
    """Return whether a paper that the action is held against recommends something else."""
    weighed = [case.papers.get(each.arg) for each in action.effects if each.name == "weigh"]
    return any(fact.data.get("decision") not in (None, action.name) for fact in weighed if fact)


def _with_signature(form: type[ActionForm]) -> type[ActionForm]:
    return cast("type[ActionForm]", type(f"Signed{form.__name__}", (form, SigningForm), {}))


ACTION_FORMS: dict[str, type[ActionForm]] = {
    "completeness": completeness_form.CompletenessForm,
    "note": reason_forms.NoteForm,
    "reason": reason_forms.ReasonForm,
    "refusal": reason_forms.RefusalForm,
    "submit": reason_forms.SubmitForm,
    "remark": reason_forms.RemarkForm,
    "remark_choice": reason_forms.RemarkChoiceForm,
    "answer": reason_forms.AnswerForm,
    "wall": choice_forms.ProposeWallForm,
    "new_wall": walls_forms.NewWallForm,
    "wall_choice": choice_forms.ChooseWallForm,
    "assign": assignments_forms.AssignForm,
    "hold": reason_forms.HoldForm,
    "recommendation": review_forms.RecommendationForm,
    "signoff": sponsorship_forms.SignoffForm,
    "conditions": sponsorship_forms.ConditionsForm,
    "replacement": sponsorship_forms.ReplacementForm,
    "agreement": sponsorship_forms.AgreementForm,
    "agreement_conditions": sponsorship_forms.AgreementConditionsForm,
    "consent": consent_forms.ConsentForm,
    "paper": paper_forms.PaperForm,
    "verdict": paper_forms.VerdictForm,
    "notice": paper_forms.NoticeForm,
    "gap": paper_forms.GapForm,
    "statement": outcome_forms.StatementForm,
    "extension": outcome_forms.ExtensionForm,
    "ask_again": outcome_forms.AskAgainForm,
    "override": paper_forms.OverrideForm,
    "milestone_proof": milestones_forms.MilestoneProofForm,
    "milestone_choice": milestones_forms.MilestoneChoiceForm,
    "milestone_return": milestones_forms.ReturnMilestoneForm,
    "contract": paper_forms.ContractForm,
    "insurance": paper_forms.InsuranceForm,
    "defects": conditions_forms.DefectsForm,
    "condition_proof": conditions_forms.ConditionProofForm,
    "condition_choice": conditions_forms.ConditionChoiceForm,
    "condition_return": conditions_forms.ReturnConditionForm,
    "delay": milestones_forms.DelayForm,
    "payment": payment_forms.PaymentForm,
    "payment_correction": payment_forms.PaymentCorrectionForm,
}
