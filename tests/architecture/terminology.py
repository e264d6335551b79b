"""Wrong words of the pages, each with the right one: patterns over texts in small letters.

One concept, one word. What a pattern forbids is right elsewhere (a footnote, a contract, a list),
but on these pages the word belongs to another concept.
"""

from __future__ import annotations

import re

DATA = r"(?:%\(\w+\)[sd]|\{\w+\})"
VERB_FORMS = r"(?:ать|ять|ить|еть|ться)\b"

KAZAKH = {
    r"мақұлда": "келісу: what a department or a sponsor does; бекіту adopts a rule",
    r"\bбекіту\b|бекітіл": "келісу; бекіту adopts a rule or a plan, растау confirms a fact",
    r"ескертпе": "ескерту: a remark, not a footnote",
    r"шешім\w* қабылда": "шешім шығару: қабылдау is the acceptance of a finished work",
    r"шартпен келіс": "шартты түрде келісу: this one accepts the contract",
    r"келісім-?\s?шарт": "шарт: the contract",
    r"тұрғындар": "меншік иелері: owners consent, not residents",
    r"кезек(?:ке|те|тегі|тер|тен|ті|тің)\b": "өтінімдер: кезек is a turn, never a list",
    r"(?<!бақылау )нүкте": "бақылау нүктесі: a milestone; a viewpoint is тұс",
    r"(?:ескерту|ақау)\w* жойыл": "орындалды, түзетілді: жою deletes",
    r"қабырға\w* сақтал": "резервтелген: сақтау saves",
    r"(?<!эскиздік )жоба": "қаралама, өтінім, туынды: жоба is both project and draft",
    r"\bаудан\w*, м²": "алаңы: аудан is a district",
    r"\b(?:сен|сенің|саған|сені)\b": "сіз",
    r"парол|логин|статус|адрес|өтініш(?! беруші)": "құпиясөз, пошта, мәртебе, мекенжай, өтінім",
    rf"{DATA}-?(?:ға|ге|қа|ке|да|де|та|те|нан|нен|дан|ден|тан|тен|ның|нің|дың|дің|тың|тің|ды|ді|ты"
    r"|ті|ны|ні|мен|бен|пен)\b": "no ending on data: a colon, or a noun that carries it",
    rf"{DATA} (?:дейін|кейін|бастап)\b": "the noun between takes the ending",
    r"(?:%\(num\)s|\d) \w+(?:лар|лер|дар|дер|тар|тер)\b": "no plural after a number",
    r"[щъё]": "no such letter in a Kazakh word of these pages",
    VERB_FORMS + r"|(?:ый|ого|ение|ания|ость)\b": "left in Russian",
}
RUSSIAN = {
    r"одобр": "согласовать",
    r"утвер[жд]": "согласовать; утвердить is for rules and plans",
    r"жильц|\bжител": "собственники",
    r"контракт": "договор",
    r"дедлайн|апрув|ревью|фидбек|майлстоун": "срок, согласовать, рассмотрение, ответ, точка",
    r"пожалуйста|к сожалению": "plain and exact",
    r"\bклик": "нажмите",
    r"[әғқңөұүһі]": "left in Kazakh",
}


def wrong_terms(language: str, text: str) -> list[str]:
    """Return the wrong words of a text, with what to write instead."""
    plain = text.lower()
    known = {"kk": KAZAKH, "ru": RUSSIAN}[language]
    return [
        f"{pattern} → {better}" for pattern, better in known.items() if re.search(pattern, plain)
    ]
