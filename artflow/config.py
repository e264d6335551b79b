"""The only reader of the environment: defaults, then config.toml, then ARTFLOW_*."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import tomli
from flask import Flask

from artflow import logs, private_files
from artflow.domain.text import LANGUAGES

VERSION = "0.3.0"  # also in pyproject.toml: a program that runs from its folder has no metadata
PACKAGE = Path(__file__).parent
MEGABYTE = 2**20
MISUSED, GUNICORN_GIVES_UP = 2, 4
"""Exit codes: of a configuration that cannot work, and the one on which gunicorn stops trying."""

DEFAULTS: dict[str, object] = {
    "MAX_CONTENT_LENGTH": 60 * MEGABYTE,
    "MAX_FORM_MEMORY_SIZE": MEGABYTE,
    "MAX_FORM_PARTS": 500,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_IDLE_MINUTES": 8 * 60,
    "SESSION_LONGEST_MINUTES": 7 * 24 * 60,
    "SQLALCHEMY_ENGINE_OPTIONS": {},
    "POOLER": "",  # "transaction": between us and PostgreSQL stands a pooler in that mode
    "DIRECT_DATABASE_URI": "",  # PostgreSQL itself, past the pooler: for backups
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
    "MAP_CENTRE": "",  # latitude,longitude of a map that shows no wall; else the whole country
    "LEAST_FREE_MEGABYTES": 64,  # left on the disks of database and files, or /readyz turns red
    "SEARCHES_PER_MINUTE": 60,  # of one person, in each process of a server; 0: no limit
    "ARCHIVES_PER_HOUR": 30,  # whole files that one person takes, in each process; 0: no limit
    "CHECKS_PER_MINUTE": 30,  # codes of papers that one network tries, in each process; 0: no limit
    "UPLOADS_PER_HOUR": 300,  # files of one person, all servers together; 0: no limit
    "DEMO": False,
}
TEXTS = ("SECRET_KEY", "SQLALCHEMY_DATABASE_URI", "UPLOADS", "MAIL_FOLDER", "SIGNING_KEY")
"""Settings that have no default here."""
KINDS = {int: "a whole number", bool: "true or false", str: "a text", dict: "a table"}
OBJECT_STORE_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]*[\w-][\w.-]*)*/?", re.ASCII)
MAX_PROXIES = 10
POOLERS = ("", "transaction")
SAME_SITE = ("Lax", "Strict")  # "None" would send the session from any site
preloaded = False
"""Whether gunicorn loads the application before its workers begin; `gunicorn.conf.py` says so."""


class ConfigurationError(RuntimeError):
    """The settings cannot work together; the message says which and what to do."""


def find_folder(name: str) -> Path:
    """Return a folder that comes with the code: `templates`, `migrations` or `docs`.

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


def start(create: Callable[[], Flask]) -> Flask:
    """Create the application; settings that cannot work end the process.

    Then one line on stderr says what to do, and the exit code is 2. A worker of gunicorn ends with
    the code on which gunicorn gives up: it would start the next one for ever.
    """
    try:
        return create()
    except ConfigurationError as error:
        sys.stderr.write(f"artflow: {' '.join(str(error).split())}\n")
        is_worker = "gunicorn.arbiter" in sys.modules and not preloaded
        raise SystemExit(GUNICORN_GIVES_UP if is_worker else MISUSED) from None


def configure(app: Flask, given: Mapping[str, object] | None) -> None:
    """Fill `app.config`; what comes later wins, `given` last. Makes the instance folder.

    Raises `ConfigurationError` for settings that cannot work.
    """
    logs.configure()
    app.config.from_mapping(DEFAULTS)
    instance = Path(app.instance_path)
    try:
        private_files.make_folder(instance)
    except OSError as error:
        raise ConfigurationError(
            f"the instance folder {instance} cannot be made: {error.strerror}"
        ) from error
    _read_file(app, instance / "config.toml")
    app.config.from_prefixed_env("ARTFLOW")
    _keep_texts(app)
    app.config.from_mapping(given or {})
    _check_kinds(app)
    _database(app, instance)
    _languages(app)
    app.config.setdefault("UPLOADS", str(instance / "uploads"))
    app.config.setdefault("MAIL_FOLDER", str(instance / "mail"))
    app.config.setdefault("SIGNING_KEY", str(instance / "signing-key.pem"))
    check_public_url(app.config["PUBLIC_URL"])
    set_public_url(app, app.config["PUBLIC_URL"])
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
    with open(path, "w", encoding="utf-8", opener=private_files.opener) as file:
        file.write("\n".join([*new, *kept, ""]))
    app.config.update(values)
    _languages(app)
    set_public_url(app, app.config["PUBLIC_URL"])


