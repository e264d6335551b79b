"""The specialist's recommendation: the definition's requirements and criteria, then a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain.process.case import OPEN, Case
from artflow.domain.process.workflow import Review
from artflow.domain.review import assessment
from artflow.web.shared import form_fields, formatting, language
from artflow.web.shared.base_forms import ActionForm, PreparedInput

ANSWER_CHOICES = [
    (assessment.MET, _l("Met")),
    (assessment.NOT_MET, _l("Not met")),
    (assessment.NOT_RELEVANT, _l("Not relevant")),
]
RECOMMENDATION = "recommendation"
ANSWERS = {"gates": "gate_", "notes": "note_", "scores": "score_"}
"""What an assessment consists of, as a paper keeps it, and how its fields begin."""
DECISION_CHOICES = [
    ("approve", _l("Approve")),
    ("approve_with_conditions", _l("Approve with conditions")),
    ("return", _l("Return for revision")),
    ("refuse", _l("Refuse")),
]


class RecommendationForm(ActionForm):
    review: Review | None = None
    decision = form_fields.choice(_l("Proposed decision"), DECISION_CHOICES)
    text = form_fields.text_area(
        _l("Grounds"), description=_l("The head reads this; the artist does not")
    )

    @classmethod
    def for_case(
        cls,
        case: Case,
        options: dict[str, list[tuple[int, str]]],
        prepared: PreparedInput | None = None,
    ) -> ActionForm:
        """Make the form: a question for each requirement and each criterion of the definition."""
        asked = case.workflow.review
        if asked is None:
            return super().for_case(case, options, prepared)
        fields = {"review": asked, **dict(_criterion_fields(asked))}
        made = cast("type[RecommendationForm]", type(cls.__name__, (cls,), fields))
        return super(RecommendationForm, made).for_case(case, options, prepared)

    def prepare(self, case: Case) -> None:
        """Begin with the answers of the last assessment; what it recommended is decided anew."""
        fact = case.papers.get(RECOMMENDATION)
        if fact is None or self.is_submitted():
            return
        for kind, prefix in ANSWERS.items():
            given = fact.data.get(kind)
            for key, value in given.items() if isinstance(given, Mapping) else ():
                if f"{prefix}{key}" in self:
                    self[f"{prefix}{key}"].data = value

    def describe(self, case: Case) -> None:
        """Say beside a requirement what is on record, and of a return that nothing asks for it."""
        for gate in self.review.gates if self.review else ():
            if gate.paper:
                self[f"gate_{gate.key}"].description = _on_record(case, gate.paper)
        if not case.must_remarks(OPEN):
            words = _("No obligatory remark is open: write what is to be changed")
            self.decision.choice_hints = {"return": words}

    def gates(self) -> Iterator[tuple[Field, Field]]:
        """Yield for each requirement its answer and its note."""
        for gate in self.review.gates if self.review else ():
            yield self[f"gate_{gate.key}"], self[f"note_{gate.key}"]

    def scores(self) -> list[Field]:
        """Return the points for each criterion."""
        return [self[f"score_{each.key}"] for each in self.review.criteria] if self.review else []

    def action_data(self) -> dict[str, object]:
        """Return the decision with its grounds; the answers and the points under their keys."""
        data: dict[str, object] = {"decision": self.decision.data, "text": self.text.data}
        if self.review is not None:
            data |= {kind: self._answers(prefix) for kind, prefix in ANSWERS.items()}
            data["notes"] = {key: note for key, note in self._answers("note_").items() if note}
        return data

    def _answers(self, prefix: str) -> dict[str, Any]:
        return {
            field.short_name.removeprefix(prefix): field.data
            for field in self
            if field.short_name.startswith(prefix)
        }

    def validate(
        self, extra_validators: Mapping[str, Sequence[form_fields.Check]] | None = None
    ) -> bool:
        """Let nobody recommend to approve what a requirement or the points speak against.

        Each answer that does so says it itself.
        """
        good = super().validate(extra_validators)
        if not good or self.review is None or self.decision.data not in assessment.APPROVING:
            return good
        self._refuse_approval(self.review)
        return not self.errors

    def _refuse_approval(self, review: Review) -> None:
        """Say at each requirement, at each criterion and of the sum what is not enough."""
        for gate in assessment.failed_gates(review, self._answers("gate_")):
            words = _("Approval cannot be recommended while this requirement is not met")
            self[f"gate_{gate.key}"].errors = [words]
        scores = self._answers("score_")
        for each in assessment.weak_criteria(review, scores):
            self[f"score_{each.key}"].errors = [
                _(
                    "At least %(least)s of %(most)s points are needed to recommend approval",
                    least=assessment.least_points(review, each),
                    most=each.weight,
                )
            ]
        total = assessment.total_points(review, scores)
        if total < review.passing:
            self.decision.errors = [
                _(
                    "All criteria together have %(total)s points; %(passing)s are needed to "
                    "recommend approval",
                    total=total,
                    passing=review.passing,
                )
            ]


def _on_record(case: Case, kind: str) -> str:
    """Tell whether there is a paper of a kind, and whether it is about the design judged now."""
    label, fact = case.workflow.papers[kind].label[language.code()], case.papers.get(kind)
    if fact is None:
        return _("Not on record: %(paper)s", paper=label)
    if fact.design != case.design:
        return _("On record for another design: %(paper)s", paper=label)
    return _("On record: %(paper)s, %(day)s", paper=label, day=formatting.day(fact.at))


def _criterion_fields(asked: Review) -> Iterator[tuple[str, Field]]:
    code = language.code()
    for gate in asked.gates:
        yield f"gate_{gate.key}", form_fields.choice(gate.label[code], ANSWER_CHOICES)
        yield f"note_{gate.key}", form_fields.text(_l("Note"), limit=300, required=False)
    for each in asked.criteria:
        label = each.label[code]
        yield (
            f"score_{each.key}",
            form_fields.number(label, most=each.weight, unit=f"/ {each.weight}"),
        )
