"""Kazakh, Russian, English: which one a request is answered in."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from babel.support import NullTranslations
from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Domain, get_locale
from flask_login import current_user

from artflow import config
from artflow.domain.text import LANGUAGES
from artflow.extensions import babel

COOKIE = "language"
PATH_SIGNS = "/:@!$&'()*+,;=~"
"""What stands for itself in a path."""
YEAR = 365 * 24 * 60 * 60


class CachedDomain(Domain):
    """The catalogues by language, each loaded once: a page has a hundred texts."""

    def __init__(self, *places: str) -> None:
        super().__init__(*places)
        self._catalogues: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of this request, of nothing outside of one."""
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        if locale.language not in self._catalogues:
            self._catalogues[locale.language] = super().get_translations()
        return self._catalogues[locale.language]


class LanguageName(NamedTuple):
    label: str
    short: str


LANGUAGE_NAMES = {
    "kk": LanguageName("Қазақша", "Қаз"),
    "ru": LanguageName("Русский", "Рус"),
    "en": LanguageName("English", "Eng"),
}


class LanguageLink(NamedTuple):
    """The same page in another language."""

    code: str
    label: str
    short: str
    url: str


def init_app(app: Flask) -> None:
    """Choose the language of every request; remember a choice in the browser."""
    folder = Path(app.root_path) / "translations"
    babel.init_app(app, locale_selector=select_locale, default_translation_directories=str(folder))
    babel.domain_instance = CachedDomain()
    app.after_request(_remember_choice)


def select_locale() -> str:
    """Return the language: by the address, the cookie, the profile, or the browser's settings.

    Only one that the installation offers; its first one where nothing else is wished for.
    """
    known = offered()
    if not has_request_context():
        return known[0]
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in known:
            return wish
    if current_user and current_user.is_authenticated and current_user.language in known:
        return current_user.language
    return request.accept_languages.best_match(known) or known[0]


def offered() -> list[str]:
    """Return the languages of this installation, in its order."""
    codes: list[str] = current_app.config["LANGUAGES"]
    return codes


def of_programme(languages: list[str] | None) -> list[str]:
    """Return the languages that a programme has chosen, as far as the installation offers them.

    Without a choice they are the first two of the installation: its official papers are bilingual.
    """
    known = offered()
    chosen = known[:2] if languages is None else [one for one in known if one in languages]
    return chosen or known[:1]


def offered_choices() -> list[tuple[str, str]]:
    """Return the languages of this installation with their own names, to choose among."""
    return [(code, LANGUAGE_NAMES[code].label) for code in offered()]


def code() -> str:
    """Return the language of this request, or the first one outside of requests."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def links() -> list[LanguageLink]:
    """Return this page in the other languages; the rest of its address is kept."""
    query = request.args.to_dict(flat=False)
    others = [c for c in offered() if c != code()]
    return [LanguageLink(c, *LANGUAGE_NAMES[c], _url(query | {"lang": [c]})) for c in others]


def _url(query: dict[str, list[str]]) -> str:
    # Encoded, because browsers take a backslash for a slash and leave out tabs: on the page of an
    # address that does not exist, `/\\host` would lead to that host.
    return f"{quote(request.path, safe=PATH_SIGNS)}?{urlencode(query, doseq=True)}"


def _remember_choice(response: Response) -> Response:
    wish = request.args.get("lang")
    return remember(response, wish) if wish in offered() else response


def remember(response: Response, code: str) -> Response:
    """Remember a language in this browser."""
    secure = config.is_https(current_app)
    response.set_cookie(COOKIE, code, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return response
