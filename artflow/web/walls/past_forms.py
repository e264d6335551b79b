"""The form of a work that was painted before; the rows of tables are judged by it, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, ValidationError
from wtforms.form import BaseForm

from artflow.models import PastWork
from artflow.web.shared import form_fields

EARLIEST, LATEST = 1900, 2100
TEXTS = ("number", "notes")


class PastWorkFields:
    """What an earlier register says of a work."""

    title = form_fields.text(_l("Title of the work"))
    artist = form_fields.text(_l("Artist"))
    year = form_fields.number(_l("Year"), least=EARLIEST, most=LATEST, grouped=False)
    width_m = form_fields.size(
        _l("Width of the work"), places=2, most=500, unit=_l("m"), required=False
    )
    height_m = form_fields.size(
        _l("Height of the work"), places=2, most=500, unit=_l("m"), required=False
    )
    stands = form_fields.yes_no(_l("Is it still on the wall?"))
    source = form_fields.text(
        _l("Where is it taken from?"),
        description=_l("The register, list or act that names the work, with its date"),
    )
    number = form_fields.text(_l("Number in that register"), required=False, limit=40)
    notes = form_fields.text_area(_l("Notes"), required=False)

    def validate_year(self, field: Field) -> None:
        """Refuse a year that has not come."""
        if field.data is not None and field.data > datetime.now(UTC).year:
            raise ValidationError(_l("This year has not come yet"))


class PastWorkForm(PastWorkFields, FlaskForm):
    """A work of before on one wall."""

    programme_id = form_fields.dropdown(_l("Programme"), lambda: [("", _l("No programme of ours"))])

    def prepare(self, programmes: Iterable[tuple[int, str]], row: PastWork | None) -> None:
        """Offer the programmes, and show what is recorded on the first look."""
        none = [("", _l("No programme of ours"))]
        known = [(str(key), name) for key, name in programmes]
        self.programme_id.choices = form_fields.select_choices([*none, *known])
        self.programme_id.validators = []
        self.programme_id.flags.required, self.programme_id.flags.optional = None, True
        if self.programme_id.data in (None, "None"):
            self.programme_id.data = ""
        if not self.is_submitted():
            self.stands.data = "yes" if row is None or row.stands else "no"

    def facts(self) -> dict[str, object]:
        """Return the values by column."""
        programme = self.programme_id.data
        return past_work_facts(self) | {"programme_id": int(programme) if programme else None}


class PastWorkRowForm(PastWorkFields, Form):
    """A work of before as a row of a table: its wall and its programme are named there."""

    wall = form_fields.text(_l("Number of the wall"), limit=40)
    programme = form_fields.text(_l("Programme"), required=False)


def past_work_facts(form: BaseForm) -> dict[str, object]:
    """Return the values by column; empty lines stay empty texts."""
    found = {
        key: "" if value is None and key in TEXTS else value
        for key, value in form.data.items()
        if key not in ("csrf_token", "programme_id")
    }
    return found | {"stands": form.data["stands"] == "yes"}
