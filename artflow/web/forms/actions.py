"""Which form an action opens: the names a definition may use, and their classes."""

from __future__ import annotations

from . import completeness, execution, papers, recommendation, review, signing, walls
from .base import ActionForm

FORMS: dict[str, type[ActionForm]] = {
    "completeness": completeness.CompletenessForm,
    "note": review.NoteForm,
    "reason": review.ReasonForm,
    "refusal": review.RefusalForm,
    "submit": review.SubmitForm,
    "remark": review.RemarkForm,
    "remark_choice": review.RemarkChoiceForm,
    "answer": review.AnswerForm,
    "wall": review.WallForm,
    "new_wall": walls.NewWallForm,
    "wall_choice": review.WallChoiceForm,
    "assign": review.AssignForm,
    "hold": review.HoldForm,
    "recommendation": recommendation.RecommendationForm,
    "signoff": signing.SignoffForm,
    "conditions": signing.ConditionsForm,
    "replacement": signing.ReplacementForm,
    "agreement": signing.AgreementForm,
    "agreement_conditions": signing.AgreementConditionsForm,
    "consent": papers.ConsentForm,
    "paper": papers.PaperForm,
    "verdict": papers.VerdictForm,
    "notice": papers.NoticeForm,
    "gap": papers.GapForm,
    "milestone_proof": execution.MilestoneProofForm,
    "milestone_choice": execution.MilestoneChoiceForm,
    "milestone_return": execution.ReturnMilestoneForm,
    "delay": execution.DelayForm,
    "payment": execution.PaymentForm,
}
