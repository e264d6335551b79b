"""Copies of a whole store to another one, which can be broken off and begun again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge

from .port import Damaged, Storage


@dataclass(slots=True)
class Copied:
    """How many contents were copied, and were there before; which are not what they should be."""

    copied: int = 0
    there: int = 0
    damaged_in_source: list[str] = field(default_factory=list)
    damaged_in_target: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.copied + self.there + len(self.damaged_in_source)

    @property
    def is_whole(self) -> bool:
        return not (self.damaged_in_source or self.damaged_in_target)


def copy(
    source: Storage, target: Storage, *, notes: Iterable[str] = (), check: bool = True
) -> Iterator[Copied]:
    """Copy what the target lacks, content by content; yield how far it has come, the same object.

    Nothing is deleted or overwritten. What is damaged in the source is not copied but listed. With
    `check` every content is read again in the target, also what was there before. What is set aside
    in the source is set aside in the target. Notes come last. Raises OSError; whoever begins again
    goes on where it stopped.
    """
    done = Copied()
    aside = {sha256 for sha256, _ in source.set_aside_since()}
    for sha256, is_there in _compare(merge(source.addresses(), sorted(aside)), _all_of(target)):
        if is_there:
            done.there += 1
        elif not _copy_one(source, target, sha256, done):
            continue
        elif sha256 in aside:
            target.set_aside(sha256, before=math.inf)
        if check and not target.verify(sha256):
            done.damaged_in_target.append(sha256)
        yield done
    for name in notes:
        if text := source.read_note(name):
            target.keep_note(name, text)
    yield done


def _copy_one(source: Storage, target: Storage, sha256: str, done: Copied) -> bool:
    """Copy one content. Returns False if it is damaged, or was deleted meanwhile."""
    try:
        with source.open(sha256) as content:
            target.put(content, expected=sha256)
    except Damaged:
        done.damaged_in_source.append(sha256)
        return False
    except FileNotFoundError:
        return False
    done.copied += 1
    return True


def _all_of(store: Storage) -> Iterator[str]:
    return merge(store.addresses(), sorted(sha256 for sha256, _ in store.set_aside_since()))


def _compare(wanted: Iterator[str], there: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Yield each of these rising addresses with whether it is among the others, which rise too.

    Both are walked side by side, so neither has to fit into memory.
    """
    current = next(there, None)
    for sha256 in wanted:
        while current is not None and current < sha256:
            current = next(there, None)
        yield sha256, current == sha256
