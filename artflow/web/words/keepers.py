"""Words for what keepers change of organisations, programmes and the calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

EVENTS = {
    "added": _l("The organisation was added"),
    "contacts": _l("Contacts were corrected"),
    "renamed": _l("Another name was entered"),
}
