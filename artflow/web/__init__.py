"""HTTP: requests, forms, addresses, templates. A view is a sentence: who, what, do, go."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from artflow.extensions import csrf
from artflow.services import files as kept

from . import (
    account,
    actions,
    asked,
    attachments,
    board,
    calendar,
    candidates,
    context,
    current,
    desk,
    dossier,
    errors,
    files,
    invitations,
    language,
    letters,
    mail,
    maps,
    notices,
    ops,
    organisations,
    packed,
    passwords,
    people,
    portfolio,
    process,
    profile,
    programmes,
    proposals,
    public,
    registration,
    security,
    seeing,
    wall_photos,
    walls,
)

BLUEPRINTS = (
    public, account, registration, passwords, invitations, profile, desk, board, proposals,
    portfolio, dossier, attachments, candidates, actions, files, walls, wall_photos, maps, process,
    notices, people, organisations, programmes, calendar, seeing, mail, ops,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Bind the web's extensions and pages to the application."""
    for part in (
        asked, maps, packed, security, csrf, kept, current, seeing, language, errors, context,
        letters,
    ):  # fmt: skip
        part.init_app(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        fixed = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
        app.wsgi_app = fixed  # type: ignore[method-assign]
