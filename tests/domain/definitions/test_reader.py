"""One place of a small definition is broken: the reader names that place and nothing else."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from artflow.domain.errors import DefinitionError
from tests.domain.cases import problems

pytestmark = pytest.mark.pure

ROLES = (
    "artist, architecture_specialist, architecture_head, sponsor_signatory, sponsor_viewer, "
    "coordinator, administrator"
)
PARTS = "artist, architecture, sponsor, coordinator, platform, stand_in"
OPENNESS = "applicant, reviewers, sponsors_card, sponsors, public"
LABEL = '{ kk = "қаралама", ru = "черновик", en = "draft" }'


BROKEN = [
    # texts
    ('key = "small"', "", "key: a text is needed"),
    ('key = "small"', "key = 5", "key: a text is needed"),
    ('key = "small"', 'key = ""', "key: a text is needed"),
    ('key = "one"', "", "steps[1].key: a text is needed"),
    ('code = "end"', "code = 2", "milestones[2].code: a text is needed"),
    ('form = "submit"', "", "actions.send.form: a text is needed"),
    ('form = "paper"', "form = 1", "papers.act.form: a text is needed"),
    (
        'step = "one"\nlabel = { kk = "қаралама"',
        'label = { kk = "қаралама"',
        "stages.draft.step: a text is needed",
    ),
    ('outcome = "accepted"', "outcome = 1", "stages.done.outcome: a text is needed"),
    ('rule = "n_of_m", ', "", "stages.signing.join.rule: a text is needed"),
    (
        '[{ stage = "done", when = ["join_passed"] }',
        '[{ when = ["join_passed"] }',
        "stages.signing.do.sign.to[1].stage: a text is needed",
    ),
    # words in three languages
    (LABEL, '"draft"', "stages.draft.label: needs a text in kk, ru and en"),
    (f"label = {LABEL}", "", "stages.draft.label: needs a text in kk, ru and en"),
    (LABEL, '{ kk = "қаралама", ru = "черновик" }', "stages.draft.label: no text in en"),
    (LABEL, '{ kk = "қаралама", ru = "  ", en = "draft" }', "stages.draft.label: no text in ru"),
    (LABEL, '{ kk = 1, ru = "черновик", en = "draft" }', "stages.draft.label: no text in kk"),
    ('hint = { kk = "кеңес", ', "hint = { ", "actions.send.hint: no text in kk"),
    ('hint = { kk = "ақыры", ', "hint = { ", "shared.stop.hint: no text in kk"),
    ('public = { kk = "қаралуда", ', "public = { ", "stages.signing.public: no text in kk"),
    ('future = { kk = "қол қойылады", ', "future = { ", "stages.signing.future: no text in kk"),
    ('past = { kk = "Енгізілді: {paper}", ', "past = { ", "record.past: no text in kk"),
    ('label = { kk = "Енгізу: {paper}", ', "label = { ", "record.label: no text in kk"),
    # flags, numbers
    ("editable = true", 'editable = "yes"', "stages.draft.editable: must be true or false"),
    ("while_held = true", "while_held = 1", "actions.stop.while_held: must be true or false"),
    ("primary = true", "primary = 1", "actions.send.primary: must be true or false"),
    ("internal = true", "internal = 1", "papers.act.internal: must be true or false"),
    ("gate = false", "gate = 0", "milestones[1].gate: must be true or false"),
    ("fresh = true", "fresh = 1", "stages.signing.join.fresh: must be true or false"),
    ("limit = 5", "limit = 0", "stages.signing.limit: must be a whole number, 1 or more"),
    ("limit = 5", 'limit = "5"', "stages.signing.limit: must be a whole number, 1 or more"),
    ("limit = 5", "limit = true", "stages.signing.limit: must be a whole number, 1 or more"),
    ("limit = 5", "limit = 1.5", "stages.signing.limit: must be a whole number, 1 or more"),
    ("weight = 40", "weight = -1", "milestones[1].weight: must be a whole number, 1 or more"),
    ("pay = 30", "pay = -1", "milestones[1].pay: must be a whole number, 1 or more"),
    ("n = 2", "n = -2", "stages.signing.join.n: must be a whole number, 1 or more"),
    # names from a closed list
    (
        '[{ role = "coordinator", when',
        '[{ role = "boss", when',
        f"stages.signing.holders[1].role: 'boss' is not one of {ROLES}",
    ),
    (
        '[{ role = "coordinator", when',
        "[{ when",
        f"stages.signing.holders[1].role: '' is not one of {ROLES}",
    ),
    (
        'opens = "sponsors"',
        'opens = "all"',
        f"stages.signing.opens: 'all' is not one of {OPENNESS}",
    ),
    ('opens = "sponsors"', "opens = []", f"stages.signing.opens: '[]' is not one of {OPENNESS}"),
    (
        'parties = ["sponsor"]',
        'parties = ["sponsor", "bank"]',
        f"stages.signing.join.parties: 'bank' is not one of {PARTS}",
    ),
    (
        'by = ["sponsor_signatory"]',
        'by = ["signer"]',
        f"stages.signing.do.sign.by: 'signer' is not one of {ROLES}",
    ),
    ('tells = ["artist"]', 'tells = ["poet"]', f"papers.act.tells: 'poet' is not one of {ROLES}"),
    (
        'tells = ["coordinator"]\nhint',
        'tells = ["poet"]\nhint',
        f"shared.stop.tells: 'poet' is not one of {ROLES}",
    ),
    (
        'tells = ["coordinator"]\nprimary',
        'tells = ["poet"]\nprimary',
        f"actions.send.tells: 'poet' is not one of {ROLES}",
    ),
]

SHAPES = [
    # lists of names
    (
        'judges = ["image", "budget"]',
        'judges = "image"',
        "stages.signing.judges: must be a list of names",
    ),
    (
        'judges = ["image", "budget"]',
        "judges = [1]",
        "stages.signing.judges: must be a list of names",
    ),
    (
        'effects = ["number", "freeze"]',
        'effects = "number"',
        "actions.send.effects: must be a list of names",
    ),
    (
        'needs = ["dossier_complete", "has_file:sketch"]',
        "needs = 1",
        "stages.draft.do.send.needs: must be a list of names",
    ),
    (
        'effects = ["remark:should"]',
        "effects = 1",
        "stages.draft.do.send.effects: must be a list of names",
    ),
    ('needs = ["party_signed:signing"]', "needs = 1", "papers.act.needs: must be a list of names"),
    (
        'when = ["parties_stuck"]',
        'when = "parties_stuck"',
        "stages.signing.holders[1].when: must be a list of names",
    ),
    # tables and lists of tables
    (
        'holders = [{ role = "coordinator", when = ["parties_stuck"] }]',
        "holders = 1",
        "stages.signing.holders: must be a list of tables",
    ),
    (
        'holders = [{ role = "coordinator", when = ["parties_stuck"] }]',
        "holders = [[]]",
        "stages.signing.holders[1]: must be a table",
    ),
    (
        'join = { parties = ["sponsor"], rule = "n_of_m", n = 2, fresh = true }',
        "join = 1",
        "stages.signing.join: must be a table",
    ),
    (
        '[stages.done]\nstep = "two"\nlabel = { kk = "аяқталды", ru = "завершено", en = "done" }\n'
        'outcome = "accepted"',
        "[stages]\ndone = 1",
        "stages.done: must be a table",
    ),
    (
        '[stages.revision.do.send]\nby = ["artist"]\nto = "@back"',
        "do = 1",
        "stages.revision.do: must be a table",
    ),
    (
        '[stages.revision.do.send]\nby = ["artist"]\nto = "@back"',
        "do.send = 1",
        "stages.revision.do.send: must be a table",
    ),
    ('to = "@back"', "to = 5", "stages.revision.do.send.to: must be a list of tables"),
    ('to = "@back"', 'to = ["draft"]', "stages.revision.do.send.to[1]: must be a table"),
    # keys that nobody knows
    ('key = "small"', 'key = "small"\ncolour = 1', "document: unknown key 'colour'"),
    ('key = "one"', 'key = "one"\ncolour = 1', "steps[1]: unknown key 'colour'"),
    ("limit = 5", "limit = 5\nlimits = 5", "stages.signing: unknown key 'limits'"),
    ("fresh = true }", "fresh = true, m = 3 }", "stages.signing.join: unknown key 'm'"),
    ("primary = true", "primary = true\nby = []", "actions.send: unknown key 'by'"),
    ("internal = true", "internal = true\npublic = 1", "papers.act: unknown key 'public'"),
    ('to = "@back"', 'to = "@back"\nform = "note"', "stages.revision.do.send: unknown key 'form'"),
    ('to = "stopped"', 'to = "stopped"\nfrom = 1', "shared.stop: unknown key 'from'"),
    ("gate = false", "gate = false\nphoto = 1", "milestones[1]: unknown key 'photo'"),
    ("[record]", "[record]\nform = 1", "record: unknown key 'form'"),
    (
        'when = ["parties_stuck"] }',
        'when = ["parties_stuck"], who = 1 }',
        "stages.signing.holders[1]: unknown key 'who'",
    ),
    (
        'when = ["join_passed"] }',
        'when = ["join_passed"], if = 1 }',
        "stages.signing.do.sign.to[1]: unknown key 'if'",
    ),
    # names that lead nowhere
    (
        'at = ["draft", "signing"]',
        'at = ["draft", "signing", "end"]',
        "shared.stop.at: unknown stage 'end'",
    ),
    ('at = ["signing"]', 'at = ["signing", "end"]', "papers.act.at: unknown stage 'end'"),
    ('at = ["draft", "signing"]', "at = []", "actions.stop: no stage has this action"),
    (
        "[stages.revision.do.send]",
        "[stages.revision.do.sent]",
        "stages.revision.do.sent: 'sent' is not described under [actions]",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), BROKEN)
def test_a_wrong_value_is_named_with_its_place(old, new, problem):
    assert problems((old, new)) == [problem]


@pytest.mark.parametrize(("old", "new", "problem"), SHAPES)
def test_a_wrong_shape_or_name_is_named_with_its_place(old, new, problem):
    assert problems((old, new)) == [problem]


def test_a_shared_action_without_its_stages_stands_nowhere():
    assert problems(('at = ["draft", "signing"]', 'at = "draft"')) == [
        "shared.stop.at: must be a list of names",
        "actions.stop: no stage has this action",
    ]


@pytest.mark.parametrize(
    ("section", "word"),
    [
        ("settings", "table"),
        ("actions", "table"),
        ("papers", "table"),
        ("shared", "table"),
        ("stages", "table"),
        ("record", "table"),
        ("steps", "list of tables"),
        ("milestones", "list of tables"),
    ],
)
def test_a_section_of_the_wrong_shape(section, word):
    alone = 'key = "small"\nname = { kk = "a", ru = "b", en = "c" }\n'

    with pytest.raises(DefinitionError) as refused:
        load(f"{alone}{section} = 5")

    assert refused.value.problems == [f"{section}: must be a {word}"]


def test_one_problem_is_said_once_however_often_it_is_met():
    assert problems(('label = { kk = "акт", ', "label = { ")) == ["papers.act.label: no text in kk"]


def test_all_problems_are_found_at_once():
    assert sorted(problems(("limit = 5", "limit = 0"), ('key = "small"', ""))) == [
        "key: a text is needed",
        "stages.signing.limit: must be a whole number, 1 or more",
    ]
