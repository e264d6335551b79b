"""HTTP: requests, forms, addresses, templates. A view reads like a sentence: who, what, do, go."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from artflow.extensions import csrf
from artflow.services.files import files as file_service
from artflow.web.account import invitations, passwords, profile, registration, setup, sign_in
from artflow.web.accounts import departures, directory, invited, memberships
from artflow.web.administration import audits
from artflow.web.administration import overview as administration
from artflow.web.archives import views as archives_views
from artflow.web.assignments import views as assignments_views
from artflow.web.checks import views as checks_views
from artflow.web.decisions import views as decisions_views
from artflow.web.dossier import attachments
from artflow.web.dossier import views as dossier_views
from artflow.web.exports import views as exports_views
from artflow.web.http import limits, repeating, request_log, static_files
from artflow.web.imports import kinds
from artflow.web.imports import views as imports_views
from artflow.web.jobs import views as jobs_views
from artflow.web.lists import board, desk, statistics
from artflow.web.mail import letters
from artflow.web.mail import views as mail_views
from artflow.web.notices import views as notices_views
from artflow.web.papers import ending as papers_ending
from artflow.web.people import closings, corrections, impersonation, organisations, people
from artflow.web.people import imports as people_imports
from artflow.web.process import views as process_views
from artflow.web.programmes import calendar, parties, processes, programmes
from artflow.web.proposals import views as proposals_views
from artflow.web.public import files, health
from artflow.web.public import views as public_views
from artflow.web.shared import (
    compression,
    current,
    language,
    request_args,
    security,
)
from artflow.web.sponsorship import due as sponsorship_due
from artflow.web.sponsorship import export as sponsorship_export
from artflow.web.sponsorship import views as sponsorship_views
from artflow.web.walls import candidates, maps, past_imports, past_works
from artflow.web.walls import imports as walls_imports
from artflow.web.walls import photos as walls_photos
from artflow.web.walls import views as walls_views

from . import context, errors

BLUEPRINTS = (
    public_views,
    checks_views,
    sign_in,
    registration,
    setup,
    passwords,
    invitations,
    profile,
    desk,
    board,
    statistics,
    assignments_views,
    proposals_views,
    archives_views,
    sponsorship_views,
    dossier_views,
    attachments,
    candidates,
    decisions_views,
    files,
    walls_views,
    walls_photos,
    past_works,
    imports_views,
    maps,
    process_views,
    notices_views,
    administration,
    audits,
    people,
    departures,
    memberships,
    invited,
    directory,
    organisations,
    closings,
    corrections,
    programmes,
    parties,
    processes,
    calendar,
    impersonation,
    mail_views,
    jobs_views,
    exports_views,
    health,
)
IMPORT_KINDS = (
    walls_imports.WALLS,
    people_imports.ORGANISATIONS,
    people_imports.PEOPLE,
    past_imports.PAST_WORKS,
)
"""What tables may hold, in the order in which a city brings them in."""


def init_app(app: Flask) -> None:
    """Bind the web's extensions and pages to the application."""
    for part in (
        request_log,
        repeating,
        request_args,
        maps,
        compression,
        static_files,
        security,
        csrf,
        file_service,
        current,
        impersonation,
        language,
        errors,
        context,
        letters,
        sponsorship_export,
        sponsorship_due,
        papers_ending,
        limits,
    ):
        part.init_app(app)
    for kind in IMPORT_KINDS:
        kinds.enter(kind)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]
