"""Remarks with their place on the picture, their answers, and what I may do with each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.case import ANSWERED, CLOSED, MUST, OPEN, Case
from artflow.domain.engine import Option
from artflow.web.language import code as language

SEVERITIES = {"must": _l("Obligatory"), "should": _l("Recommendation"), "note": _l("Comment")}
STATES = {
    OPEN: ("wait", _l("Open")),
    ANSWERED: ("now", _l("Answered")),
    CLOSED: ("done", _l("Carried out")),
}
FITS = {
    "answer": (OPEN, ANSWERED),
    "close_remark": (OPEN, ANSWERED),
    "reopen_remark": (ANSWERED, CLOSED),
}
SHORT = 60


class Link(NamedTuple):
    """Somewhere to go."""

    url: str
    label: str


class Answer(NamedTuple):
    """What the artist said to a remark."""

    by: str
    text: str


class RemarkShown(NamedTuple):
    """A remark as the list and the pins take it."""

    n: int
    x: Any
    y: Any
    must: bool
    label: str
    severity_label: str
    text: str
    answers: list[Answer]
    kind: str
    state: str
    actions: list[Link]


def remarks(case: Case, rows: Iterable[Any], options: Iterable[Option] = ()) -> list[RemarkShown]:
    """The remarks in the order they were written."""
    return [_remark(case, n, remark, list(options)) for n, remark in enumerate(rows, 1)]


def _remark(case: Case, n: int, remark: Any, options: list[Option]) -> RemarkShown:
    kind, state = STATES[remark.state]
    how = _("Changed") if remark.fixed else _("Not changed")
    answers = [Answer(_("Artist"), f"{how}. {remark.answer}")] if remark.answer else []
    return RemarkShown(
        n=n,
        x=remark.x,
        y=remark.y,
        must=remark.severity == MUST,
        label=remark.text[:SHORT],
        severity_label=str(SEVERITIES[remark.severity]),
        text=remark.text,
        answers=answers,
        kind=kind,
        state=str(state),
        actions=[
            Link(_address(case, option, remark), option.action.label[language()])
            for option in options
            for effect in option.action.effects
            if option.open and remark.state in FITS.get(effect.name, ())
        ],
    )


def _address(case: Case, option: Option, remark: Any) -> str:
    name = option.action.name
    return url_for("actions.ask", proposal_id=case.id, name=name, remark=remark.id)
