"""Every action of every definition, in one view that shows the form the definition names."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from artflow.domain.access.policy import Can
from artflow.domain.errors import FileRefused, Invalid, NotAllowed, NotPossible, Reason, TooSoon
from artflow.domain.process import engine, judging
from artflow.domain.process.case import Case
from artflow.domain.process.workflow import Action
from artflow.extensions import db
from artflow.services.decisions import case_loader
from artflow.services.decisions.decisions import Press, deciding
from artflow.services.files import files
from artflow.services.files.files import KeptUpload
from artflow.services.people import sign_in
from artflow.services.proposals import choices, detail
from artflow.web.http import limits
from artflow.web.shared import current, language, request_args, security
from artflow.web.shared.access import on_proposal, signed_in
from artflow.web.shared.base_forms import ActionForm, PreparedInput
from artflow.web.shared.error_labels import file_refused_label, invalid_label, too_soon_label
from artflow.web.shared.form_responses import form_status
from artflow.web.summaries import contexts, sidebar

from . import next_work, page_models, refusals
from .completeness_form import CompletenessForm
from .forms import form_of
from .refusals import RefusalView

MAX_KEPT = 60
bp = Blueprint("actions", __name__, url_prefix="/proposals/<int:proposal_id>")


@bp.get("/do/<name>")
@on_proposal(Can.SEE)
def ask(case: Case, name: str) -> ResponseReturnValue:
    """Show the form of an action that is open to me; a closed one answers with its reasons."""
    context = contexts.guard_context(case)
    action = _own_action(case, name)
    engine.require(contexts.with_acting_role(context, action), action)
    form = _form(case, action)
    for chosen in ("remark", "condition"):
        if chosen in form:
            form[chosen].data = request_args.key_arg(chosen)  # the link beside one names it
    if request_args.text_arg("all") and isinstance(form, CompletenessForm):
        form.mark_present()
    return _render(case, action, form)


@bp.post("/do/<name>")
@signed_in
def take(proposal_id: int, name: str) -> ResponseReturnValue:
    """Take the action: once, however often the button is pressed.

    Files and the password are checked first, because they are slow. Then the press is judged with
    the proposal locked, before the form answers: its choices are not for everybody who sees the
    proposal.
    """
    sent = ActionForm()
    press = Press(proposal_id, current.me(), name, sent.seen, sent.valid_key, current.now())
    prepared = PreparedInput()
    try:
        prepared = _check_password(press, _store_uploads(press))
        with deciding(press) as decision:
            form = _form(decision.case, decision.action, prepared)
            if decision.done is None and form.validate():
                decision.carry_out(form.action_data())
    except Invalid as error:
        form.refuse(error.field, invalid_label(error))
    except NotPossible as error:
        return _refuse(press, prepared, error), 409
    if decision.done is None:
        case = case_loader.load(db.session.connection(), proposal_id)  # its transaction has ended
        return _render(case, _own_action(case, name), form), *form_status(form)
    flash(decision.action.past[language.code()])
    if following := next_work.next_link(decision.case):
        flash(following, "now")
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


@bp.post("/do/<name>/files")
@signed_in
def keep(proposal_id: int, name: str) -> ResponseReturnValue:
    """Keep files for an action that would be taken now; a script sends them before the form.

    Answers in JSON: the ids to send with the form, and whether pictures are still to be prepared.
    """
    if not request.files:
        abort(400)
    sent = ActionForm()
    press = Press(proposal_id, current.me(), name, sent.seen, sent.valid_key, current.now())
    prepared = _store_uploads(press)
    if prepared.refused_file:
        return {"said": [prepared.refused_file]}, 429 if prepared.wait else 422
    return {
        "kept": [upload.id for upload in prepared.files],
        "waits": any(upload.is_waiting for upload in prepared.files),
    }


def _refuse(press: Press, prepared: PreparedInput, error: NotPossible) -> str:
    """Say why nothing was done, above the form as it was filled in.

    It is about the work as it stands now: who has read what has changed may press again. Where the
    action is closed to the person by now, a page gives back what they had written.
    """
    case, me = case_loader.load(db.session.connection(), press.proposal_id), current.me()
    refusal = refusals.refusal_view(error, case, me, language.code())
    today = contexts.guard_context(case).today
    known = [a for _, a in case.workflow.actions() if a.name == press.action]
    here = case.current_stage.actions.get(press.action)
    action = next(
        (a for a in (here, *known) if a and engine.acting_role_for(case, me, a, today)), None
    )
    form = _form(case, action, prepared) if action else None
    if action and form and press.action in case.current_stage.actions:
        form.show(case)
        return _render(case, action, form, refusal)
    return render_template(
        "errors/error.html",
        code=409,
        title=refusal.title,
        text=refusal.text,
        reasons=refusal.reasons,
        answers=refusals.list_answers(form) if form else [],
        link_url=url_for("proposals.show", proposal_id=case.id),
        link_label=_("Open the proposal"),
    )


def _store_uploads(press: Press) -> PreparedInput:
    """Store the files of a press that would be taken now.

    Those that arrived with an earlier press come first. Raise what judging the press raises:
    nobody leaves files where the action is not theirs.
    """
    stored = _earlier_uploads(press)
    sent = [upload for upload in request.files.getlist("files") if upload.filename]
    if not sent:
        return PreparedInput(tuple(stored))
    with deciding(press) as decision:
        if decision.done is not None:
            return PreparedInput()
    for upload in sent:
        stream, name = cast("BinaryIO", upload.stream), upload.filename or ""
        try:
            limits.count_upload()
            stored.append(files.keep_upload(stream, name, by=press.person.id))
        except FileRefused as error:
            return PreparedInput(tuple(stored), str(file_refused_label(error, name)))
        except TooSoon as error:
            return PreparedInput(tuple(stored), too_soon_label(error), wait=error.wait)
    return PreparedInput(tuple(stored))


def _earlier_uploads(press: Press) -> list[KeptUpload]:
    """Return the files that the form names because they have arrived before it."""
    keys = [request_args.parse_key(text) for text in request.form.getlist("kept")[:MAX_KEPT]]
    if not any(keys):
        return []
    return files.list_uploads(
        db.session.connection(), filter(None, keys), by=press.person.id, now=press.now
    )


def _check_password(press: Press, prepared: PreparedInput) -> PreparedInput:
    """Check the password of a signing form; add why it is refused, if it is.

    Not before the other fields are right: what they say costs nobody a try.
    """
    password = request.form.get("password")
    if password is None:
        return prepared
    if password and not _fields_hold(press, prepared):
        return prepared._replace(is_unchecked=True)
    try:
        sign_in.confirm_password(
            current.me().id,
            password,
            session=current_user.session_id,
            address=current.remote_address(),
            now=current.now(),
        )
    except Invalid as error:
        return prepared._replace(refused_password=invalid_label(error))
    except TooSoon as error:
        return prepared._replace(refused_password=too_soon_label(error), wait=error.wait)
    return prepared


def _fields_hold(press: Press, prepared: PreparedInput) -> bool:
    """Return whether the other fields of the form are right as the work stands now."""
    case = case_loader.load(db.session.connection(), press.proposal_id)
    action = case.current_stage.actions.get(press.action)
    holds = action is None or _form(case, action, prepared).validate()
    db.session.rollback()
    return holds


def _own_action(case: Case, name: str) -> Action:
    """Return the action if it belongs to this stage (409 if not) and to the person (403 if not)."""
    action = case.current_stage.actions.get(name)
    if action is None:
        raise NotPossible(Reason("not_in_this_stage"))
    if (
        engine.acting_role_for(case, current.me(), action, contexts.guard_context(case).today)
        is None
    ):
        raise NotAllowed
    return action


def _form(case: Case, action: Action, prepared: PreparedInput | None = None) -> ActionForm:
    return form_of(case, action).for_case(
        case, choices.list_choices(case, action, language.code(), current.me()), prepared
    )


def _render(
    case: Case, action: Action, form: ActionForm, refusal: RefusalView | None = None
) -> str:
    me, code = current.me(), language.code()
    signs = judging.is_signed(case.workflow, case.current_stage, action)
    rows = detail.load_detail(case) if signs else None
    aside = detail.load_aside(case, rows)
    form.describe(case)
    if "files" in form:
        security.allow_camera()
    return render_template(
        "decisions/action.html",
        form=form,
        refusal=refusal,
        case=case,
        signs=signs,
        page=page_models.ActionPage.build(
            case, action, aside, detail.load_finished(case, rows), me, code
        ),
        facts=sidebar.main_facts(case, rows, me, code) if rows else [],
        turn=sidebar.build_turn_view(case, me, code, aside),
    )
