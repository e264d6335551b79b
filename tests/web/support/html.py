"""A page as a tree, read with the standard library: enough to ask what stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}


@dataclass(eq=False)
class Node:
    """One element with its attributes; `children` are nodes and texts in their order.

    Those below it are `order[first:last]`: a page is asked for them hundreds of times.
    """

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)
    order: list[Node] = field(default_factory=list, repr=False)
    first: int = 0
    last: int = 0

    def __iter__(self) -> Iterator[Node]:
        """Yield every element below this one, in the order of the page."""
        return iter(self.order[self.first : self.last])

    def all(self, *tags: str, **attrs: str) -> list[Node]:
        """Return every element below with one of the tags and all of the attributes."""
        return [
            node
            for node in self
            if (not tags or node.tag in tags)
            and (not attrs or all(node.attrs.get(key) == attrs[key] for key in attrs))
        ]

    def one(self, *tags: str, **attrs: str) -> Node:
        """Return the only such element."""
        (found,) = self.all(*tags, **attrs)
        return found

    @property
    def text(self) -> str:
        """Return the visible text, white space as one blank."""
        words = (c if isinstance(c, str) else c.text for c in self.children)
        return " ".join("".join(words).split())

    @property
    def terms(self) -> list[tuple[str, str]]:
        """Return the terms below with their descriptions."""
        pairs = zip(self.all("dt"), self.all("dd"), strict=True)
        return [(term.text, description.text) for term, description in pairs]

    def within(self, *tags: str) -> bool:
        """Return whether it stands inside an element with one of the tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node is not None


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.order: list[Node] = []
        self.root = self.here = Node("#page", order=self.order)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> names an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here, order=self.order)
        self.here.children.append(node)
        self.order.append(node)
        node.first = node.last = len(self.order)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.leave()

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.tag, f"</{tag}> closes <{self.here.tag}> at {self.getpos()}"
        self.leave()

    def leave(self) -> None:
        """Go on outside of the element: nothing more stands below it."""
        self.here.last = len(self.order)
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parse(markup: str) -> Node:
    """Parse a page. Fail on a tag that is not closed, or closed in the wrong place."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    assert builder.here is builder.root, f"<{builder.here.tag}> is not closed"
    builder.leave()
    return builder.root
