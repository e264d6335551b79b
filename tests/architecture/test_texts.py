"""Every page is complete in three languages, with one word for each concept."""

from __future__ import annotations

import ast
import filecmp
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from babel.support import Translations

import dev

from .terminology import wrong_terms

pytestmark = pytest.mark.pure
ROOT = dev.ROOT
DEFINITIONS = (
    *(ROOT / "artflow" / "domain" / "workflows").glob("*.toml"),
    ROOT / "tests" / "definitions" / "sculpture.toml",
)
LANGUAGES = ("kk", "ru", "en")
TRANSLATED = ("kk", "ru")  # the English text is the key and needs no catalogue
SAME = {
    "Балл",
    "Балл: %(n)s",
    "Браузер",
    "Бюджет",
    "Валюта",
    "код",
    "м",
    "Мурал",
    "палитра",
    "Портфель",
    "Процесс",
    "Рельеф",
    "Телефон",
    "№ %(number)s",
    "%(n)s КБ",
    "%(n)s МБ",
    "фотомонтаж",
    "эскиз",
    "«Креативті art»",
    "Шымкент",
    "Jusan",
    "Kazakh Tourism",
}
"""What is the same word in Kazakh and in Russian."""
KAZAKH = re.compile("[әғқңөұүі]")
QUOTED = re.compile(r"«[^»]*»")
ENDS = ".?:…"
DATA = re.compile(r"%(?:\(\w+\))?[sd]|%%")


def po(language: str) -> Path:
    return ROOT / dev.CATALOGUES / language / "LC_MESSAGES" / "messages.po"


@cache
def catalogue(language: str) -> Catalog:
    with po(language).open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> dict[str, Message]:
    """Return the messages of a catalogue by their English text, or its singular."""
    return {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue(language) if m.id}


def translations(message: Message) -> tuple[str, ...]:
    """Return the translation, or all its forms."""
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string)


def test_the_catalogues_say_what_the_pages_say_and_are_compiled(tmp_path):
    """`python3 dev.py texts` would change nothing: seen on a copy of the catalogues."""
    shutil.copytree(ROOT / dev.CATALOGUES, tmp_path, dirs_exist_ok=True)
    for arguments in dev.babel_commands(str(tmp_path)):
        command = [sys.executable, "-m", "babel.messages.frontend", *arguments]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    files = [f"{code}/LC_MESSAGES/messages.{end}" for code in TRANSLATED for end in ("po", "mo")]
    _same, stale, lost = filecmp.cmpfiles(ROOT / dev.CATALOGUES, tmp_path, files, shallow=False)
    assert stale + lost == [], "run: python3 dev.py texts"


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_missing_doubtful_or_left_over(language):
    missing = [
        text for text, m in messages(language).items() if m.fuzzy or not all(translations(m))
    ]

    assert missing == []
    assert catalogue(language).obsolete == {}
    assert "#, fuzzy" not in po(language).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_data_of_a_text_are_in_its_translation(language):
    broken = [
        text
        for text, message in messages(language).items()
        for string in translations(message)
        if sorted(DATA.findall(string)) != sorted(DATA.findall(text))
    ]

    assert broken == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_stays_a_sentence_and_a_label_a_label(language):
    other = [
        f"{text} → {string}"
        for text, message in messages(language).items()
        for string in translations(message)
        if _end(string) != _end(text)
    ]

    assert other == []


def _end(text: str) -> str:
    return text[-1] if text[-1] in ENDS else ""


def test_kazakh_has_one_string_for_all_numbers():
    forms = [m.string for m in messages("kk").values() if not isinstance(m.id, str)]

    assert forms
    assert all(len(form) == 2 and len(set(form)) == 1 for form in forms)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "остался 1 рабочий день"),
        (21, "остался 21 рабочий день"),
        (2, "осталось 2 рабочих дня"),
        (34, "осталось 34 рабочих дня"),
        (0, "осталось 0 рабочих дней"),
        (5, "осталось 5 рабочих дней"),
        (11, "осталось 11 рабочих дней"),
        (112, "осталось 112 рабочих дней"),
    ],
)
def test_russian_has_three_forms(n, words):
    russian = Translations.load(ROOT / dev.CATALOGUES, ["ru"])

    left = russian.ungettext("%(num)s working day left", "%(num)s working days left", n)

    assert left % {"num": n} == words


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_a_definition_speaks_three_languages(path):
    known = {"paper"} | set(tomllib.loads(path.read_text(encoding="utf-8"))["settings"])

    for where, words in _tables(path):
        assert all(words.get(language, "").strip() for language in LANGUAGES), where
        data = [set(re.findall(r"\{(\w+)\}", words[language])) for language in LANGUAGES]
        assert data[0] == data[1] == data[2], where
        assert data[0] <= known, where
        assert not any(text.endswith(".") for text in words.values()), where


