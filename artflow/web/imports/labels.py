"""Words for what becomes of rows, and for what is wrong or doubtful about a value."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from artflow.services.imports.plans import Fate, Finding
from artflow.web.shared.error_labels import INVALID_LABELS

from .kinds import Column

FATE_LABELS = {
    Fate.NEW: _l("New"),
    Fate.DIFFERS: _l("Differs from what is here"),
    Fate.SAME: _l("Already there"),
    Fate.WRONG: _l("With a mistake"),
}
FATE_TAGS = {Fate.NEW: "now", Fate.DIFFERS: "wait", Fate.SAME: "done", Fate.WRONG: "stop"}
FINDING_LABELS = {
    "cell_broken": _l("The formula in this cell has no value"),
    "cell_date": _l("The spreadsheet has made a date of this: format the column as text"),
    "cell_formula": _l(
        "The formula was never computed: open the file in a spreadsheet and save it"
    ),
    "cell_letters": _l(
        "Letters seem to be lost here: save the table as XLSX or as CSV in UTF-8. Is it meant so?"
    ),
    "choice_words": _l("Write one of: %(choices)s"),
    "code_elsewhere": _l("A wall in another city has this number: %(city)s"),
    "invited_twice": _l(
        "Row %(row)s invites this person already. Send the other role once they have accepted."
    ),
    "not_in_programme": _l(
        "The organisation takes no part in this programme: say so on the page of the programme"
    ),
    "option_empty": _l("Fill it in here, or once for all rows when you send the table"),
    "organisation_unknown": _l("There is no such organisation: enter it first"),
    "other_invitation": _l(
        "This person has been invited to another role, and that letter would work no longer. "
        "Is it meant so?"
    ),
    "other_kind": _l("This organisation is here as one of another kind"),
    "other_name": _l("The organisation with this BIN is called %(name)s here. Is it the same?"),
    "programme_unknown": _l("There is no such programme"),
    "role_not_yours": _l("You cannot give this role"),
    "several_here": _l("Several organisations bear this name: write the BIN"),
    "several_known": _l("Several organisations here are like this: %(names)s"),
    "other_wall": _l("The work with this number is recorded on another wall"),
    "wall_held": _l("A work of this installation has this wall. Is the earlier one still there?"),
    "wall_unknown": _l("There is no wall with this number: enter it first"),
    "city_unknown": _l("No programme and no other wall is in this city. Is it right?"),
    "half_a_place": _l("The other coordinate is given, this one is not. Is it meant so?"),
    "place_far": _l("%(place)s is far away from the other walls of the city. Is it right?"),
    "place_swapped": _l("%(place)s: latitude and longitude seem to be swapped. Is it right?"),
    "side_known": _l(
        "This side of this house is in the register as %(number)s. Is it another wall?"
    ),
    "side_twice": _l("Row %(row)s is the same side of the same house. Is it another wall?"),
    "twice": _l("Row %(row)s has the same value; it may stand only once"),
}
MAX_CHOICES = 12


def finding_words(finding: Finding, column: Column | None) -> str:
    """Say what is wrong or doubtful about a value, in the language of the request."""
    if finding.words:
        return finding.words
    words = FINDING_LABELS.get(finding.code) or INVALID_LABELS[finding.code]
    return str(words) % ({**finding.params, **_choices(column)})


def _choices(column: Column | None) -> Mapping[str, str]:
    """Name what can be chosen in a column."""
    choices = list(column.choices.values())[:MAX_CHOICES] if column else []
    return {"choices": "; ".join(map(str, choices))}
