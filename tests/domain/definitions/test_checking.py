"""A definition that can be read but does not hold together: each fault with its place."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from artflow.domain.errors import DefinitionError
from tests.domain.cases import SMALL, problems

pytestmark = pytest.mark.pure

TEXT = SMALL.read_text()
SIGNING = "stages.signing"
HOLDERS = 'holders = [{ role = "coordinator", when = ["parties_stuck"] }]'
JOIN = 'join = { parties = ["sponsor"], rule = "n_of_m", n = 2, fresh = true }'


BROKEN = [
    # the whole
    ("hearing_days = 3", "", "settings: 'hearing_days' is missing"),
    ("hearing_days = 3", "hearing_days = 3\ncolour = 1", "settings: 'colour' is unknown"),
    ("hearing_days = 3", "hearing_days = -1", "settings.hearing_days: must be a whole number"),
    ("hearing_days = 3", "hearing_days = true", "settings.hearing_days: must be a whole number"),
    ("hearing_days = 3", 'hearing_days = "3"', "settings.hearing_days: must be a whole number"),
    ('code = "end"', 'code = "start"', "milestones: the code 'start' stands twice"),
    (
        'key = "two"',
        'key = "two"\nlabel = { kk = "a", ru = "b", en = "c" }\n[[steps]]\nkey = "two"',
        "steps: the key 'two' stands twice",
    ),
    # a stage
    (
        'step = "one"\nlabel = { kk = "қаралама"',
        'step = "three"\nlabel = { kk = "қаралама"',
        "stages.draft.step: unknown step 'three'",
    ),
    (
        'judges = ["image", "budget"]',
        'judges = ["image", "budgets", "artist"]',
        [
            f"{SIGNING}.judges: unknown part of the dossier 'artist'",
            f"{SIGNING}.judges: unknown part of the dossier 'budgets'",
        ],
    ),
    (
        "limit = 5",
        "limit = 5\nafter_return = 6",
        f"{SIGNING}.after_return: must not be more than 5",
    ),
    (
        'rule = "n_of_m"',
        'rule = "most"',
        f"{SIGNING}.join.rule: 'most' is not one of all, any, n_of_m, veto",
    ),
    ("n = 2, ", "", f"{SIGNING}.join.n: the rule 'n_of_m' needs a number"),
    (
        'rule = "n_of_m", n = 2',
        'rule = "veto"',
        f"{SIGNING}.join.n: the rule 'veto' needs a number",
    ),
    ('parties = ["sponsor"]', "parties = []", f"{SIGNING}.join.parties: there are none"),
    (
        'parties = ["sponsor"]',
        'parties = ["sponsor", "architecture"]',
        f"{SIGNING}.join.parties: no action of this stage signs for 'architecture'",
    ),
    (
        '[stages.revision.do.send]\nby = ["artist"]\nto = "@back"',
        "",
        [
            "stages.revision: a stage without actions needs an outcome",
            "stages.revision: no end can be reached from here",
        ],
    ),
    (
        'holders = [{ role = "artist" }]\n[stages.revision',
        "[stages.revision",
        "stages.revision.holders: nobody holds this stage",
    ),
    (
        'outcome = "withdrawn"',
        'outcome = "withdrawn"\n[stages.stopped.do.return]\nby = ["coordinator"]\nto = "revision"',
        "stages.stopped.do.return.to: a final stage is not left",
    ),
    (
        'when = ["parties_stuck"]',
        'when = ["parties_struck"]',
        f"{SIGNING}.holders: unknown guard 'parties_struck'",
    ),
    (
        'when = ["parties_stuck"]',
        'when = ["paper:pact"]',
        f"{SIGNING}.holders: 'paper:pact' names no paper",
    ),
    # an action
    (
        'by = ["sponsor_signatory"]',
        "by = []",
        [
            f"{SIGNING}.join.parties: no action of this stage signs for 'sponsor'",
            f"{SIGNING}.do.sign.by: nobody may do this",
        ],
    ),
    (
        'form = "submit"',
        'form = "submitt"',
        [
            "stages.draft.do.send.form: unknown form 'submitt'",
            "stages.revision.do.send.form: unknown form 'submitt'",
        ],
    ),
    (
        'effects = ["remark:should"]',
        'effects = ["fly"]',
        "stages.draft.do.send.effects: unknown effect 'fly'",
    ),
    (
        'needs = ["party_waiting", "loops_below:3"]',
        'needs = ["party_wating"]',
        f"{SIGNING}.do.sign.needs: unknown guard 'party_wating'",
    ),
    (
        'to = "@back"',
        'to = "nowhere"',
        [
            "stages.revision.do.send.to: unknown stage 'nowhere'",
            "stages.revision: no end can be reached from here",
        ],
    ),
    (
        'when = ["join_passed"] }',
        'when = ["join_past"] }',
        f"{SIGNING}.do.sign.to: unknown guard 'join_past'",
    ),
]


@pytest.mark.parametrize(("old", "new", "found"), BROKEN)
def test_a_fault_is_named_with_its_place(old, new, found):
    assert problems((old, new)) == (found if isinstance(found, list) else [found])


def test_a_stage_with_sign_offs_may_be_without_holders_and_a_final_one_without_actions():
    assert load(TEXT.replace(HOLDERS, "")).stages["signing"].holders == ()


def test_in_a_final_stage_something_may_be_done_that_does_not_leave_it():
    more = 'outcome = "accepted"\n[stages.done.do.return]\nby = ["coordinator"]'
    done = load(TEXT.replace('outcome = "accepted"', more)).stages["done"]

    assert done.final
    assert [action.leaves_stage for action in done.actions.values()] == [False]


@pytest.mark.parametrize("rule", ["all", "any"])
def test_not_every_rule_needs_a_number(rule):
    text = TEXT.replace('rule = "n_of_m", n = 2', f'rule = "{rule}"')

    assert load(text).stages["signing"].join.rule == rule


def test_the_form_of_a_paper():
    assert problems(('form = "paper"', 'form = "papyrus"')) == [
        "papers.act.form: unknown form 'papyrus'",
        f"{SIGNING}.do.record_act.form: unknown form 'papyrus'",
    ]


def test_a_definition_needs_stages():
    with pytest.raises(DefinitionError) as refused:
        load(
            'key = "a"\nname = { kk = "a", ru = "b", en = "c" }\n'
            "[settings]\nhearing_days = 0\nreserve_days = 0"
        )

    assert refused.value.problems == ["stages: there are none"]


def test_a_stage_that_nothing_leads_to():
    words = 'label = { kk = "a", ru = "b", en = "c" }'
    lonely = f'[stages.lonely]\nstep = "one"\noutcome = "lost"\n{words}\n'

    assert problems(("[stages.done]", f"{lonely}[stages.done]")) == [
        "stages.lonely: nothing leads here"
    ]


def test_a_stage_that_nothing_leads_to_need_not_lead_to_an_end():
    assert problems(('to = "signing"', 'to = "stopped"')) == [
        "stages.signing: nothing leads here",
        "stages.revision: nothing leads here",
        "stages.done: nothing leads here",
    ]


def test_stages_that_lead_only_to_each_other():
    text = problems(
        ('to = [{ stage = "done", when = ["join_passed"] }, { stage = "@stay" }]', ""),
        ('to = [{ stage = "done", when = ["join_passed", "paper:act"] }, { stage = "@stay" }]', ""),
        ('at = ["draft", "signing"]', 'at = ["draft"]'),
    )

    assert text == [
        "stages.done: nothing leads here",
        "stages.signing: no end can be reached from here",
        "stages.revision: no end can be reached from here",
    ]


def test_the_faults_come_in_the_order_of_the_document():
    assert problems(
        ("hearing_days = 3", ""),
        ('to = "@back"', 'to = "@back"\nneeds = ["fly"]'),
        ('judges = ["image", "budget"]', 'judges = ["soul"]'),
    ) == [
        "settings: 'hearing_days' is missing",
        f"{SIGNING}.judges: unknown part of the dossier 'soul'",
        "stages.revision.do.send.needs: unknown guard 'fly'",
    ]
