"""What is wrong with a document of a process, in the language of the page."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.definitions.problems import Problem

PROBLEM_LABELS = {
    "altered": _l("the stored text was altered"),
    "argument_assessment": _l("'%(what)s' names no paper, or there is no [review] to answer"),
    "argument_file": _l("'%(what)s' names no kind of file"),
    "argument_held": _l("'%(what)s' names nothing under [conditions.holds]"),
    "argument_joined": _l("'%(what)s' names no stage with sign-offs"),
    "argument_decision": _l("'%(what)s' names no decision"),
    "argument_none": _l("'%(what)s' takes nothing after a colon"),
    "argument_number": _l("'%(what)s' needs a whole number after a colon"),
    "argument_outcome": _l("'%(what)s' names no outcome of a completeness check"),
    "argument_paper": _l("'%(what)s' names no paper"),
    "argument_severity": _l("'%(what)s' names no weight of a remark"),
    "dead_end": _l("no end can be reached from here"),
    "duplicate": _l("the %(kind)s '%(name)s' stands twice"),
    "final_left": _l("a final stage is not left"),
    "format_missing": _l("say in which format the document is: format = %(format)s"),
    "format_unknown": _l("this version reads %(format)s, not %(given)s"),
    "gate_waits": _l("a gate cannot wait for the acceptance: gate = false"),
    "held_by_nothing": _l(
        "no action asks for no_open_conditions:%(name)s, fulfil_condition and close_condition: "
        "what is set would hold up nothing, or for ever"
    ),
    "missing_setting": _l("'%(name)s' is missing"),
    "must_be_flag": _l("must be true or false"),
    "must_be_names": _l("must be a list of names"),
    "must_be_table": _l("must be a table"),
    "must_be_tables": _l("must be a list of tables"),
    "needs_no_signoffs": _l("'%(what)s' is about sign-offs and this stage has none"),
    "needs_number": _l("the rule '%(rule)s' needs a number"),
    "needs_outcome": _l("a stage without actions needs an outcome"),
    "needs_paper": _l(
        "'%(what)s' asks for the paper '%(paper)s', which this definition does not have"
    ),
    "needs_positive": _l("must be a whole number, 1 or more"),
    "needs_text": _l("a text is needed"),
    "needs_texts": _l("needs a text in kk, ru and en"),
    "no_holder": _l("nobody holds this stage"),
    "no_stage_has_action": _l("no stage has this action"),
    "no_text_in": _l("no text in %(language)s"),
    "nobody_may": _l("nobody may do this"),
    "none": _l("there are none"),
    "not_described": _l("'%(name)s' is not described under [actions]"),
    "not_one_of": _l("'%(name)s' is not one of %(known)s"),
    "not_signed_for": _l("no action of this stage signs for '%(part)s'"),
    "not_whole": _l("must be a whole number"),
    "too_much": _l("must not be more than %(most)s"),
    "unknown_area": _l("unknown part of the dossier '%(name)s'"),
    "unknown_effect": _l("unknown effect '%(name)s'"),
    "unknown_form": _l("unknown form '%(name)s'"),
    "unknown_guard": _l("unknown guard '%(name)s'"),
    "unknown_key": _l("unknown key '%(name)s'"),
    "unknown_setting": _l("'%(name)s' is unknown"),
    "unknown_stage": _l("unknown stage '%(name)s'"),
    "unknown_step": _l("unknown step '%(name)s'"),
    "unreachable": _l("nothing leads here"),
    "weights": _l("the weights add up to %(total)s, not %(points)s"),
    "not_toml": _l("The document is no TOML: %(error)s"),
    "not_utf8": _l("The document is not written in UTF-8: see byte %(byte)s"),
}
"""The same codes as `PROBLEMS` of the domain, whose words the shell says."""
WITHOUT_PLACE = ("not_toml", "not_utf8")
KIND_LABELS = {"code": _l("code"), "key": _l("key")}


def say_problem(problem: str) -> str:
    """Say a problem with its place; the place is written as in the document."""
    if not isinstance(problem, Problem):
        return problem
    kind = KIND_LABELS.get(str(problem.params.get("kind")), "")
    words = str(PROBLEM_LABELS[problem.code]) % (problem.params | {"kind": kind})
    return words if problem.code in WITHOUT_PLACE else _place(problem.where, words)


def _place(where: str, words: str) -> str:
    place = _("document") if where == "document" else where
    return f"{place}: {words}"
