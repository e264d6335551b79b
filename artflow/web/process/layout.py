"""The layout of the diagram of a process: nodes, branches and edges as plain numbers.

The spine is the definition's own order, drawn from left to right with its labels above the line.
Detours (stages that send back) and the other ends are below it, each on a rail of its own. The rail
that reaches furthest is the highest, so that no edge crosses a label.
"""

from collections.abc import Sequence
from itertools import pairwise

from .shapes import (
    ASCENT,
    LEADING,
    LINES,
    SEED,
    SIDE_LETTERS,
    EdgePath,
    Kind,
    Node,
    Picture,
    State,
    text_width,
    wrap_label,
)
from .spine import Edge, Stage, find_spine

COLUMN = 60  # from seed to seed, at least
FORK = 18  # where branches part, and where they join
BRANCH, RAIL = 62, 60  # from branch to branch, from rail to rail
ASIDE, NUDGE = 52, 4  # a seed below stands right of the last way that leads to it


class PictureBuilder:
    """Builds one diagram: the spine with its branches, then what is below."""

    def __init__(self, edges: Sequence[Edge], current: str, passed: Sequence[str]) -> None:
        """Remember how the stages are joined and which of them are reached."""
        self.edges = {(s, t): label for s, t, label in reversed(edges) if s != t}
        self.current, self.passed = current, frozenset(passed)
        self.places: dict[str, tuple[float, float]] = {}
        self.half = 0.0  # of the height of the branches
        self.picture = Picture()

    def state(self, key: str) -> State:
        """Return whether a stage is done, now or next."""
        return "now" if key == self.current else "done" if key in self.passed else "next"

    def kind(self, stage: Stage, after: Stage | None) -> Kind:
        """Return the kind of an edge: solid where the proposal has gone on from this stage."""
        gone = after is not None and "next" not in (self.state(stage.key), self.state(after.key))
        return "way done" if gone and stage.key != self.current else "way"

    def add_node(
        self,
        key: str,
        label: str,
        at: tuple[float, float],
        lines: tuple[str, ...],
        *,
        label_right: bool = False,
        party: bool = False,
    ) -> None:
        """Add a node with its label above or to the right; the picture grows with it."""
        x, y = at
        left = x + 2 * SEED if label_right else x - SEED
        top = y + 5 - LEADING * (len(lines) - 1) / 2 if label_right else y - LEADING * len(lines)
        state = self.state(key.rpartition("/")[0] if party else key)
        node = Node(key, label, state, x, y, left, top, lines, party)
        self.picture.nodes.append(node)
        self.picture.width = max(self.picture.width, node.box[2] + SEED)
        if not party:
            self.places[key] = at

    def draw_spine(self, spine: Sequence[Stage]) -> None:
        """Draw the spine from left to right, with branches where several parties decide."""
        self.half = (max([1, *(len(stage.parties) for stage in spine)]) - 1) / 2 * BRANCH
        x, y = float(SEED + 2), LINES * LEADING + ASCENT + 2 + self.half
        for stage, after in zip(spine, [*spine[1:], None], strict=True):
            lines = wrap_label(stage.label)
            self.add_node(stage.key, stage.label, (x, y), lines)
            start, x = x, round(x + max(COLUMN, text_width(lines) + ASCENT), 1)
            kind = self.kind(stage, after)
            if stage.parties:
                x = self.draw_branches(stage, (start, x, y), kind)
            elif after is not None and (stage.key, after.key) in self.edges:
                self.add_edge(kind, f"M{start:g} {y:g}H{x:g}", self.edges[stage.key, after.key])
        self.picture.height = y + self.half + 2 * SEED

    def draw_branches(self, stage: Stage, span: tuple[float, float, float], kind: Kind) -> float:
        """Draw a branch for each party; return the x where the line goes on."""
        start, fork, y = span
        names = [wrap_label(party, most=2) for party in stage.parties]
        half = (len(names) - 1) / 2 * BRANCH
        x, middle = fork + FORK, fork + FORK / 2
        join = round(x + max(COLUMN, max(map(text_width, names)) + ASCENT), 1)
        for n, (party, lines) in enumerate(zip(stage.parties, names, strict=True)):
            own = y - half + n * BRANCH
            self.add_node(f"{stage.key}/{n}", party, (x, own), lines, party=True)
            part = f"M{start:g} {y:g}H{fork:g}C{middle:g} {y:g} {middle:g} {own:g} {x:g} {own:g}"
            bend = join + FORK / 2
            self.add_edge(
                kind, f"{part}H{join:g}C{bend:g} {own:g} {bend:g} {y:g} {join + FORK:g} {y:g}"
            )
        return join + FORK

    def draw_below(self, stages: Sequence[Stage]) -> None:
        """Draw detours and the other ends, the one that reaches furthest on the highest rail."""
        reach = {stage.key: self.reach(stage.key) for stage in stages}
        y = self.picture.height + RAIL / 2
        for n, stage in enumerate(sorted(stages, key=lambda s: -reach[s.key])):
            lines, x = wrap_label(stage.label, SIDE_LETTERS), reach[stage.key] + ASIDE - NUDGE * n
            self.add_node(stage.key, stage.label, (x, y), lines, label_right=True)
            self.picture.height = y + RAIL / 2
            y += RAIL

    def reach(self, key: str) -> float:
        """Return how far to the right the edges of a stage begin."""
        near = [s if t == key else t for s, t in self.edges if key in (s, t)]
        return max((self.places[k][0] for k in near if k in self.places), default=SEED + 2.0)

    def draw_other_edges(self, spine: Sequence[Stage]) -> None:
        """Draw every other edge once, quietly; dashed if it can lead back."""
        steps = {(a.key, b.key) for a, b in pairwise(spine)}
        drawn: set[frozenset[str]] = set()
        for (source, target), label in self.edges.items():
            pair = frozenset((source, target))
            if (source, target) in steps or pair in drawn or not pair <= self.places.keys():
                continue
            drawn.add(pair)
            here, there = self.places[source], self.places[target]
            back = (target, source) in self.edges or (here[1] == there[1] and there < here)
            self.add_edge("back" if back else "out", self.quiet_path(here, there), label)

    def quiet_path(self, here: tuple[float, float], there: tuple[float, float]) -> str:
        """Return a curve under the spine, or a path along the rail and up."""
        ((x1, y1), (x2, y2)) = sorted((here, there), key=lambda place: place[1])
        if y1 == y2:
            wide = any(n.party and min(x1, x2) < n.x < max(x1, x2) for n in self.picture.nodes)
            dip = y1 + 2 * SEED * 2 + (2 * self.half if wide else 0)
            return f"M{x1:g} {y1:g}Q{(x1 + x2) / 2:g} {dip:g} {x2:g} {y2:g}"
        if y1 == self.picture.nodes[0].y:  # from the spine
            return f"M{x2:g} {y2:g}H{x1:g}V{y1:g}"
        return f"M{x1:g} {y1:g}H{x2:g}V{y2:g}"

    def add_edge(self, kind: Kind, path: str, label: str = "") -> None:
        """Add an edge to the picture."""
        self.picture.edges.append(EdgePath(kind, path, label))


def build_picture(
    stages: Sequence[Stage],
    edges: Sequence[Edge],
    current: str,
    passed: Sequence[str],
) -> Picture:
    """Lay out a process; `current` and `passed` are keys of stages."""
    spine = find_spine(stages, edges)
    keys = {stage.key for stage in spine}
    builder = PictureBuilder(edges, current, passed)
    builder.draw_spine(spine)
    builder.draw_below([stage for stage in stages if stage.key not in keys])
    builder.draw_other_edges(spine)
    return builder.picture
