"""Verification of the history in the browser: a press verifies, the results are remembered."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from artflow.domain.access.policy import Can
from artflow.extensions import db
from artflow.services import audit_runs, signing
from artflow.services.storage.port import ADDRESS
from artflow.web.shared import current, form_fields
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import render_form

from . import audit_pages

bp = Blueprint("audits", __name__, url_prefix="/administration/verification")


class VerifyForm(FlaskForm):
    """What to compare the history with, besides with itself and the seal beside the files."""

    root = form_fields.text(
        _l("A root that was kept"),
        limit=64,
        required=False,
        description=_l("64 characters, as printed: then nothing that it sealed may be missing"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def validate_root(self, field: Field) -> None:
        """Take a root as it is printed, in large letters too."""
        if field.data and not ADDRESS.fullmatch(field.data.lower()):
            raise ValidationError(_l("A root has 64 characters from 0 to 9 and from a to f"))


@bp.route("/", methods=["GET", "POST"])
@needs(Can.VERIFY_HISTORY)
def index() -> ResponseReturnValue:
    """Show earlier verifications and the seals; the form verifies now, or leaves it to the worker.

    A long history is not verified while its reader waits.
    """
    form = VerifyForm()
    if form.validate_on_submit():
        key = audit_runs.ask(current.me(), (form.root.data or "").lower(), current.now())
        is_quick = audit_runs.is_quick()
        db.session.rollback()
        if not (is_quick and audit_runs.carry_out(key, current.now())):
            flash(_("The worker will verify it; this page shows the result once it has."))
        return redirect(url_for(".show", run_id=key), 303)
    return render_form(
        "administration/audits.html",
        form,
        runs=[audit_pages.run_row(run) for run in audit_runs.list_runs()],
        seals=[audit_pages.seal_row(seal) for seal in audit_runs.list_seals()],
        public_key=signing.public_key(),
    )


@bp.get("/<int:run_id>")
@needs(Can.VERIFY_HISTORY)
def show(run_id: int) -> str:
    """Show what one verification found."""
    run = audit_runs.load_run(run_id)
    page = audit_pages.build_run_page(run, audit_runs.load_numbers(run))
    return render_template("administration/audit.html", page=page)
