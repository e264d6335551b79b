"""Every action of every definition, from one view: what the document names, this page asks."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from artflow.domain import engine
from artflow.domain.case import Case
from artflow.domain.errors import FileRefused, Invalid, NotAllowed, NotPossible, Reason, Refusal
from artflow.domain.policy import Can
from artflow.domain.workflow import Action
from artflow.extensions import db
from artflow.services import cases, choices, door, dossier_page, files

from . import asked, current, language, present
from .access import on_proposal
from .forms.actions import FORMS
from .forms.base import ActionForm
from .words.errors import intake_words, invalid_words

bp = Blueprint("actions", __name__, url_prefix="/proposals/<int:proposal_id>")


@bp.get("/do/<name>")
@on_proposal(Can.SEE)
def ask(case: Case, name: str) -> object:
    """The form of an action that is open to me; a closed one answers with its reasons."""
    moment = present.moments.now(case)
    action = _mine(case, name)
    engine.require(present.moments.hatted(moment, action), action)
    form = _form(case, action)
    if "remark" in form:
        form.remark.data = asked.argument("remark")  # the link at a remark names it
    return _page(case, action, form)


@bp.post("/do/<name>")
@on_proposal(Can.SEE)
def take(case: Case, name: str) -> object:
    """Take the action: once, however often the button is pressed.

    Whose it is and whether it is open is settled before the form says a word: what can be chosen
    in it is not for everybody who sees the proposal.
    """
    action = _somewhere(case, name)
    form = _form(case, action)
    refusal = _refusal(case, name, form.seen)
    if door.carried_out(db.session.connection(), case, current.me(), name, form.press):
        return _done(case, action)  # asked last: the same press may have been faster elsewhere
    if refusal is not None:
        raise refusal
    if not form.validate():
        return _page(case, action, form), 422
    try:
        data = form.given() | _kept(form)
        door.act(case.id, current.me(), name, seen=form.seen, key=form.key.data, data=data)
    except Invalid as error:
        form[error.field].errors = [invalid_words(error)]
        anew = cases.load(db.session.connection(), case.id)  # the door has let go of what was read
        return _page(anew, action, form), 422
    return _done(case, action)


def _mine(case: Case, name: str) -> Action:
    """The action, if it belongs to this stage (409 if not) and to me (403 if not)."""
    action = case.at.actions.get(name)
    if action is None:
        raise NotPossible(Reason("not_in_this_stage"))
    if engine.hat_for(case, current.me(), action, present.moments.now(case).today) is None:
        raise NotAllowed
    return action


def _somewhere(case: Case, name: str) -> Action:
    """The action as any stage knows it: the door says whether it can be taken now."""
    known = case.at.actions.get(name)
    others = (action for _stage, action in case.workflow.actions() if action.name == name)
    action = known or next(others, None)
    if action is None:
        raise NotPossible(Reason("not_in_this_stage"))
    return action


def _refusal(case: Case, name: str, seen: door.Seen) -> Refusal | None:
    """What speaks against the action already, whatever the form says."""
    moment = present.moments.now(case)
    try:
        action = door.admit(db.session.connection(), moment, current.me(), name, seen)
        engine.require(moment, action)
    except Refusal as refusal:
        return refusal
    return None


def _form(case: Case, action: Action) -> ActionForm:
    return FORMS[action.form].of(case, choices.of(case, action, language.code()))


def _kept(form: ActionForm) -> dict[str, Any]:
    """Take in the uploads before any transaction begins. Raises `Invalid` for a refused one."""
    if "files" not in form:
        return {}
    kept = []
    for upload in form.files.data or ():
        try:
            kept.append(files.keep(upload.stream, upload.filename, by=current.me().id))
        except FileRefused as error:
            words = intake_words(error, upload.filename)
            raise Invalid("files", "refused", words=words) from error
    return {"files": kept}


def _page(case: Case, action: Action, form: ActionForm) -> str:
    me, code = current.me(), language.code()
    signs = any(effect.name == "sign" for effect in action.effects)
    rows = dossier_page.read(case) if signs else None
    beside = dossier_page.beside(case, rows)
    return render_template(
        "proposals/action.html", form=form, case=case, signs=signs,
        page=present.actions.ActionPage.of(case, action, beside, me, code),
        facts=present.aside.main_facts(case, rows, me, code) if rows else [],
        turn=present.aside.turn_of(case, me, code, beside),
    )  # fmt: skip


def _done(case: Case, action: Action) -> object:
    flash(action.past[language.code()])
    return redirect(url_for("proposals.show", proposal_id=case.id), 303)
