"""Remarks with their place on the picture, their answers, and the reader's actions on each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.process.case import ANSWERED, CLOSED, MUST, OPEN, Case
from artflow.domain.process.engine import Option
from artflow.models import Remark
from artflow.web.shared.language import code as language_code

SEVERITY_LABELS = {"must": _l("Obligatory"), "should": _l("Recommendation"), "note": _l("Comment")}
REMARK_STATES = {
    OPEN: ("wait", _l("Open")),
    ANSWERED: ("now", _l("Answered")),
    CLOSED: ("done", _l("Carried out")),
}
STATES_OF_EFFECT = {
    "answer": (OPEN, ANSWERED),
    "close_remark": (OPEN, ANSWERED),
    "reopen_remark": (ANSWERED, CLOSED),
}
LABEL_LENGTH = 60


class Link(NamedTuple):
    """An address with its label."""

    url: str
    label: str


class AnswerView(NamedTuple):
    """The artist's answer to a remark."""

    by: str
    text: str


class RemarkView(NamedTuple):
    """A remark as the list and the pins take it."""

    n: int
    x: Decimal | None
    y: Decimal | None
    must: bool
    label: str
    severity_label: str
    text: str
    answers: list[AnswerView]
    kind: str
    state: str
    actions: list[Link]


def remark_views(
    case: Case, rows: Iterable[Remark], options: Iterable[Option] = ()
) -> list[RemarkView]:
    """Show the remarks in the order they were written."""
    return [_remark_view(case, n, remark, list(options)) for n, remark in enumerate(rows, 1)]


def _remark_view(case: Case, n: int, remark: Remark, options: list[Option]) -> RemarkView:
    kind, state = REMARK_STATES[remark.state]
    how = _("Changed") if remark.fixed else _("Not changed")
    if remark.fixed and remark.version_id == case.version_id and not case.current_stage.editable:
        how = _("Changed, it says; nothing in the dossier was")
    answers = [AnswerView(_("Artist"), f"{how}. {remark.answer}")] if remark.answer else []
    return RemarkView(
        n=n,
        x=remark.x,
        y=remark.y,
        must=remark.severity == MUST,
        label=remark.text[:LABEL_LENGTH],
        severity_label=str(SEVERITY_LABELS[remark.severity]),
        text=remark.text,
        answers=answers,
        kind=kind,
        state=str(state),
        actions=[
            Link(_action_url(case, option, remark), option.action.label[language_code()])
            for option in options
            for effect in option.action.effects
            if option.open and remark.state in STATES_OF_EFFECT.get(effect.name, ())
        ],
    )


def _action_url(case: Case, option: Option, remark: Remark) -> str:
    name = option.action.name
    return url_for("actions.ask", proposal_id=case.id, name=name, remark=remark.id)
