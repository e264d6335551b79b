"""Fields as people here fill them in: a decimal comma, sums with spaces, many files at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Any,
    NamedTuple,
    Protocol,
    Required,
    TypeAlias,
    TypedDict,
    Unpack,
    cast,
)

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from . import formatting, request_args

if TYPE_CHECKING:

    class SelectChoice(NamedTuple):
        """A value and its words. The stubs of WTForms know choices only as tuples."""

        value: Any
        label: str

else:
    from wtforms import SelectChoice

Words: TypeAlias = str | LazyString
"""A text of the house, in the language of the request once it is shown."""
Check: TypeAlias = Callable[[BaseForm, StringField], object]
"""A validator of a text; raises `ValidationError`."""

FILL_IN = _l("Fill in this field")
CHOOSE = _l("Choose one")
MAX_TEXT_LENGTH = 4000
MAX_MONEY = 10**12


class FieldOptions(TypedDict, total=False):
    """What every field takes besides its label and its checks."""

    description: Words
    render_kw: dict[str, str]


class ChoiceOptions(FieldOptions, total=False):
    """What a choice takes besides: the value that is chosen beforehand."""

    default: str


class NumberOptions(FieldOptions, total=False):
    """What a number takes besides: digits after the comma, its limits, its unit.

    Thousands of a year are not `grouped` by a space.
    """

    places: int
    least: int
    most: Required[int]
    unit: Words
    grouped: bool


class NumberField(Field):
    """A number with a comma or a point; thousands may stand apart, a sum may have its sign."""

    widget = TextInput()

    def __init__(
        self,
        label: Words,
        *,
        places: int = 0,
        least: int = 0,
        most: int,
        unit: Words = "",
        grouped: bool = True,
        **options: Any,
    ) -> None:
        options.setdefault("render_kw", {})["inputmode"] = "decimal" if places else "numeric"
        super().__init__(label, **options)
        self.places, self.least, self.most, self.unit = places, least, most, unit
        self.grouped = grouped

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raise `ValueError` with words for no number, too exact, too small or too large."""
        text = formatting.plain_number("".join(valuelist[:1]), whole=not self.places)
        self.data = None
        if not text:
            return
        try:
            value = Decimal(text if "e" not in text.lower() else "")
        except InvalidOperation as error:
            raise ValueError(_l("Enter a number")) from error
        if not value.is_finite() or not self.least <= value <= self.most:
            show = formatting.number if self.grouped else str
            least, most = show(self.least), show(self.most)
            raise ValueError(
                _l("Enter a number from %(least)s to %(most)s", least=least, most=most)
            )
        if -int(value.as_tuple().exponent) > self.places:
            raise ValueError(
                _l("Enter a whole number")
                if not self.places
                else _l("No more than %(n)s digits after the point", n=self.places)
            )
        self.data = int(value) if not self.places else value


def text(
    label: Words, *, limit: int = 200, required: bool = True, **options: Unpack[FieldOptions]
) -> StringField:
    """Make a field for one line of text."""
    return StringField(label, _text_validators(required, limit), filters=[_strip], **options)


def localized_text(label: Words, language: str) -> StringField:
    """Make the field for a text in one language; a `LocalizedForm` requires the first of them."""
    return text(label, required=False, render_kw={"lang": language})


def require(field: Field) -> None:
    """Let a field that was optional be asked for."""
    field.validators = [
        DataRequired(FILL_IN) if isinstance(check, Optional) else check
        for check in field.validators
    ]
    field.flags.optional = None


def text_area(
    label: Words,
    *,
    limit: int = MAX_TEXT_LENGTH,
    required: bool = True,
    **options: Unpack[FieldOptions],
) -> TextAreaField:
    """Make a field for a text of several lines."""
    return TextAreaField(label, _text_validators(required, limit), filters=[_strip], **options)


