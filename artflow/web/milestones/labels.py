"""Words for the execution of a work: why a milestone is late."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

DELAY_LABELS = {
    "weather": _l("Weather"),
    "wall": _l("Condition of the wall"),
    "access": _l("Access to the wall"),
    "payment": _l("Payment"),
    "design": _l("Change of the design"),
}
