"""A small definition, read: all that stands in it comes out, the rest has its default."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from artflow.domain.definitions.loading import load, read_published
from artflow.domain.errors import DefinitionError
from artflow.domain.people.roles import Part, Role
from artflow.domain.process.workflow import (
    Action,
    Holder,
    Join,
    Milestone,
    Need,
    Openness,
    Paper,
    Step,
    Target,
    Workflow,
)
from artflow.domain.text import trilingual
from tests.domain.cases import MURAL, SCULPTURE, SMALL

pytestmark = pytest.mark.pure

STAY = (Target("@stay"),)


def read(path: Path) -> Workflow:
    """Load the small definition again, not from what another test has loaded."""
    return load(path.read_text())


def test_the_whole():
    small = read(SMALL)

    assert small.key == "small"
    assert small.sha256 == hashlib.sha256(SMALL.read_bytes()).hexdigest()
    assert small.name == trilingual("шағын", "малый", "small")
    assert small.settings == {"hearing_days": 3, "reserve_days": 90}
    assert small.steps == (
        Step("one", trilingual("бір", "один", "one")),
        Step("two", trilingual("екі", "два", "two")),
    )
    assert small.milestones == (
        Milestone("start", trilingual("басы", "начало", "start"), gate=False, weight=40, pay=30),
        Milestone("end", trilingual("соңы", "конец", "end"), gate=True, weight=0, pay=0),
    )
    assert small.papers == {
        "act": Paper("act", trilingual("акт", "акт", "act"), "paper", internal=True)
    }
    assert list(small.stages) == ["draft", "signing", "revision", "done", "stopped"]
    assert [stage.order for stage in small.stages.values()] == [0, 1, 2, 3, 4]
    assert small.first is small.stages["draft"]


def test_a_full_stage():
    stage = read(SMALL).stages["signing"]

    assert (stage.key, stage.step, stage.limit) == ("signing", "two", 5)
    assert stage.label == trilingual("қол қоюда", "на подписи", "being signed")
    assert stage.public == trilingual("қаралуда", "рассматривается", "in review")
    assert stage.future == trilingual("қол қойылады", "подпишут", "will be signed")
    assert stage.holders == (Holder(Role.COORDINATOR, (Need("parties_stuck"),)),)
    assert stage.join == Join((Part.SPONSOR,), "n_of_m", 2, fresh=True)
    assert stage.judges == {"image", "budget"}
    assert (stage.opens, stage.editable, stage.outcome) == (Openness.SPONSORS, False, "")
    assert stage.final is False
    assert list(stage.actions) == ["sign", "return", "stop", "record_act"]
    assert stage.signers() == [Role.SPONSOR_SIGNATORY]


def test_a_bare_stage():
    stage = read(SMALL).stages["done"]

    assert (
        stage.public == stage.future == stage.label == trilingual("аяқталды", "завершено", "done")
    )
    assert (stage.holders, stage.limit, stage.join, stage.judges) == ((), None, None, frozenset())
    assert (stage.opens, stage.editable, stage.actions) == (Openness.REVIEWERS, False, {})
    assert (stage.outcome, stage.final, stage.signers()) == ("accepted", True, [])


def test_an_action_adds_what_its_stage_says_to_what_it_always_does():
    assert read(SMALL).stages["draft"].actions["send"] == Action(
        name="send",
        label=trilingual("жіберу", "отправить", "send"),
        past=trilingual("жіберілді", "отправлено", "sent"),
        hint=trilingual("кеңес", "совет", "advice"),
        form="submit",
        by=(Role.ARTIST,),
        needs=(Need("dossier_complete"), Need("has_file", "sketch")),
        targets=(Target("signing"),),
        effects=(Need("number"), Need("freeze"), Need("remark", "should")),
        tells=(Role.COORDINATOR,),
        while_held=False,
        primary=True,
    )


def test_a_shared_action_stands_in_every_stage_it_names():
    stages = read(SMALL).stages

    assert stages["signing"].actions["stop"] == stages["draft"].actions["stop"]
    assert stages["draft"].actions["stop"] == Action(
        name="stop",
        label=trilingual("тоқтату", "прекратить", "stop"),
        past=trilingual("тоқтатылды", "прекращено", "stopped"),
        hint=trilingual("ақыры", "конец", "the end"),
        form="reason",
        by=(Role.ARTIST,),
        needs=(),
        targets=(Target("stopped"),),
        effects=(),
        tells=(Role.COORDINATOR,),
        while_held=True,
        primary=False,
    )
    assert "stop" not in stages["revision"].actions


def test_a_paper_is_recorded_by_an_action_of_its_own():
    assert read(SMALL).stages["signing"].actions["record_act"] == Action(
        name="record_act",
        label=trilingual("Енгізу: акт", "Внести: акт", "Record: act"),
        past=trilingual("Енгізілді: акт", "Внесено: акт", "Recorded: act"),
        hint=None,
        form="paper",
        by=(Role.COORDINATOR,),
        needs=(Need("party_signed", "signing"),),
        targets=(Target("done", (Need("join_passed"), Need("paper", "act"))), *STAY),
        effects=(Need("record", "act"),),
        tells=(Role.ARTIST,),
    )


def test_what_an_action_does_not_say():
    returning = read(SMALL).stages["signing"].actions["return"]
    signing = read(SMALL).stages["signing"].actions["sign"]

    assert returning.hint is None
    assert (returning.needs, returning.effects, returning.tells) == ((), (), ())
    assert read(MURAL).stages["site"].actions["assign"].targets == STAY
    assert signing.targets == (Target("done", (Need("join_passed"),)), *STAY)


def test_a_stage_s_own_action_wins_over_a_shared_one():
    own = '[stages.signing.do.stop]\nby = ["coordinator"]\nto = "stopped"\n'
    text = SMALL.read_text().replace(
        "[stages.signing.do.return]", f"{own}[stages.signing.do.return]"
    )

    stages = load(text).stages

    assert stages["signing"].actions["stop"].by == (Role.COORDINATOR,)
    assert stages["draft"].actions["stop"].by == (Role.ARTIST,)


def test_what_is_not_toml_says_where():
    with pytest.raises(DefinitionError) as refused:
        load("key = ")

    assert refused.value.problems == ["not TOML: Invalid value (at end of document)"]


@pytest.mark.parametrize("path", [MURAL, SCULPTURE, SMALL], ids=lambda path: path.stem)
def test_every_definition_of_ours_loads(path):
    assert load(path.read_text()).key == path.stem.replace("sculpture", "alatau-sculpture")


def test_what_was_published_is_read_whatever_later_rules_say():
    text = SMALL.read_text().replace("format = 1\n", "").replace('en = "being signed"', 'en = ""')
    text = text.replace('key = "small"', 'key = "small"\nlater = "a key of another time"')
    with pytest.raises(DefinitionError) as refused:
        load(text)
    places = {problem.partition(":")[0] for problem in refused.value.problems}
    assert {"document", "stages.signing.label"} <= places

    old = read_published(text)

    assert old.key == "small"
    assert old.stages["signing"].label["en"] == "қол қоюда", "the first language stands for it"


def test_a_document_of_another_format_is_not_read():
    text = SMALL.read_text().replace("format = 1", "format = 2")

    for reading in (load, read_published):
        with pytest.raises(DefinitionError) as refused:
            reading(text)
        assert refused.value.problems == ["format: this version reads 1, not 2"]
