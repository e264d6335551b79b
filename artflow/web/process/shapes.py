"""Parts of the diagram of a process: nodes with labels, edges between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Literal, NamedTuple

State = Literal["done", "now", "next"]
Kind = Literal["way", "way done", "out", "back"]

SEED = 10  # half a seed with some air
LETTER, LEADING, ASCENT = 8.4, 18, 14  # of the labels: 14 px
LETTERS, SIDE_LETTERS, LINES = 13, 24, 3  # of a line above the spine, of one beside a seed


class Node(NamedTuple):
    """A node at x, y and the lines of its label, the first of them at text_x, text_y."""

    key: str
    label: str
    state: State
    x: float
    y: float
    text_x: float
    text_y: float
    lines: tuple[str, ...]
    party: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the node with its label."""
        bottom = self.text_y + LEADING * (len(self.lines) - 1) + 4
        right = max(self.text_x + text_width(self.lines), self.x + SEED)
        top = min(self.text_y - ASCENT, self.y - SEED)
        return self.x - SEED, top, right, max(bottom, self.y + SEED)


class EdgePath(NamedTuple):
    """An edge of the picture: `kind` is its CSS class, `label` the action that leads along it."""

    kind: Kind
    path: str
    label: str = ""


@dataclass
class Picture:
    """A diagram, ready for the template."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[EdgePath] = field(default_factory=list)
    width: float = 0
    height: float = 0

    def labels(self, state: State) -> list[str]:
        """Return the stages in this state, in words, for those who do not see the picture."""
        return [node.label for node in self.nodes if node.state == state and not node.party]


def wrap_label(label: str, letters: int = LETTERS, most: int = LINES) -> tuple[str, ...]:
    """Wrap the label to a few lines; what does not fit ends in an ellipsis. Words stay whole."""
    lines = wrap(
        label,
        letters,
        max_lines=most,
        placeholder="…",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(lines) or (label,)


def text_width(lines: Sequence[str]) -> float:
    """Return the approximate width of the longest of these lines."""
    return round(max(map(len, lines), default=0) * LETTER, 1)
