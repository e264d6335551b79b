"""Words for the items of a completeness check and for what was found of them."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.dossier.completeness import MISSING, PLACE, PRESENT, UNCLEAR
from artflow.web.shared.field_labels import FIELD_LABELS, FILE_KIND_LABELS

ITEM_STATES = {
    PRESENT: ("done", _l("present")),
    MISSING: ("no", _l("missing")),
    UNCLEAR: ("wait", _l("unclear")),
}


def item_label(key: str) -> str:
    """Return what an item is called: as in the dossier itself."""
    if key == PLACE:
        return _("A wall, chosen, described or on a photo, or the wished place")
    kind, _colon, name = key.partition(":")
    text = str(FIELD_LABELS[name] if kind == "field" else FILE_KIND_LABELS[name])
    return text[:1].upper() + text[1:]
