"""Every page is whole in three languages, and says each thing in its one word."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.support import Translations

from tools import i18n

from .traps import found

pytestmark = pytest.mark.pure
ROOT = i18n.ROOT
DEFINITIONS = (
    *(ROOT / "artflow" / "domain" / "workflows").glob("*.toml"),
    ROOT / "tests" / "definitions" / "sculpture.toml",
)
LANGUAGES = ("kk", "ru", "en")
SAME = {
    "Балл", "Балл: %(n)s", "Браузер", "Бюджет", "Бюджет, ₸", "м", "Мурал", "палитра", "Портфель",
    "Процесс", "Рельеф", "Телефон",
    "фотомонтаж", "эскиз",
    "«Креативті art»", "Шымкент", "Jusan", "Kazakh Tourism",
}  # fmt: skip
"""What is the same word in Kazakh and in Russian."""
KAZAKH = re.compile("[әғқңөұүі]")
QUOTED = re.compile(r"«[^»]*»")
ENDS = ".?:…"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_says_what_the_pages_say(language):
    on_disk = i18n.path(language).read_bytes()

    assert on_disk == i18n.as_po(i18n.merged(language)), "run: python tools/i18n.py update"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_in_step(language):
    assert i18n.compiled(language), "run: python tools/i18n.py compile"


@pytest.mark.parametrize("language", i18n.TRANSLATED)
def test_nothing_is_missing_doubtful_or_left_over(language):
    text = i18n.path(language).read_text(encoding="utf-8")

    assert i18n.missing(language) == []
    assert "#, fuzzy" not in text
    assert "#~" not in text


@pytest.mark.parametrize("language", i18n.TRANSLATED)
def test_the_data_of_a_text_are_in_its_translation(language):
    assert i18n.broken(language) == []


@pytest.mark.parametrize("language", i18n.TRANSLATED)
def test_a_sentence_stays_a_sentence_and_a_label_a_label(language):
    other = [
        f"{text} → {string}"
        for text, message in i18n.known(language).items()
        for string in i18n.strings(message)
        if _end(string) != _end(text)
    ]

    assert other == []


def _end(text: str) -> str:
    return text[-1] if text[-1] in ENDS else ""


def test_kazakh_has_one_string_for_all_numbers():
    forms = [m.string for m in i18n.known("kk").values() if not isinstance(m.id, str)]

    assert forms
    assert all(len(form) == 2 and len(set(form)) == 1 for form in forms)


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "остался 1 рабочий день"), (21, "остался 21 рабочий день"),
        (2, "осталось 2 рабочих дня"), (34, "осталось 34 рабочих дня"),
        (0, "осталось 0 рабочих дней"), (5, "осталось 5 рабочих дней"),
        (11, "осталось 11 рабочих дней"), (112, "осталось 112 рабочих дней"),
    ],
)  # fmt: skip
def test_russian_has_three_forms(n, words):
    russian = Translations.load(i18n.FOLDER, ["ru"])

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


@pytest.mark.parametrize("language", i18n.TRANSLATED)
def test_one_notion_has_one_word(language):
    fallen = [
        f"{where}: {text}: {trap}"
        for where, text in _texts(language)
        for trap in found(language, QUOTED.sub("", text) if language == "ru" else text)
    ]

    assert fallen == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kk", "Өтінімді мақұлдау"), ("kk", "Ескертпе жазу"), ("kk", "Шешім қабылдаңыз"),
        ("kk", "Шартпен келісемін"), ("kk", "Тұрғындардың келісімі"), ("kk", "Кезекте 3 өтінім"),
        ("kk", "Ескерту жойылды"), ("kk", "Жоба сақталды"), ("kk", "%(day)s дейін"),
        ("kk", "%(who)s-ға жіберілді"), ("kk", "%(num)s өтінімдер"), ("kk", "Көбірек ждать"),
        ("ru", "Одобрено"), ("ru", "Согласие жильцов"), ("ru", "Заявка қаралуда"),
    ],
)  # fmt: skip
def test_a_trap_is_seen(language, text):
    assert found(language, text)


def test_kazakh_is_not_russian():
    known = [(text, m.string) for text, m in i18n.known("kk").items() if isinstance(m.id, str)]
    russian = {text: m.string for text, m in i18n.known("ru").items()}
    same = [kk for text, kk in known if kk == russian[text]]
    tables = [words["kk"] for path in DEFINITIONS for _where, words in _tables(path)
              if words["kk"] == words["ru"]]  # fmt: skip

    assert set(same + tables) <= SAME


def test_russian_writes_the_polite_pronoun_small():
    capital = [
        text for _where, text in _texts("ru") if re.search(r"[\w,] В(?:ы|ас|ам|аш\w*)\b", text)
    ]

    assert capital == []


def _texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language: catalogue, definitions and, in Kazakh, the demo."""
    for text, message in i18n.known(language).items():
        yield from ((text, string) for string in i18n.strings(message))
    for path in DEFINITIONS:
        yield from ((where, words[language]) for where, words in _tables(path))
    if language == "kk":
        yield from _demo()


def _tables(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Every table of words of a definition, with its place."""
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
    """What the demo's people wrote, and its papers."""
    folder = ROOT / "artflow" / "demo"
    for path in folder.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = (str(node.value) for node in nodes if isinstance(node, ast.Constant))
        yield from ((path.name, text) for text in texts if KAZAKH.search(text.lower()))
    for path in folder.glob("art/*.html"):
        yield path.name, re.sub(r"<style>.*?</style>|<[^>]*>", " ", path.read_text("utf-8"))
