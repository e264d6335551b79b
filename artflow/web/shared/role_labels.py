"""Words for roles, parts and parties."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.domain.people.roles import Part, Role

ROLE_LABELS = {
    Role.ARTIST: _l("artist"),
    Role.ARCHITECTURE_SPECIALIST: _l("specialist of the architecture department"),
    Role.ARCHITECTURE_HEAD: _l("head of the architecture department"),
    Role.SPONSOR_SIGNATORY: _l("sponsor's signatory"),
    Role.SPONSOR_VIEWER: _l("sponsor's observer"),
    Role.COORDINATOR: _l("coordinator"),
    Role.ADMINISTRATOR: _l("administrator"),
}

PART_LABELS = {
    Part.ARTIST: _l("Artists' studio or association"),
    Part.ARCHITECTURE: _l("Architecture department"),
    Part.SPONSOR: _l("Sponsor"),
    Part.COORDINATOR: _l("Coordinators' office"),
    Part.PLATFORM: _l("Operator of the system"),
    Part.STAND_IN: _l("Sponsor, standing in"),
}
"""Words for organisations, never for the people in them."""
