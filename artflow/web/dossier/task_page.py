"""The task list of a dossier: sections, their state, what is missing before it can be sent."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.dossier import fields as rules
from artflow.domain.process.case import Case
from artflow.domain.process.engine import objections
from artflow.domain.process.workflow import Action
from artflow.web.decisions.page_models import definition_names
from artflow.web.shared import current, language
from artflow.web.shared.field_labels import FIELD_LABELS, SECTION_LABELS
from artflow.web.shared.reason_labels import ReasonView, reason_view
from artflow.web.summaries import contexts


class TaskRow(NamedTuple):
    """One section of the list."""

    url: str
    label: str
    kind: str
    state: str
    hint: str


class TaskPage(NamedTuple):
    """The list, and what is still missing before the dossier can be sent."""

    tasks: list[TaskRow]
    lead: str
    send_label: str
    send_url: str
    missing: list[ReasonView]


def build_task_page(case: Case) -> TaskPage:
    """Build the task list of the case's working dossier."""
    tasks = [_section_task(case, key) for key in rules.SECTIONS]
    tasks.insert(rules.SECTIONS.index("place"), _walls_task(case))
    tasks.insert(1, _files_task(case))
    done = sum(task.kind == "done" for task in tasks)
    action = _send_action(case)
    names = definition_names(case.workflow, language.code())
    found = objections(contexts.with_acting_role(contexts.guard_context(case), action), action)
    reasons = [reason_view(reason, current.me(), names=names) for reason in found]
    return TaskPage(
        tasks,
        ngettext(
            "%(num)s of %(all)s parts is ready",
            "%(num)s of %(all)s parts are ready",
            done,
            all=len(tasks),
        ),
        action.label[language.code()],
        url_for("actions.ask", proposal_id=case.id, name=action.name),
        reasons,
    )


def _send_action(case: Case) -> Action:
    """Return the action that sends the dossier: the first one that leaves this stage."""
    return next(
        a
        for a in case.current_stage.actions.values()
        if a.leaves_stage and {e.name for e in a.effects} & {"freeze", "resubmit"}
    )


def _section_task(case: Case, key: str) -> TaskRow:
    facts = case.dossier["facts"]
    missing = [f for f in rules.missing_fields(facts) if f.section == key]
    begun = any(rules.is_filled(facts.get(field.key)) for field in rules.section_fields(key))
    kind, state = _task_state(bool(missing), begun)
    hint = _("Missing: %(what)s", what=", ".join(str(FIELD_LABELS[f.key]) for f in missing))
    url = url_for("dossier.edit", proposal_id=case.id, section=key)
    return TaskRow(url, str(SECTION_LABELS[key]), kind, state, hint if missing and begun else "")


def _files_task(case: Case) -> TaskRow:
    files = case.dossier["files"]
    sketch = any(file["kind"] == "sketch" for file in files)
    kind, state = _task_state(not sketch, bool(files))
    hint = ngettext("%(num)s file", "%(num)s files", len(files)) if files else ""
    url = url_for("attachments.index", proposal_id=case.id)
    return TaskRow(url, str(SECTION_LABELS["files"]), kind, state, hint)


def _walls_task(case: Case) -> TaskRow:
    wished = case.dossier["facts"].get("walls")
    count = len(wished) if isinstance(wished, list) else 0
    kind, state = _task_state(False, bool(count))
    hint = ngettext("%(num)s wall", "%(num)s walls", count) if count else ""
    url = url_for("candidates.index", proposal_id=case.id)
    return TaskRow(url, str(SECTION_LABELS["walls"]), kind, state, hint)


def _task_state(missing: bool, begun: bool) -> tuple[str, str]:
    if not missing:
        return "done", _("Ready")
    return ("now", _("Begun")) if begun else ("", _("Not begun"))