def _read_file(app: Flask, path: Path) -> None:
    """Read the file of settings, if there is one."""
    try:
        app.config.from_file(str(path), tomli.load, silent=True, text=False)
    except (ValueError, RecursionError) as error:  # whatever is no UTF-8, or no TOML
        raise ConfigurationError(f"{path} is not TOML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error


def _keep_texts(app: Flask) -> None:
    """Take texts of the environment as they are: a key of digits is not a number."""
    for name in (*TEXTS, *(name for name, default in DEFAULTS.items() if type(default) is str)):
        given = os.environ.get(f"ARTFLOW_{name}")
        if given is not None and not isinstance(app.config.get(name), str):
            app.config[name] = given


def _check_kinds(app: Flask) -> None:
    """Raise `ConfigurationError` for a setting of another kind than its default."""
    known = DEFAULTS | {name: "" for name in TEXTS if app.config.get(name) is not None}
    for name, default in known.items():
        value, kind = app.config[name], type(default)
        if default is not None and type(value) is not kind:
            raise ConfigurationError(f"ARTFLOW_{name} must be {KINDS[kind]}, not {_shown(value)}")
        if kind is int and value < 0:
            raise ConfigurationError(f"ARTFLOW_{name} must not be negative")
    _check_values(app)


def _check_values(app: Flask) -> None:
    """Raise `ConfigurationError` for what would only be noticed when a page is asked for."""
    if app.config["TRUSTED_PROXIES"] > MAX_PROXIES:
        raise ConfigurationError("ARTFLOW_TRUSTED_PROXIES is the number of proxies: 0, 1 or few")
    if app.config["SESSION_COOKIE_SAMESITE"] not in SAME_SITE:
        raise ConfigurationError(
            f"ARTFLOW_SESSION_COOKIE_SAMESITE is one of {', '.join(SAME_SITE)}"
        )
    zone = app.config["BABEL_DEFAULT_TIMEZONE"]
    if zone != DEFAULTS["BABEL_DEFAULT_TIMEZONE"]:
        from zoneinfo import ZoneInfo  # ours is right, and to look costs a start

        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ConfigurationError(
                "ARTFLOW_BABEL_DEFAULT_TIMEZONE must be a zone like Asia/Almaty"
            ) from error


def _shown(value: object) -> str:
    """Return what was given as far as it is no secret: a text may be one."""
    return "a text" if isinstance(value, str) else KINDS.get(type(value), "this")


def set_public_url(app: Flask, url: str) -> None:
    """Set where the application is reached; behind https every cookie is for https alone."""
    app.config["PUBLIC_URL"] = url if url.endswith("/") else f"{url}/"
    app.config["SESSION_COOKIE_SECURE"] = app.config["REMEMBER_COOKIE_SECURE"] = is_https(app)
    app.config["PREFERRED_URL_SCHEME"] = "https" if is_https(app) else "http"


def check_public_url(url: str) -> None:
    """Raise `ConfigurationError` for what is no address of a server."""
    if not is_web_address(url):
        raise ConfigurationError("ARTFLOW_PUBLIC_URL must look like https://artflow.city.kz/")


def is_web_address(url: str) -> bool:
    """Return whether this is the address of a server, with nothing that is asked of it."""
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        return is_address and parts.port != 0 and not (parts.query or parts.fragment)
    except ValueError:
        return False


def is_https(app: Flask) -> bool:
    """Return whether people reach the application by https, whatever reaches this process."""
    return str(app.config["PUBLIC_URL"]).startswith("https:")


def _database(app: Flask, instance: Path) -> None:
    """Choose SQLite in the instance folder unless a database is named, also by DATABASE_URL."""
    url = app.config.get("SQLALCHEMY_DATABASE_URI") or os.environ.get("DATABASE_URL")
    url = with_driver(url or f"sqlite:///{instance / 'artflow.db'}")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["DIRECT_DATABASE_URI"] = with_driver(app.config["DIRECT_DATABASE_URI"])
    if app.config["POOLER"] not in POOLERS:
        raise ConfigurationError(
            "ARTFLOW_POOLER is `transaction` for a pooler in that mode; without one, or in the "
            "mode of sessions, it stays empty"
        )
    if app.config["POOLER"] and not url.startswith("postgresql"):
        raise ConfigurationError("ARTFLOW_POOLER needs a database that is PostgreSQL")


def with_driver(url: str) -> str:
    """Return the address of a database with the driver that we use for PostgreSQL."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def check_place(where: str, name: str) -> None:
    """Raise `ConfigurationError` for a place of files that is neither a folder nor a bucket.

    For a bucket what the environment says of its store is checked as well. `name` is what the place
    is called; the place itself is not repeated, for somebody may have written a key into it.
    """
    if "://" not in where:
        return
    if not BUCKET.fullmatch(where):
        raise ConfigurationError(f"{name} must be a folder or look like s3://bucket/prefix")
    if find_spec("obstore") is None:
        raise ConfigurationError(f"{name} is a bucket, for which obstore must be installed too")
    given = [bool(os.environ.get(key)) for key in OBJECT_STORE_KEYS]
    if any(given) and not all(given):
        raise ConfigurationError(
            f"{' and '.join(OBJECT_STORE_KEYS)} belong together: one is not set"
        )
    endpoint = object_store_endpoint()
    if endpoint and not is_web_address(endpoint):
        raise ConfigurationError("AWS_ENDPOINT_URL must look like https://store.city.kz/")
    if not endpoint and not (os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")):
        raise ConfigurationError(
            f"{name} is a bucket: AWS_ENDPOINT_URL says at which store, or AWS_REGION where"
        )
    if endpoint and not any(given):
        raise ConfigurationError(f"{' and '.join(OBJECT_STORE_KEYS)} must be set for a bucket")


def object_store_endpoint() -> str:
    """Return the address of the object store; empty for the one of Amazon."""
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


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
        if not path.exists():
            _make_secret(path)
        private_files.close_to_others(path)
        return path.read_text()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be made or read: {error.strerror}") from error


def _make_secret(path: Path) -> None:
    """Write a new key; of several processes that begin at once all read the same one."""
    draft = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    with open(draft, "w", opener=private_files.opener) as file:
        file.write(secrets.token_hex(32))
    try:
        # A link, unlike a rename, leaves the key of whoever was first, and it is there as a whole.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
