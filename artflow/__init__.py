"""artflow: public art from an artist's draft to an accepted wall."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

ROOT = Path(__file__).parent.parent


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application. `config` wins over every other setting; tests pass theirs here."""
    from . import cli, models, web
    from .config import configure
    from .services import database

    given = dict(config or {})
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        instance_path=given.pop("INSTANCE_PATH", str(ROOT / "instance")),
    )
    configure(app, given)
    database.init_app(app)
    web.init_app(app)
    cli.init_app(app)
    app.extensions["models"] = models
    return app
