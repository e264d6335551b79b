"""Words for what administrators change of organisations, programmes and the calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ADMIN_EVENT_LABELS = {
    "added": _l("The organisation was added"),
    "calendar_added": _l("The calendar was added"),
    "calendar_closed": _l("The calendar was closed"),
    "calendar_renamed": _l("The calendar got another name"),
    "calendar_reopened": _l("The calendar was opened again"),
    "contacts": _l("Contacts were corrected"),
    "past_work_added": _l("An earlier work was recorded"),
    "past_work_edited": _l("The record of an earlier work was changed"),
    "imported": _l("A table was imported"),
    "invitation_withdrawn": _l("An invitation was withdrawn"),
    "invitation_sent_again": _l("An invitation was sent again"),
    "kind_corrected": _l("The kind was corrected"),
    "organisation_closed": _l("The organisation was closed"),
    "organisation_deleted": _l("An organisation entered by mistake was deleted"),
    "organisation_opened": _l("The organisation was opened again"),
    "party_added": _l("An organisation takes part from now on"),
    "party_removed": _l("An organisation takes part no longer"),
    "party_leaving": _l("An organisation leaves from a day on"),
    "party_stays": _l("An organisation stays after all"),
    "settings": _l("Settings were changed"),
    "process_in_force": _l("Another process is in force for new works"),
    "published": _l("A process was published"),
    "begun": _l("The installation was set up"),
    "programme_added": _l("The programme was opened"),
    "day_off": _l("Made a day off"),
    "day_work": _l("Made a working day"),
    "day_restored": _l("Restored as in the state's calendar"),
    "year_filled": _l("The state's calendar was imported"),
    "renamed": _l("Another name was entered"),
}
