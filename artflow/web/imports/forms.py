"""The forms of an import: the table that is sent, and what is chosen before it is entered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, Regexp

from artflow.services.imports.formats import MAX_BYTES
from artflow.services.imports.plans import Choices
from artflow.services.imports.tables import MAX_ROWS
from artflow.web.shared import form_fields

from .kinds import CITY, SOURCE, ImportKind

ENDINGS = ".xlsx,.csv"
MEGABYTE = 2**20


class UploadForm(FlaskForm):
    """A table, and what holds for all its rows."""

    city = form_fields.search_text(
        _l("City"),
        description=_l(
            "For rows in which no city is named; needed if the table has no such column"
        ),
    )
    source = form_fields.search_text(
        _l("Which register is it?"),
        description=_l(
            "For rows that do not say where they were taken from; needed if the table has no such "
            "column"
        ),
    )
    table = form_fields.file(
        _l("The table"),
        description=_l(
            "XLSX or CSV, up to %(rows)s rows and %(size)s MB. Nothing is entered yet: first you "
            "see what would happen to each row.",
            rows=MAX_ROWS,
            size=MAX_BYTES // MEGABYTE,
        ),
        render_kw=dict(accept=ENDINGS),  # noqa: C408  # "accept" is an action of the mural, too
    )

    def prepare(self, kind: ImportKind) -> None:
        """Ask only what a kind of tables needs."""
        for name in (CITY, SOURCE):
            if name not in kind.options:
                del self[name]
            elif not self.is_submitted():
                self[name].data = kind.options[name]()

    def options(self) -> dict[str, object]:
        """Return what holds for all rows."""
        return {name: self[name].data or "" for name in (CITY, SOURCE) if name in self}


class ConfirmForm(FlaskForm):
    """What is chosen of what was shown; `shown` is its fingerprint."""

    shown = HiddenField(validators=[InputRequired(), Regexp(r"[0-9a-f]{64}\Z")])
    update = form_fields.checkbox(_l("Change what differs as the table says"), required="")
    doubtful = form_fields.checkbox(_l("Enter the rows with questions as they are"), required="")

    def choices(self) -> Choices:
        """Return what was chosen, as the service takes it."""
        return Choices(bool(self.update.data), bool(self.doubtful.data))
