"""The diagram of a process shows every stage, and nothing overlaps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artflow.web.process.layout import build_picture
from artflow.web.process.shapes import Picture, wrap_label
from artflow.web.process.spine import Edge, find_spine

pytestmark = pytest.mark.pure


@dataclass(frozen=True)
class Stage:
    key: str
    label: str
    final: bool = False
    parties: Sequence[str] = ()


CITY = [
    Stage("draft", "Қаралама"),
    Stage("check", "Құжаттардың толықтығын тексеру"),
    Stage("review", "Сәулеттік қарау"),
    Stage("revision", "Пысықтауға қайтарылды"),
    Stage("signing", "Демеушілермен келісу", parties=("Jusan", "Kazakh Tourism")),
    Stage("painting", "Мурал салу"),
    Stage("acceptance", "Қабылдау"),
    Stage("completed", "Аяқталды", final=True),
    Stage("rejected", "Қабылданбады", final=True),
]
WAYS: list[Edge] = [
    ("draft", "check", "жіберу"),
    ("check", "review", ""),
    ("check", "revision", ""),
    ("revision", "check", ""),
    ("review", "revision", ""),
    ("revision", "review", ""),
    ("review", "signing", ""),
    ("review", "rejected", ""),
    ("signing", "painting", ""),
    ("painting", "acceptance", ""),
    ("acceptance", "painting", ""),
    ("acceptance", "completed", ""),
]

labels = st.text(st.sampled_from("Қәұщ іЖm-"), min_size=1, max_size=60)


@st.composite
def processes(draw: st.DrawFn) -> tuple[list[Stage], list[Edge]]:
    """Draw two to fourteen stages, joined in any way, each with up to five parties."""
    names = st.lists(labels, max_size=5)
    count = draw(st.integers(2, 14))
    stages = [Stage(f"s{n}", draw(labels), draw(st.booleans()), draw(names)) for n in range(count)]
    key = st.sampled_from([stage.key for stage in stages])
    edges = draw(st.lists(st.tuples(key, key, labels), max_size=40))
    return stages, edges


def drawn(current: str = "signing", stages: list[Stage] = CITY) -> Picture:
    return build_picture(stages, WAYS, current, ["draft", "check", "review"])


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(processes(), st.data())
def test_every_stage_has_its_place(process, data):
    stages, edges = process
    keys = [stage.key for stage in stages]
    current = data.draw(st.sampled_from(keys))
    result = build_picture(stages, edges, current, keys[: keys.index(current)])
    assert sorted(n.key for n in result.nodes if not n.party) == sorted(keys)
    assert [n.key for n in result.nodes if n.state == "now" and not n.party] == [current]


@given(processes())
def test_nothing_lies_on_anything_else(process):
    boxes = [node.box for node in build_picture(*process, "s0", []).nodes]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


@given(processes())
def test_everything_lies_within_the_frame(process):
    result = build_picture(*process, "s1", ["s0"])
    for left, top, right, bottom in (node.box for node in result.nodes):
        assert 0 <= left < right <= result.width
        assert 0 <= top < bottom <= result.height


@given(labels)
def test_a_label_has_at_most_three_lines(label):
    assert 1 <= len(wrap_label(label)) <= 3


def test_the_line_leaves_out_detours_and_other_ends():
    keys = [stage.key for stage in find_spine(CITY, WAYS)]
    assert keys == [s.key for s in CITY if s.key not in ("revision", "rejected")]


def test_a_stage_that_can_send_back_but_not_be_passed_by_stays_on_the_line():
    assert "acceptance" in [stage.key for stage in find_spine(CITY, WAYS)]


@pytest.mark.parametrize("count", range(1, 6))
def test_each_party_has_a_branch_that_parts_and_joins(count):
    names = [f"Демеуші {n}" for n in range(count)]
    result = drawn(stages=[replace(s, parties=names) if s.parties else s for s in CITY])
    branches = [edge for edge in result.edges if edge.path.count("C") == 2]
    assert [n.label for n in result.nodes if n.party] == names
    assert len({edge.path.split("H")[0] for edge in branches}) == 1
    assert len({edge.path.rpartition(" ")[0].rpartition(" ")[2] for edge in branches}) == 1
    assert len(branches) == count


def test_what_is_passed_is_solid_and_what_is_ahead_is_not():
    kinds = [edge.kind for edge in drawn().edges if edge.kind.startswith("way")]
    assert kinds == ["way done"] * 3 + ["way"] * 4


def test_ways_back_and_ways_out_are_drawn_quietly_and_once():
    kinds = sorted(edge.kind for edge in drawn().edges if not edge.kind.startswith("way"))
    assert kinds == ["back", "back", "back", "out"]


def test_a_detour_can_be_the_current_stage():
    result = drawn(current="revision")
    assert result.labels("now") == ["Пысықтауға қайтарылды"]
    assert "Jusan" not in result.labels("next")


def test_an_action_that_stays_in_its_stage_draws_nothing():
    result = build_picture(CITY[:2], [("draft", "draft", ""), ("draft", "check", "")], "draft", [])
    assert len(result.edges) == 1
