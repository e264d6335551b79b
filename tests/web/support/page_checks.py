"""What must hold on every page; the client checks it for every answer."""

from __future__ import annotations

import re
from collections import Counter

from artflow.domain.text import LANGUAGES

from .html import Node

TWICE = re.compile(r"г\.\s?\.(?!\.)")
INVISIBLE_TAGS = ("script", "style", "template", "title")
UNLABELLED_TYPES = ("hidden", "submit", "button")
LEAKS = re.compile(r"\bNone\b|\bUndefined\b|\{\{|\}\}|\{%|%\(|<bound method|datetime\.|Markup\(")
IGNORED_CHARACTERS = str.maketrans({"\u00a0": " ", "\u2060": None, "«": None, "»": None})


def check_page(page: Node) -> None:
    """Check the page; fail with every rule that it breaks."""
    found = [fault for rule in CHECKS for fault in rule(page)]
    assert not found, "\n".join(found)


def _check_frame(page: Node) -> list[str]:
    """Check title, heading, main part, language."""
    headings, mains, titles = page.all("h1"), page.all("main"), page.one("head").all("title")
    found = [
        f"{len(nodes)} <{tag}> instead of one"
        for tag, nodes in (("h1", headings), ("main", mains), ("title", titles))
        if len(nodes) != 1
    ]
    if not found and _normalized(headings[0].text) not in _normalized(titles[0].text):
        found.append(f"the title '{titles[0].text}' does not name '{headings[0].text}'")
    if page.one("html").attrs.get("lang") not in LANGUAGES:
        found.append("no language is said")
    return found


def _normalized(text: str) -> str:
    return " ".join(text.translate(IGNORED_CHARACTERS).split())


def _check_ids(page: Node) -> list[str]:
    """Check that ids are unique, and that references find them."""
    ids = Counter(node.attrs["id"] for node in page if "id" in node.attrs)
    found = [f"id '{key}' stands {n} times" for key, n in ids.items() if n > 1]
    for node in page:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for key in node.attrs.get(name, "").split():
                if key not in ids:
                    found.append(f"{name}='{key}' of <{node.tag}> points nowhere")
    targets = (node.attrs.get("href", "") for node in page.all("a"))
    return found + [
        f"link to {t} leads nowhere"
        for t in targets
        if len(t) > 1 and t.startswith("#") and t[1:] not in ids
    ]


def _check_labels(page: Node) -> list[str]:
    """Check that controls have labels, pictures a text, links and buttons words."""
    known = {label.attrs.get("for") for label in page.all("label")}
    found = [
        f"<{node.tag} name='{node.attrs.get('name')}'> has no label"
        for node in page.all("input", "select", "textarea")
        if node.attrs.get("type") not in UNLABELLED_TYPES
        and node.attrs.get("id") not in known
        and not node.within("label")
    ]
    found += [
        f"<img src='{i.attrs['src']}'> has no alt" for i in page.all("img") if "alt" not in i.attrs
    ]
    silent = [
        n for n in page.all("a", "button") if not (_visible_text(n) or "aria-label" in n.attrs)
    ]
    return found + [f"<{n.tag} {n.attrs}> says nothing" for n in silent]


def _visible_text(node: Node) -> str:
    return node.text or "".join(image.attrs.get("alt", "") for image in node.all("img"))


def _check_forms(page: Node) -> list[str]:
    """Check that a form says where it goes and carries its token."""
    found = []
    for form in page.all("form"):
        if not form.attrs.get("action"):
            found.append("a form has no action")
        tokens = form.all("input", name="csrf_token")
        if form.attrs.get("method") == "post" and len(tokens) != 1:
            found.append(f"the form to {form.attrs.get('action')} has {len(tokens)} tokens")
    return found


def _check_inline(page: Node) -> list[str]:
    """Check that no styles, scripts or handlers stand inside the page."""
    found = [
        f"<{node.tag}> has '{name}'"
        for node in page
        for name in node.attrs
        if name == "style" or name.startswith("on")
    ]
    found += ["an inline style" for _ in page.all("style")]
    return found + ["an inline script" for s in page.all("script") if "src" not in s.attrs]


def _check_leaks(page: Node) -> list[str]:
    """Check that no internals show, like None or an unfilled placeholder."""
    texts = [
        child
        for node in page
        if node.tag not in INVISIBLE_TAGS and not _is_user_input(node)
        for child in node.children
        if isinstance(child, str)
    ]
    texts += [
        node.attrs[name]
        for node in page
        for name in ("alt", "title", "aria-label")
        if name in node.attrs
    ]
    return [f"'{text.strip()}' shows the machinery" for text in texts if LEAKS.search(text)]


def _check_stops(page: Node) -> list[str]:
    """Check that no sentence ends twice: a Russian date ends in a full stop of its own."""
    text = _normalized(page.one("body").text)
    return [f"'{text[max(m.start() - 40, 0) : m.end()]}' ends twice" for m in TWICE.finditer(text)]


def _is_user_input(node: Node) -> bool:
    """Return whether the text was typed by somebody."""
    return node.tag == "textarea"


CHECKS = (
    _check_frame,
    _check_ids,
    _check_labels,
    _check_forms,
    _check_inline,
    _check_leaks,
    _check_stops,
)