def search_text(
    label: Words, *checks: Check, limit: int = 200, **options: Unpack[FieldOptions]
) -> StringField:
    """Make a field for words to look for.

    Nothing is asked of anybody, so it is not marked as optional either.
    """
    return StringField(label, [*_length_validators(limit), *checks], filters=[_strip], **options)


def _text_validators(required: bool, limit: int) -> list[Check]:
    # blanks alone are nothing
    return [DataRequired(FILL_IN) if required else Optional(), *_length_validators(limit)]


def _length_validators(limit: int) -> list[Check]:
    return [
        Length(max=limit, message=_l("No more than %(max)d characters")),
        _no_control_characters,
    ]


def _no_control_characters(form: BaseForm, field: Field) -> None:
    """Refuse control characters: they cannot be seen, and PostgreSQL cannot keep NUL."""
    if any(ord(c) < 32 and c not in "\r\n\t" for c in field.data or ""):
        raise ValidationError(_l("Remove the characters that cannot be shown"))


def _strip(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def number(label: Words, *, required: bool = True, **options: Unpack[NumberOptions]) -> NumberField:
    """Make a field for a number."""
    return NumberField(
        label, validators=[InputRequired(FILL_IN) if required else Optional()], **options
    )


def size(label: Words, *, required: bool = True, **options: Unpack[NumberOptions]) -> NumberField:
    """Make a field for a length that something has: more than nothing."""
    first = InputRequired(FILL_IN) if required else Optional()
    return NumberField(label, validators=[first, _more_than_nothing], **options)


def _more_than_nothing(form: BaseForm, field: Field) -> None:
    if field.data is not None and not field.data:
        raise ValidationError(_l("Enter more than 0"))


def date(label: Words, *, required: bool = True, **options: Unpack[FieldOptions]) -> DateField:
    """Make a field for a date. Its year must be one that calendars know."""
    checks = [InputRequired(FILL_IN) if required else Optional(), _plausible_year]
    return DateField(label, checks, **options)


def _plausible_year(form: BaseForm, field: Field) -> None:
    if field.data is not None and not 2000 <= field.data.year <= 2100:
        raise ValidationError(_l("Enter a year from 2000 to 2100"))


class _ChoosesSole:
    """What cannot be answered otherwise is chosen already, until the form is sent.

    Never in the form of an action: there nothing is decided before somebody decides it.
    """

    sole_is_chosen = True
    data: Any
    raw_data: Any

    def iter_choices(self) -> Iterator[Any]:
        """Yield the choices; of a single one say that it is chosen."""
        found = list(super().iter_choices())  # type: ignore[misc]  # a field is mixed in
        real = [one for one in found if one.value != ""]
        asked = self.raw_data is None and self.data in (None, "")
        if self.sole_is_chosen and asked and len(real) == 1:
            found = [one._replace(selected=one is real[0]) for one in found]
        yield from found


class OneOfField(_ChoosesSole, RadioField):
    """One of several, all in sight; hints are words and pictures addresses, by value."""

    choice_hints: Mapping[Any, str] = MappingProxyType({})
    choice_pictures: Mapping[Any, str] = MappingProxyType({})


class OneOfManyField(_ChoosesSole, SelectField):
    """One of many, in a list that opens."""


def choice(
    label: Words,
    choices: Iterable[tuple[object, Words]] | Callable[[], Iterable[tuple[object, Words]]] = (),
    *,
    coerce: Callable[[str], object] = str,
    **options: Unpack[ChoiceOptions],
) -> OneOfField:
    """Make a field for one of several; without a `default` only a single one is chosen already.

    Choices that depend on the installation are a function, called for each form.
    """
    offered = partial(_called_choices, choices) if callable(choices) else select_choices(choices)
    return OneOfField(label, [InputRequired(CHOOSE)], choices=offered, coerce=coerce, **options)


def _called_choices(choices: Callable[[], Iterable[tuple[object, Words]]]) -> list[SelectChoice]:
    return select_choices(choices())


def several(label: Words, choices: Iterable[tuple[object, Words]]) -> SelectMultipleField:
    """Make a field for some of several, at least one: a box to tick for each."""
    return SelectMultipleField(
        label,
        [_some_chosen],
        choices=select_choices(choices),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


def _some_chosen(form: BaseForm, field: Field) -> None:
    if not field.data:
        raise ValidationError(_l("Choose at least one"))


def dropdown(
    label: Words,
    choices: Callable[[], Iterable[tuple[object, Words]]],
    **options: Unpack[FieldOptions],
) -> SelectField:
    """Make a field for one of many, chosen from a list that opens."""
    return OneOfManyField(
        label, [InputRequired(CHOOSE)], choices=partial(_called_choices, choices), **options
    )


def filter_choice(label: Words, choices: Iterable[tuple[object, Words]]) -> SelectField:
    """Make a field that narrows a list, or not; an unknown value is refused, not taken for all."""
    return SelectField(
        label,
        default="",
        choices=select_choices([("", _l("All")), *choices]),
        **{"invalid_choice_message": _l("Choose one from the list")},  # no stub has it yet
    )


def select_choices(choices: Iterable[tuple[object, Words]]) -> list[SelectChoice]:
    """Turn values and their words into what WTForms wants to be told."""
    return [SelectChoice(value, label) for value, label in choices]


class _OfferedChoice(Protocol):
    label: Words
    selected: bool


def selected_label(field: Field) -> str:
    """Return the words of the choice that was made in a list of them."""
    assert isinstance(field, SelectField)
    offered = cast("Iterable[_OfferedChoice]", field.iter_choices())
    return next(str(each.label) for each in offered if each.selected)


def optional_choice(
    label: Words, choices: Iterable[tuple[object, Words]], **options: Unpack[FieldOptions]
) -> RadioField:
    """Make a field for one of several, or none yet."""
    coerce = lambda value: None if value in (None, "", "None") else str(value)  # noqa: E731
    return RadioField(
        label, [Optional()], choices=select_choices(choices), coerce=coerce, **options
    )


def yes_no(label: Words, **options: Unpack[FieldOptions]) -> RadioField:
    """Make a field for a question that is answered with yes or no."""
    return choice(label, [("yes", _l("Yes")), ("no", _l("No"))], **options)


def checkbox(
    label: Words, *, required: Words = FILL_IN, **options: Unpack[FieldOptions]
) -> BooleanField:
    """Make a box to tick; `required` is what is said when it is not, empty if it need not be."""
    return BooleanField(label, [InputRequired(required)] if required else [], **options)


def password(**options: Unpack[FieldOptions]) -> PasswordField:
    """Make a field for a password that exists already."""
    options.setdefault("render_kw", {})["autocomplete"] = "current-password"
    return PasswordField(_l("Password"), [InputRequired(FILL_IN), Length(max=200)], **options)


class UploadsField(MultipleFileField):
    """Files. A field left empty is no file."""

    def process_formdata(self, valuelist: list[object]) -> None:
        self.data = request_args.sent_files(valuelist)


def files(
    label: Words, *, required: bool = True, **options: Unpack[FieldOptions]
) -> MultipleFileField:
    """Make a field for files. What they are is found out by opening them, not by their names."""
    options.setdefault("description", _l("JPEG, PNG, WebP or PDF, up to 50 MB each"))
    return UploadsField(label, [_file_required] if required else [], **options)


class UploadField(FileField):
    """One file. A field left empty is no file."""

    def process_formdata(self, valuelist: list[object]) -> None:
        self.data = next(iter(request_args.sent_files(valuelist)), None)


def file(label: Words, *, required: bool = True, **options: Unpack[FieldOptions]) -> FileField:
    """Make a field for one file. What it is is found out by opening it, not by its name."""
    return UploadField(label, [_file_required if required else Optional()], **options)


def _file_required(form: BaseForm, field: Field) -> None:
    if not field.data:
        raise ValidationError(_l("Choose a file"))
