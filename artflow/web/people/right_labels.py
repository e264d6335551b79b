"""Words for rights outside the actions of a definition."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.domain.access.permissions import Can

RIGHT_LABELS = {
    Can.CREATE: _l("Begin proposals of their own"),
    Can.SEE_WALLS: _l("See the register of walls"),
    Can.EDIT_WALLS: _l("Enter and correct walls, see the owners' contacts"),
    Can.SEE_PROCESS: _l("See the processes of the programmes"),
    Can.SEE_PEOPLE: _l("Look after organisations and people of their programmes"),
    Can.ADD_ORGANISATION: _l("Add, correct and close organisations"),
    Can.SEE_PROGRAMMES: _l("See the settings of their programmes and the calendar"),
    Can.EDIT_PARTIES: _l("Say which organisations take part in a programme"),
    Can.ADD_PROGRAMME: _l("Add programmes"),
    Can.PUBLISH_PROCESS: _l("Publish processes and put them into force"),
    Can.EDIT_CALENDAR: _l("Edit the calendar of working days"),
    Can.SEE_MAIL: _l("See the outbox of letters"),
    Can.SEE_JOBS: _l("See the work in the background and let it be tried again"),
    Can.VERIFY_HISTORY: _l("Verify that the history is what was written"),
    Can.SEE_BOARD: _l("See the board of all works by stage"),
    Can.SEE_PORTFOLIO: _l("See the portfolio with sums, and export it"),
}
"""Words for every one of `PAGE_RIGHTS`."""
