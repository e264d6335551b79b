"""The task list of a dossier: sections, what is done in each, what is missing before submitting."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain import dossier as rules
from artflow.domain.case import Case
from artflow.domain.engine import objections
from artflow.domain.workflow import Action
from artflow.web import current, language
from artflow.web.words.fields import FIELD_LABELS, SECTIONS
from artflow.web.words.reasons import Shown, shown

from . import moments
from .actions import stage_names


class Task(NamedTuple):
    """One section of the list."""

    url: str
    label: str
    kind: str
    state: str
    hint: str


class TaskPage(NamedTuple):
    """The list, and what still stands between the dossier and its sending."""

    tasks: list[Task]
    lead: str
    send_label: str
    send_url: str
    missing: list[Shown]


def page(case: Case) -> TaskPage:
    """The task list of the case's working dossier."""
    tasks = [_section(case, key) for key in rules.SECTIONS]
    tasks.insert(rules.SECTIONS.index("place"), _walls(case))
    tasks.insert(1, _files(case))
    done = sum(task.kind == "done" for task in tasks)
    action = _sending(case)
    names = stage_names(case.workflow, language.code())
    found = objections(moments.hatted(moments.now(case), action), action)
    reasons = [shown(reason, current.me(), names=names) for reason in found]
    return TaskPage(
        tasks,
        ngettext("%(num)s of %(all)s parts is ready", "%(num)s of %(all)s parts are ready", done,
                 all=len(tasks)),
        action.label[language.code()],
        url_for("actions.ask", proposal_id=case.id, name=action.name),
        reasons,
    )  # fmt: skip


def _sending(case: Case) -> Action:
    """The action that sends the dossier off: the first one of this stage that leads on."""
    return next(a for a in case.at.actions.values()
                if a.leads_on and {e.name for e in a.effects} & {"freeze", "resubmit"})  # fmt: skip


def _section(case: Case, key: str) -> Task:
    facts = case.dossier["facts"]
    missing = [f for f in rules.missing(facts) if f.section == key]
    begun = any(rules.filled(facts.get(field.key)) for field in rules.section(key))
    kind, state = _state(bool(missing), begun)
    hint = _("Missing: %(what)s", what=", ".join(str(FIELD_LABELS[f.key]) for f in missing))
    url = url_for("dossier.edit", proposal_id=case.id, section=key)
    return Task(url, str(SECTIONS[key]), kind, state, hint if missing and begun else "")


def _files(case: Case) -> Task:
    files = case.dossier["files"]
    sketch = any(file["kind"] == "sketch" for file in files)
    kind, state = _state(not sketch, bool(files))
    hint = ngettext("%(num)s file", "%(num)s files", len(files)) if files else ""
    url = url_for("attachments.index", proposal_id=case.id)
    return Task(url, str(SECTIONS["files"]), kind, state, hint)


def _walls(case: Case) -> Task:
    count = len(case.dossier["facts"].get("walls") or ())
    kind, state = _state(False, bool(count))
    hint = ngettext("%(num)s wall", "%(num)s walls", count) if count else ""
    url = url_for("candidates.index", proposal_id=case.id)
    return Task(url, str(SECTIONS["walls"]), kind, state, hint)


def _state(missing: bool, begun: bool) -> tuple[str, str]:
    if not missing:
        return "done", _("Ready")
    return ("now", _("Begun")) if begun else ("", _("Not begun"))
