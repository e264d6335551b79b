"""The only reader of the environment: defaults, then config.toml, then ARTFLOW_*."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import tomli
from flask import Flask

from artflow.domain.text import LANGUAGES

VERSION = "0.3.0"  # also in pyproject.toml: a program that runs from its folder has no metadata
PACKAGE = Path(__file__).parent
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
    "LANGUAGES": list(LANGUAGES),  # of pages and letters; the first stands for those one lacks
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


def find_folder(name: str) -> Path:
    """Return a folder that comes with the code: `templates` or `migrations`.

    A wheel holds them inside the package; in the repository they stand beside it. The package is
    asked first, for beside an installed one lie the folders of everybody else.
    """
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def find_instance() -> Path:
    """Return where everything local lives: database, files, letters, secret key, config.toml.

    `ARTFLOW_INSTANCE` says where. Without it: `instance/` in the repository; for an installed
    package the folder that the system keeps for a person's data, never the one of the packages.
    """
    named = os.environ.get("ARTFLOW_INSTANCE")
    if named:
        return Path(named).expanduser().absolute()
    if find_folder("migrations").parent != PACKAGE:
        return PACKAGE.parent / "instance"
    data = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(data) if data else Path.home() / ".local" / "share") / "artflow"


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
    _languages(app)
    app.config.setdefault("UPLOADS", str(instance / "uploads"))
    app.config.setdefault("MAIL_FOLDER", str(instance / "mail"))
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = _secret(app, instance)


def _languages(app: Flask) -> None:
    """Take the languages as a list or as words with commas; the first is for whoever names none.

    Raises `ConfigurationError` for one that the pages are not written in, and for none.
    """
    given = app.config["LANGUAGES"]
    codes = [code.strip() for code in given.split(",")] if isinstance(given, str) else list(given)
    if not codes or set(codes) - set(LANGUAGES):
        known = ", ".join(LANGUAGES)
        raise ConfigurationError(f"ARTFLOW_LANGUAGES must name some of {known}, not {given!r}")
    app.config.update(LANGUAGES=codes, BABEL_DEFAULT_LOCALE=codes[0])


def save(app: Flask, values: Mapping[str, str | list[str]]) -> None:
    """Keep settings in instance/config.toml and use them from now on in this process.

    Other processes read them when they start. What the environment says still wins there.
    """
    path = Path(app.instance_path) / "config.toml"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in values]
    new = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    path.write_text("\n".join([*new, *kept, ""]), encoding="utf-8")
    app.config.update(values)
    _languages(app)


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
