"""Words for values that were refused, next to their field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.domain.errors import FileRefused, Invalid, TooSoon
from artflow.domain.money import TENGE
from artflow.domain.people import throttle

from . import formatting

INVALID_LABELS = {
    "address_taken": _l("There is an account with this address already"),
    "against_advice": _l("This is not what the specialist recommends: say why"),
    "already_proposed": _l("This wall has already been proposed"),
    "before_agreement": _l("The sponsor signed on %(day)s: nothing was paid before"),
    "before_gate": _l("The gate before it was passed on %(day)s: nothing after it was done before"),
    "before_stage": _l("This stage began on %(day)s: this cannot have been before"),
    "before_version": _l(
        "The version that this is about was sent in on %(day)s. If the day is right, say below "
        "why it is older"
    ),
    "before_work": _l("The work was begun on %(day)s: nobody can have voted on it before"),
    "choice": _l("Choose one from the list"),
    "day_is_so": _l("The day is like this already"),
    "day_passed": _l("This day has passed: choose today or a later day"),
    "ends_before": _l("The call cannot end before it begins"),
    "grounds_of_sum": _l("Say why: it is more than is left, or nothing"),
    "document_booked": _l("This document is booked already: %(sum)s on %(day)s"),
    "email": _l("Enter an e-mail address, for instance name@example.org"),
    "in_force": _l("This process is in force already"),
    "last_calendar": _l("This is the only calendar: add another one first"),
    "less_than_paid": _l("Your organisation has paid more for this work already: %(sum)s"),
    "left_changed": _l(
        "What is left has changed meanwhile: %(sum)s. Check the amount and confirm it again."
    ),
    "more_than_agreed": _l("This is more than is left of what the sponsor has agreed to: %(sum)s"),
    "more_than_budget": _l("This is more than the budget of the work: %(sum)s"),
    "more_than_left": _l("This is more than is left of the budget: %(sum)s"),
    "more_than_payable": _l("This is more than the sponsor has to pay now: %(sum)s"),
    "negative": _l("The amount cannot be negative"),
    "no_picture": _l("Only pictures are accepted here: JPEG, PNG or WebP"),
    "not_ahead": _l("Choose a day after today"),
    "not_https": _l("Passwords may not travel in the open: the address must begin with https://"),
    "not_announced": _l(
        "Another ground was announced to the artist: refuse on that one, or announce this one first"
    ),
    "not_come": _l("This day has not come yet"),
    "not_later": _l("The last day is %(day)s already: choose a later one"),
    "not_to_come": _l("Choose a day that is still to come"),
    "not_the_gap": _l("Enter a sum from 1 to what is missing: %(sum)s"),
    "nothing_signed": _l("Enter the sum that your organisation gives: %(sum)s is left"),
    "nothing": _l("The amount must be more than nothing"),
    "not_a_specialist": _l("This person is not a specialist of the department"),
    "not_whole": _l("Something is missing or unclear: return the proposal with this list instead"),
    "nothing_changed": _l(
        "You have answered that something was changed, but the dossier is still version %(n)s: "
        "change it, or say what was changed"
    ),
    "nothing_missing": _l("Mark at least one item as missing or unclear"),
    "organisation_closed": _l("This organisation is closed: open it again first"),
    "password_common": _l("Many people use this password: choose another one"),
    "password_long": _l("No more than %(most)s characters"),
    "password_own": _l("Your e-mail or name cannot be the password"),
    "password_short": _l("At least %(least)s characters"),
    "password_wrong": _l("Wrong password"),
    "photo_needed": _l("At least one photo is needed"),
    "prefix_taken": _l("Another programme uses this prefix"),
    "proof_needed": _l("Add a photo or a document that proves it"),
    "reason_needed": _l("Say why: works are then without anybody who may act on them"),
    "required": _l("Fill in this field"),
    "role_ends_before": _l("The last day cannot be before the first"),
    "role_ends_by_taking": _l(
        "The role would not be valid today. To end it now, take it away: "
        "its page says what that does"
    ),
    "role_held": _l(
        "This person holds the role there already: its dates can be changed on the person's page"
    ),
    "role_elsewhere": _l("This role belongs to organisations of another kind"),
    "same_name": _l("This is the name it bears already"),
    "sums_recorded": _l("Sums were recorded in the present currency: it stays"),
    "taken": _l("This number is already in use"),
    "too_far": _l("The last day that can be chosen is %(day)s"),
    "too_early": _l("There is a later name already: it counts from %(day)s"),
    "too_far_ahead": _l("The programme plans no further than %(day)s: choose an earlier day"),
    "too_late": _l("A name can be entered once it counts, not before"),
    "too_many": _l("No more than %(n)s"),
    "too_short": _l("Write at least one word of %(n)s letters or more"),
    "web_address": _l("Enter the address of a website, for instance https://art.example.org"),
    "work_known": _l("This work of this year is recorded on this wall already"),
    "wall_known": _l("This side of this house is already in the register: propose it from there"),
    "wall_too_small": _l(
        "The work is %(width)s × %(height)s m, the wall %(wall_width)s × %(wall_height)s m: "
        "it does not fit. Say why this wall all the same"
    ),
    "wall_taken": _l("Another work has taken this wall meanwhile"),
}

FILE_REFUSED_LABELS = {
    "too_large": _l("%(name)s: the file is too large. The limit is %(limit)s MB."),
    "empty": _l("%(name)s: the file is empty."),
    "type": _l("%(name)s: files of this type are not accepted. Accepted: JPEG, PNG, WebP, PDF."),
    "broken": _l("%(name)s: the file cannot be opened, it may be damaged."),
    "too_heavy": _l(
        "%(name)s: opening the picture takes too much memory. Save it smaller and try again."
    ),
    "too_many_pixels": _l(
        "%(name)s: the picture has too many pixels. The limit is %(limit)s million."
    ),
    "table_broken": _l(
        "%(name)s: the table cannot be opened. Open it in a spreadsheet and save it anew as XLSX."
    ),
    "table_empty": _l("%(name)s: there is no row below the names of the columns."),
    "table_headings": _l(
        "%(name)s: no row names columns that are known here. Compare it with the template."
    ),
    "table_letters": _l(
        "%(name)s: its letters cannot be read. Save it as XLSX or as CSV in UTF-8."
    ),
    "table_locked": _l(
        "%(name)s: the workbook is of an old kind (XLS) or locked. "
        "Save it as XLSX without a password."
    ),
    "table_rows": _l("%(name)s: there are more than %(limit)s rows. Send them in parts."),
    "table_type": _l("%(name)s: this is no table. Accepted: XLSX, CSV."),
    "table_unpacked": _l(
        "%(name)s: the workbook is too large once it is unpacked. Copy the rows into a new one."
    ),
}
MILLION = 10**6
LIMIT_UNITS = {"too_large": 2**20, "table_rows": 1}


def too_soon_label(error: TooSoon) -> str:
    """Say after how many minutes the next try is looked at."""
    n = throttle.whole_minutes(error.wait)
    if error.code == "searches":
        return ngettext(
            "You have searched very often. Search again in %(num)s minute.",
            "You have searched very often. Search again in %(num)s minutes.",
            n,
        )
    if error.code == "uploads":
        return ngettext(
            "You have sent very many files. Send the next one in %(num)s minute.",
            "You have sent very many files. Send the next one in %(num)s minutes.",
            n,
        )
    if error.code == "exports":
        return ngettext(
            "You have asked for very many tables. Ask for the next one in %(num)s minute.",
            "You have asked for very many tables. Ask for the next one in %(num)s minutes.",
            n,
        )
    return ngettext(
        "Too many attempts. Try again in %(num)s minute.",
        "Too many attempts. Try again in %(num)s minutes.",
        n,
    )


def invalid_label(error: Invalid) -> str:
    """Say why a value was refused."""
    currency = str(error.params.get("currency", TENGE))
    params = {key: _format_param(key, value, currency) for key, value in error.params.items()}
    return str(INVALID_LABELS[error.code]) % params


def _format_param(key: str, value: object, currency: str) -> object:
    if isinstance(value, date):
        return formatting.day(value)
    if isinstance(value, Decimal):
        return formatting.number(value)
    return formatting.money(value, currency) if key == "sum" and isinstance(value, int) else value


def file_refused_label(error: FileRefused, name: str) -> str:
    """Say why a file was refused; limits in the units people know."""
    unit = LIMIT_UNITS.get(error.code, MILLION)
    limit = error.params.get("limit")
    shown = formatting.number(limit // unit if isinstance(limit, int) else 0)
    return str(FILE_REFUSED_LABELS[error.code]) % {"name": name, "limit": shown}
