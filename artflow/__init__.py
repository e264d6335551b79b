"""artflow: public art from an artist's draft to an accepted wall."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Build the application. `config` wins over every other setting; tests pass theirs here."""
    from artflow.config import configure, find_folder, find_instance
    from artflow.services.account_chain import sealing
    from artflow.services.database import transactions

    from . import cli, models, web

    given = dict(config or {})
    app = Flask(
        __name__,
        template_folder=str(find_folder("templates")),
        instance_path=str(given.pop("INSTANCE_PATH", None) or find_instance()),
    )
    configure(app, given)
    transactions.init_app(app)
    sealing.init_app(app)
    web.init_app(app)
    cli.init_app(app)
    app.extensions["models"] = models
    return app
