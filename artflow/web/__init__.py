"""HTTP: requests, forms, addresses, templates. A view reads like a sentence: who, what, do, go."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from artflow.extensions import csrf
from artflow.services.files import files as file_service
from artflow.web.account import invitations, passwords, profile, registration, setup, sign_in
from artflow.web.decisions import views as decisions_views
from artflow.web.dossier import attachments
from artflow.web.dossier import views as dossier_views
from artflow.web.http import limits, request_log, static_files
from artflow.web.lists import board, desk
from artflow.web.mail import letters
from artflow.web.mail import views as mail_views
from artflow.web.notices import views as notices_views
from artflow.web.people import impersonation, organisations, people
from artflow.web.process import views as process_views
from artflow.web.programmes import calendar, processes, programmes
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
from artflow.web.sponsorship import views as sponsorship_views
from artflow.web.walls import candidates, maps
from artflow.web.walls import photos as walls_photos
from artflow.web.walls import views as walls_views

from . import context, errors

BLUEPRINTS = (
    public_views,
    sign_in,
    registration,
    setup,
    passwords,
    invitations,
    profile,
    desk,
    board,
    proposals_views,
    sponsorship_views,
    dossier_views,
    attachments,
    candidates,
    decisions_views,
    files,
    walls_views,
    walls_photos,
    maps,
    process_views,
    notices_views,
    people,
    organisations,
    programmes,
    processes,
    calendar,
    impersonation,
    mail_views,
    health,
)


def init_app(app: Flask) -> None:
    """Bind the web's extensions and pages to the application."""
    for part in (
        request_log,
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
        limits,
    ):
        part.init_app(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]
