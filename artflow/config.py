"""The only reader of the environment: defaults, then instance/config.toml, then ARTFLOW_*."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import tomli
from flask import Flask

MEGABYTE = 2**20

DEFAULTS: dict[str, object] = {
    "MAX_CONTENT_LENGTH": 60 * MEGABYTE,
    "MAX_FORM_MEMORY_SIZE": MEGABYTE,
    "MAX_FORM_PARTS": 500,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_IDLE_MINUTES": 8 * 60,
    "SESSION_LONGEST_MINUTES": 7 * 24 * 60,
    "SQLALCHEMY_ENGINE_OPTIONS": {},
    "WTF_CSRF_TIME_LIMIT": None,
    "BABEL_DEFAULT_LOCALE": "kk",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Almaty",
    "TRUSTED_PROXIES": 0,
    "PUBLIC_URL": "http://127.0.0.1:5000/",  # where letters lead to; never taken from a request
    "MAIL_URL": "",  # smtp://, smtp+starttls:// or smtps://; empty: files in instance/mail
    "MAIL_FROM": "artflow <artflow@localhost>",
    "MAIL_TIMEOUT_SECONDS": 20,
    "PASSWORD_HASH": {"time_cost": 2, "memory_cost": 19456, "parallelism": 1},
    "MAP_TILES": "",  # https://host/{z}/{x}/{y}.png; the host joins img-src of the content policy
    "MAP_PMTILES": "",  # or the path of a file of raster tiles on this server; neither: a grid
    "MAP_ATTRIBUTION": "",  # who made the tiles, as HTML; most licences ask for it
    "MAP_CENTRE": "42.3174,69.5961",  # latitude,longitude of a map that shows no wall
    "LEAST_FREE_MEGABYTES": 64,  # left on the disks of database and files, or /readyz turns red
    "DEMO": False,
}


class ConfigurationError(RuntimeError):
    """The settings cannot work together; the message says which and what to do."""


def default_to_utc() -> None:
    """Let the process run in UTC, unless the environment names a zone; comes before `create_app`.

    Times are kept in UTC and shown in the city's own zone. But Babel asks for that of the machine
    as soon as it is loaded, and pytz then looks at all six hundred of the world.
    """
    os.environ.setdefault("TZ", "UTC")


def configure(app: Flask, given: Mapping[str, object] | None) -> None:
    """Fill `app.config`; what comes later wins, `given` last. Makes the instance folder."""
    app.config.from_mapping(DEFAULTS)
    instance = Path(app.instance_path)
    app.config.from_file(str(instance / "config.toml"), tomli.load, silent=True, text=False)
    app.config.from_prefixed_env("ARTFLOW")
    app.config.from_mapping(given or {})
    instance.mkdir(parents=True, exist_ok=True)
    _database(app, instance)
    app.config.setdefault("UPLOADS", str(instance / "uploads"))
    app.config.setdefault("MAIL_FOLDER", str(instance / "mail"))
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = _secret(app, instance)


def _database(app: Flask, instance: Path) -> None:
    """Choose SQLite in the instance folder unless a database is named, also by DATABASE_URL."""
    url = app.config.get("SQLALCHEMY_DATABASE_URI") or os.environ.get("DATABASE_URL")
    url = url or f"sqlite:///{instance / 'artflow.db'}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url.removeprefix(plain)
    app.config["SQLALCHEMY_DATABASE_URI"] = url


def _secret(app: Flask, instance: Path) -> str:
    """Return a key that is made once and kept, readable by its owner alone.

    Raises `ConfigurationError` for a shared database: several servers must set their own key.
    """
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        raise ConfigurationError(
            "ARTFLOW_SECRET_KEY must be set when the database is shared by several servers"
        )
    path = instance / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        app.logger.debug("the secret key is there already")
    return path.read_text()
