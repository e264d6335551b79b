"""Forms of conditions and defects: stated one by one, reported, closed, returned.

They work without a script: a few rows are in sight, more are folded beneath them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple, cast

from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain.process.case import Case
from artflow.web.shared import form_fields, language
from artflow.web.shared.base_forms import ActionForm, PreparedInput
from artflow.web.shared.error_labels import INVALID_LABELS

MAX_TEXT, MAX_PLACE = 1000, 200


class Row(NamedTuple):
    """The fields of one condition or defect, by what they ask."""

    n: int
    fields: dict[str, Field]

    @property
    def text(self) -> Field:
        return self.fields["text"]

    @property
    def is_filled(self) -> bool:
        """Return whether something was written into it, or is wrong with it."""
        return any(field.data or field.errors for field in self.fields.values())


class StatedForm(ActionForm):
    """Base of forms that state several things, each in a row of its own; one at least.

    `ROWS` is how many there are at most, `SHOWN` how many are in sight.
    """

    ROWS: ClassVar[int] = 8
    SHOWN: ClassVar[int] = 3
    PARTS: ClassVar[tuple[str, ...]] = ("text",)
    stated = True

    @classmethod
    def for_case(
        cls,
        case: Case,
        options: dict[str, list[tuple[int, str]]],
        prepared: PreparedInput | None = None,
    ) -> ActionForm:
        """Make the form with its rows; what they ask is the definition's affair."""
        fields = {
            _name(part, n): field
            for n in range(1, cls.ROWS + 1)
            for part, field in cls.make_row(case, n).items()
        }
        made = cast("type[StatedForm]", type(cls.__name__, (cls,), fields))
        return super(StatedForm, made).for_case(case, options, prepared)

    @classmethod
    def make_row(cls, case: Case, n: int) -> dict[str, Field]:
        """Make the fields of row `n`, the first of which must be filled in."""
        raise NotImplementedError

    def rows(self) -> list[Row]:
        """Return the rows, each with those of its fields that this form has."""
        return [
            Row(n, {part: self[_name(part, n)] for part in self.PARTS if _name(part, n) in self})
            for n in range(1, self.ROWS + 1)
        ]

    @property
    def shown(self) -> list[Row]:
        """Return the rows that are in sight."""
        return self.rows()[: self.SHOWN]

    @property
    def folded(self) -> list[Row]:
        """Return the rows beneath them."""
        return self.rows()[self.SHOWN :]

    @property
    def is_unfolded(self) -> bool:
        """Return whether something stands in the rows beneath."""
        return any(row.is_filled for row in self.folded)

    @property
    def row_names(self) -> set[str]:
        return {field.short_name for row in self.rows() for field in row.fields.values()}

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Validate; a row that says when but not what is told so at its field."""
        good = super().validate(extra_validators)
        for row in self.rows():
            good = _is_whole(row) and good
        return good

    def action_data(self) -> dict[str, object]:
        """Return what was stated, row by row, and all of it as one text for the history."""
        given = {k: v for k, v in super().action_data().items() if k not in self.row_names}
        stated = [
            {"row": row.n, **{part: field.data for part, field in row.fields.items()}}
            for row in self.rows()
            if row.text.data
        ]
        texts = [str(each["text"]) for each in stated]
        numbered = [f"{n}. {text}" for n, text in enumerate(texts, 1)]
        return given | {
            "conditions": stated,
            "text": "\n".join(numbered if len(texts) > 1 else texts),
        }


def _is_whole(row: Row) -> bool:
    """Return whether a row says all or nothing; what is missing is said at its field."""
    if not row.is_filled:
        return True
    missing = [
        (field, words)
        for part, words in (("text", form_fields.FILL_IN), ("holds", form_fields.CHOOSE))
        if (field := row.fields.get(part)) is not None and not field.data and not field.errors
    ]
    for field, words in missing:
        field.errors = [words]
    return not missing


def _name(part: str, n: int) -> str:
    return part if n == 1 else f"{part}_{n}"


class ConditionRows(StatedForm):
    """Conditions, each with what waits for it, where the definition lets it hold something up."""

    PARTS = ("text", "holds", "due_on")

    @classmethod
    def make_row(cls, case: Case, n: int) -> dict[str, Field]:
        """Make the fields of one condition."""
        rules, code = case.workflow.conditions, language.code()
        row: dict[str, Field] = {
            "text": form_fields.text_area(
                _l("Condition %(n)s", n=n),
                limit=MAX_TEXT,
                required=n == 1,
                description=_l("It becomes part of the approval sheet") if n == 1 else "",
            )
        }
        if not rules.holds:
            return row
        choices = [(key, label[code]) for key, label in rules.holds.items()]
        ask = form_fields.choice if n == 1 else form_fields.optional_choice
        row["holds"] = ask(_l("When is condition %(n)s to be fulfilled?", n=n), choices)
        row["due_on"] = form_fields.date(
            _l("Last day for condition %(n)s", n=n),
            required=False,
            description=_l("Without a day: %(days)s working days", days=rules.days),
        )
        return row


class DefectsForm(StatedForm):
    """The defects for which a work is not accepted, each with its place."""

    ROWS = 12
    PARTS = ("text", "place")

    @classmethod
    def make_row(cls, case: Case, n: int) -> dict[str, Field]:
        """Make the fields of one defect."""
        days = case.workflow.conditions.defect_days
        return {
            "text": form_fields.text_area(
                _l("Defect %(n)s", n=n),
                limit=MAX_TEXT,
                required=n == 1,
                description=_l("To be mended within %(days)s working days", days=days)
                if n == 1
                else "",
            ),
            "place": form_fields.text(
                _l("Where is defect %(n)s?", n=n),
                limit=MAX_PLACE,
                required=False,
                description=_l("For instance: lower left corner, at the second window"),
            ),
        }


class ConditionProofForm(ActionForm):
    condition = form_fields.choice(_l("Which condition or defect?"), coerce=int)
    fixed = form_fields.choice(
        _l("What has been done?"),
        [("yes", _l("It is fulfilled or mended")), ("no", _l("It is not, because …"))],
    )
    text = form_fields.text_area(
        _l("How, or why not"), limit=2000, description=_l("Shown to the party that has set it")
    )
    files = form_fields.files(
        _l("Proof"),
        required=False,
        description=_l("Photos or documents: JPEG, PNG, WebP or PDF, up to 50 MB each"),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Validate; only what is said not to be fulfilled needs no proof."""
        good = super().validate(extra_validators)
        if self.fixed.data != "no" and not self.files.data and not self.files.errors:
            self.files.errors = [INVALID_LABELS["proof_needed"]]
        return good and not self.files.errors


class ConditionChoiceForm(ActionForm):
    condition = form_fields.choice(_l("Which condition or defect?"), coerce=int)
    text = form_fields.text_area(_l("Comment"), required=False)


class ReturnConditionForm(ConditionChoiceForm):
    text = form_fields.text_area(_l("What is missing"))
