"""What can be wrong with a definition: a place, a code and the English words for the shell."""

from __future__ import annotations

from types import MappingProxyType

PROBLEMS = MappingProxyType(
    {
        "altered": "the stored text was altered",
        "argument_assessment": "'%(what)s' names no paper, or there is no [review] to answer",
        "argument_file": "'%(what)s' names no kind of file",
        "argument_held": "'%(what)s' names nothing under [conditions.holds]",
        "argument_joined": "'%(what)s' names no stage with sign-offs",
        "argument_decision": "'%(what)s' names no decision",
        "argument_none": "'%(what)s' takes nothing after a colon",
        "argument_number": "'%(what)s' needs a whole number after a colon",
        "argument_outcome": "'%(what)s' names no outcome of a completeness check",
        "argument_paper": "'%(what)s' names no paper",
        "argument_severity": "'%(what)s' names no weight of a remark",
        "dead_end": "no end can be reached from here",
        "duplicate": "the %(kind)s '%(name)s' stands twice",
        "final_left": "a final stage is not left",
        "format_missing": "say in which format the document is: format = %(format)s",
        "format_unknown": "this version reads %(format)s, not %(given)s",
        "gate_waits": "a gate cannot wait for the acceptance: gate = false",
        "held_by_nothing": "no action asks for no_open_conditions:%(name)s, fulfil_condition and "
        "close_condition: what is set would hold up nothing, or for ever",
        "missing_setting": "'%(name)s' is missing",
        "must_be_flag": "must be true or false",
        "must_be_names": "must be a list of names",
        "must_be_table": "must be a table",
        "must_be_tables": "must be a list of tables",
        "needs_no_signoffs": "'%(what)s' is about sign-offs and this stage has none",
        "needs_number": "the rule '%(rule)s' needs a number",
        "needs_outcome": "a stage without actions needs an outcome",
        "needs_paper": "'%(what)s' asks for the paper '%(paper)s', "
        "which this definition does not have",
        "needs_positive": "must be a whole number, 1 or more",
        "needs_text": "a text is needed",
        "needs_texts": "needs a text in kk, ru and en",
        "no_holder": "nobody holds this stage",
        "no_stage_has_action": "no stage has this action",
        "no_text_in": "no text in %(language)s",
        "nobody_may": "nobody may do this",
        "none": "there are none",
        "not_described": "'%(name)s' is not described under [actions]",
        "not_one_of": "'%(name)s' is not one of %(known)s",
        "not_signed_for": "no action of this stage signs for '%(part)s'",
        "not_toml": "%(error)s",
        "not_utf8": "byte %(byte)s",
        "not_whole": "must be a whole number",
        "too_much": "must not be more than %(most)s",
        "unknown_area": "unknown part of the dossier '%(name)s'",
        "unknown_effect": "unknown effect '%(name)s'",
        "unknown_form": "unknown form '%(name)s'",
        "unknown_guard": "unknown guard '%(name)s'",
        "unknown_key": "unknown key '%(name)s'",
        "unknown_setting": "'%(name)s' is unknown",
        "unknown_stage": "unknown stage '%(name)s'",
        "unknown_step": "unknown step '%(name)s'",
        "unreachable": "nothing leads here",
        "weights": "the weights add up to %(total)s, not %(points)s",
    }
)
"""What is said after the place, by code. Pages have the same in every language."""


class Problem(str):
    """One problem as a line in English; pages say the same in their language by its parts."""

    where: str
    code: str
    params: dict[str, object]

    def __new__(cls, where: str, code: str, **params: object) -> Problem:
        made = super().__new__(cls, f"{where}: {PROBLEMS[code] % params}")
        made.where, made.code, made.params = where, code, params
        return made
