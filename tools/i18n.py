"""The texts of the pages in every language: `python tools/i18n.py update|compile|check|words`.

update   takes the English texts from the code and the templates into the catalogues, keeps their
         translations, drops what is no longer said (and prints it) and compiles
compile  writes the .mo files, after a translation was written into a .po
check    says what is stale, missing or broken; 1 when there is something to do
words    prints what still waits for a translation

The catalogues are artflow/translations/<language>/LC_MESSAGES/messages.po; the English text is the
key. A file never holds a date or a line number, so it changes only when a text does.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "artflow" / "translations"
SOURCE = "en"
TRANSLATED = ("kk", "ru")
PLURAL = (1, 2)
KEYWORDS = {
    "_": None, "gettext": None, "_l": None, "lazy_gettext": None,
    "ngettext": PLURAL, "lazy_ngettext": PLURAL,
}  # fmt: skip
placeholder = re.compile(r"%(?:\(\w+\))?[sd]|%%")


class Book(Catalog):
    """A catalogue without dates and without the names of programs."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, header_comment="# artflow", fuzzy=False)
        self.language = language

    def _headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "artflow"),
            ("Language", self.language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]

    def _set_headers(self, headers: object) -> None:
        """What a file says in its head is always written anew."""

    mime_headers = property(_headers, _set_headers)


def path(language: str, suffix: str = "po") -> Path:
    """The file of a language."""
    return FOLDER / language / "LC_MESSAGES" / f"messages.{suffix}"


@cache
def said() -> list[str | tuple[str, str]]:
    """Every text of the code and the templates, once; one with a plural as a pair."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return sorted({text for _file, _line, text, _comments, _context in found}, key=first)


def first(text: str | tuple[str, ...]) -> str:
    """The text itself, or the singular of a pair."""
    return text if isinstance(text, str) else text[0]


def known(language: str) -> dict[str, Message]:
    """The messages of a catalogue as it is on disk, by their English text."""
    if not path(language).exists():
        return {}
    with path(language).open("rb") as file:
        return {first(m.id): m for m in read_po(file, locale=language) if m.id}


def merged(language: str) -> Book:
    """The catalogue as it should be: what is said now, with the translations known so far."""
    book, before = Book(language), known(language)
    for text in said():
        old = before.get(first(text))
        keeps = old is not None and isinstance(old.id, str) == isinstance(text, str)
        if language == SOURCE:
            book.add(text, "" if isinstance(text, str) else text)
        else:
            book.add(text, old.string if keeps and old else "")
    return book


def as_po(book: Catalog) -> bytes:
    """The bytes of a .po file."""
    out = io.BytesIO()
    write_po(out, book, width=0, no_location=True, sort_output=True)
    return out.getvalue()


def as_mo(book: Catalog) -> bytes:
    """The bytes of a .mo file."""
    out = io.BytesIO()
    write_mo(out, book)
    return out.getvalue()


def update() -> int:
    """Bring the catalogues up to what the pages say."""
    for language in (*TRANSLATED, SOURCE):
        book = merged(language)
        for text, old in known(language).items():
            if text not in book and language != SOURCE:
                print(f"{language}: dropped {text!r}: {old.string!r}")
        path(language).parent.mkdir(parents=True, exist_ok=True)
        path(language).write_bytes(as_po(book))
    return compile_all() or words()


def compile_all() -> int:
    """Write every .mo file from its .po."""
    for language in (*TRANSLATED, SOURCE):
        path(language, "mo").write_bytes(as_mo(_on_disk(language)))
    return 0


def words() -> int:
    """Print what waits for a translation."""
    for language in TRANSLATED:
        for text in missing(language):
            print(f"{language}: {text}")
    return 0


def check() -> int:
    """Print every fault; 1 when there is one."""
    found = list(faults())
    print(*found or ["the texts are complete"], sep="\n")
    return bool(found)


def faults() -> Iterator[str]:
    """What is wrong with the catalogues, a line each."""
    for language in (*TRANSLATED, SOURCE):
        if not path(language).exists() or path(language).read_bytes() != as_po(merged(language)):
            yield f"{language}: stale, run `python tools/i18n.py update`"
        elif not compiled(language):
            yield f"{language}: .mo is not of this .po, run `python tools/i18n.py compile`"
    for language in TRANSLATED:
        yield from (f"{language}: not translated: {text}" for text in missing(language))
        yield from (f"{language}: other placeholders: {text}" for text in broken(language))


def missing(language: str) -> list[str]:
    """English texts without a translation, or with a doubtful one."""
    return [text for text, m in known(language).items() if m.fuzzy or not all(strings(m))]


def broken(language: str) -> list[str]:
    """English texts whose translation does not have the same placeholders."""
    return [
        text for text, m in known(language).items()
        if any(placeholders(string) != placeholders(text) for string in strings(m) if string)
    ]  # fmt: skip


def placeholders(text: str) -> list[str]:
    """The data in a text, in no order."""
    return sorted(placeholder.findall(text))


def compiled(language: str) -> bool:
    """Whether the .mo file says what the .po file says."""
    if not path(language, "mo").exists():
        return False
    with path(language, "mo").open("rb") as file:
        have = {first(m.id): strings(m) for m in read_mo(file) if m.id}
    return have == {text: strings(m) for text, m in known(language).items() if any(strings(m))}


def strings(message: Message) -> tuple[str, ...]:
    """The translation, or all its forms."""
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string)


def _on_disk(language: str) -> Book:
    book = Book(language)
    for message in known(language).values():
        book.add(message.id, message.string)
    return book


COMMANDS = {"update": update, "compile": compile_all, "check": check, "words": words}

if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
