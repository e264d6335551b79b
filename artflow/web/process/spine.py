"""Which stages of a process stand on its spine, and which do not."""

from collections.abc import Sequence
from typing import Protocol

Edge = tuple[str, str, str]  # from, to, what leads there


class Stage(Protocol):
    """What the diagram needs to know of a stage."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def final(self) -> bool: ...
    @property
    def parties(self) -> Sequence[str]: ...


def find_spine(stages: Sequence[Stage], edges: Sequence[Edge]) -> list[Stage]:
    """Return the stages in their order without detours, and the end that the last leads to."""
    order = {stage.key: n for n, stage in enumerate(stages)}
    pairs = {(source, target) for source, target, _ in edges}
    ends = [stage for stage in stages if stage.final]
    onward = [stage.key for stage in stages if not stage.final] + [end.key for end in ends[:1]]

    def detour(key: str) -> bool:
        """Return whether a stage sends back to where it came from and can be passed by."""
        callers = [k for k in onward if order[k] < order[key] and {(k, key), (key, k)} <= pairs]
        return any((k, t) in pairs for k in callers for t in onward if order[t] > order[key])

    def begun_later(key: str) -> bool:
        """Return whether only stages after it lead to a stage that is not the first."""
        callers = [source for source, target in pairs if target == key != source]
        return bool(order[key]) and all(order[source] > order[key] for source in callers)

    aside = {stage.key for stage in stages if detour(stage.key) or begun_later(stage.key)}
    spine = [stage for stage in stages if not stage.final and stage.key not in aside]
    if spine and ends:
        last = spine[-1].key
        spine.append(next((end for end in ends if (last, end.key) in pairs), ends[0]))
    return spine or list(stages)