@pytest.mark.parametrize("language", TRANSLATED)
def test_one_notion_has_one_word(language):
    fallen = [
        f"{where}: {text}: {trap}"
        for where, text in _texts(language)
        for trap in wrong_terms(language, QUOTED.sub("", text) if language == "ru" else text)
    ]

    assert fallen == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kk", "Өтінімді мақұлдау"),
        ("kk", "Ескертпе жазу"),
        ("kk", "Шешім қабылдаңыз"),
        ("kk", "Шартпен келісемін"),
        ("kk", "Тұрғындардың келісімі"),
        ("kk", "Кезекте 3 өтінім"),
        ("kk", "Ескерту жойылды"),
        ("kk", "Жоба сақталды"),
        ("kk", "%(day)s дейін"),
        ("kk", "%(who)s-ға жіберілді"),
        ("kk", "%(num)s өтінімдер"),
        ("kk", "Көбірек ждать"),
        ("ru", "Одобрено"),
        ("ru", "Согласие жильцов"),
        ("ru", "Заявка қаралуда"),
    ],
)
def test_a_trap_is_seen(language, text):
    assert wrong_terms(language, text)


def test_kazakh_is_not_russian():
    known = [(text, m.string) for text, m in messages("kk").items() if isinstance(m.id, str)]
    russian = {text: m.string for text, m in messages("ru").items()}
    same = [kk for text, kk in known if kk == russian[text]]
    tables = [
        words["kk"]
        for path in DEFINITIONS
        for _where, words in _tables(path)
        if words["kk"] == words["ru"]
    ]

    assert set(same + tables) <= SAME


DATES = re.compile(r"%\((?:day|until|begin|ends?|since|when|date)\)s")


def test_no_russian_sentence_ends_with_a_date_and_a_second_full_stop():
    """A date of a year ends in «г.»: the sentence says it earlier, or goes without its own stop."""
    filled = [(text, DATES.sub("1 сентября 2026 г.", string)) for text, string in _texts("ru")]

    assert [text for text, string in filled if "г.." in string] == []


def test_russian_writes_the_polite_pronoun_small():
    capital = [
        text for _where, text in _texts("ru") if re.search(r"[\w,] В(?:ы|ас|ам|аш\w*)\b", text)
    ]

    assert capital == []


def _texts(language: str) -> Iterator[tuple[str, str]]:
    """Return every text of a language: catalogue, definitions and, in Kazakh, the demo."""
    for text, message in messages(language).items():
        yield from ((text, string) for string in translations(message))
    for path in DEFINITIONS:
        yield from ((where, words[language]) for where, words in _tables(path))
    if language == "kk":
        yield from _demo()


def _tables(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Return every table of texts of a definition, with its place."""
    yield from _words(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))


def _words(where: str, value: object) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, list):
        for n, item in enumerate(value):
            yield from _words(f"{where}[{n}]", item)
    elif isinstance(value, dict) and value.keys() & set(LANGUAGES):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _words(f"{where}.{key}", item)


def _demo() -> Iterator[tuple[str, str]]:
    """Return what the demo's people wrote, and its papers."""
    folder = ROOT / "artflow" / "demo"
    for path in folder.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = (str(node.value) for node in nodes if isinstance(node, ast.Constant))
        yield from ((path.name, text) for text in texts if KAZAKH.search(text.lower()))
    for path in folder.glob("art/*.html"):
        yield path.name, re.sub(r"<style>.*?</style>|<[^>]*>", " ", path.read_text("utf-8"))
