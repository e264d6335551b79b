"""What holds on every page, whatever it shows; the visitor asks all of it for every answer."""

from __future__ import annotations

import re
from collections import Counter

from artflow.domain.words import LANGUAGES

from .html import Node

UNSEEN = ("script", "style", "template", "title")
NO_LABEL = ("hidden", "submit", "button")
SLIPS = re.compile(r"\bNone\b|\bUndefined\b|\{\{|\}\}|\{%|%\(|<bound method|datetime\.|Markup\(")
GLUE = str.maketrans({"\u00a0": " ", "\u2060": None, "«": None, "»": None})


def check(page: Node) -> None:
    """Raise with every rule of the house that the page breaks."""
    found = [fault for rule in RULES for fault in rule(page)]
    assert not found, "\n".join(found)


def _frame(page: Node) -> list[str]:
    """Title, heading, main part, language."""
    headings, mains, titles = page.all("h1"), page.all("main"), page.one("head").all("title")
    found = [f"{len(nodes)} <{tag}> instead of one"
             for tag, nodes in (("h1", headings), ("main", mains), ("title", titles))
             if len(nodes) != 1]  # fmt: skip
    if not found and _plain(headings[0].text) not in _plain(titles[0].text):
        found.append(f"the title '{titles[0].text}' does not name '{headings[0].text}'")
    if page.one("html").attrs.get("lang") not in LANGUAGES:
        found.append("no language is said")
    return found


def _plain(text: str) -> str:
    return " ".join(text.translate(GLUE).split())


def _ids(page: Node) -> list[str]:
    """Ids are unique, and what points at one finds it."""
    ids = Counter(node.attrs["id"] for node in page if "id" in node.attrs)
    found = [f"id '{key}' stands {n} times" for key, n in ids.items() if n > 1]
    for node in page:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for key in node.attrs.get(name, "").split():
                if key not in ids:
                    found.append(f"{name}='{key}' of <{node.tag}> points nowhere")
    targets = (node.attrs.get("href", "") for node in page.all("a"))
    return found + [f"link to {t} leads nowhere" for t in targets
                    if len(t) > 1 and t.startswith("#") and t[1:] not in ids]  # fmt: skip


def _labels(page: Node) -> list[str]:
    """Every control has a label, every picture a text, every link and button words."""
    known = {label.attrs.get("for") for label in page.all("label")}
    found = [
        f"<{node.tag} name='{node.attrs.get('name')}'> has no label"
        for node in page.all("input", "select", "textarea")
        if node.attrs.get("type") not in NO_LABEL
        and node.attrs.get("id") not in known
        and not node.within("label")
    ]
    found += [f"<img src='{i.attrs['src']}'> has no alt" for i in page.all("img")
              if "alt" not in i.attrs]  # fmt: skip
    silent = [n for n in page.all("a", "button") if not (_said(n) or "aria-label" in n.attrs)]
    return found + [f"<{n.tag} {n.attrs}> says nothing" for n in silent]


def _said(node: Node) -> str:
    return node.text or "".join(image.attrs.get("alt", "") for image in node.all("img"))


def _forms(page: Node) -> list[str]:
    """A form says where it goes and carries its token."""
    found = []
    for form in page.all("form"):
        if not form.attrs.get("action"):
            found.append("a form has no action")
        tokens = form.all("input", name="csrf_token")
        if form.attrs.get("method") == "post" and len(tokens) != 1:
            found.append(f"the form to {form.attrs.get('action')} has {len(tokens)} tokens")
    return found


def _inline(page: Node) -> list[str]:
    """The strict policy forbids what stands inside the page: styles, scripts, handlers."""
    found = [f"<{node.tag}> has '{name}'" for node in page for name in node.attrs
             if name == "style" or name.startswith("on")]  # fmt: skip
    found += ["an inline style" for _ in page.all("style")]
    return found + ["an inline script" for s in page.all("script") if "src" not in s.attrs]


def _slips(page: Node) -> list[str]:
    """Nothing of the machinery shows."""
    texts = [child for node in page if node.tag not in UNSEEN and not _typed(node)
             for child in node.children if isinstance(child, str)]  # fmt: skip
    texts += [node.attrs[name] for node in page for name in ("alt", "title", "aria-label")
              if name in node.attrs]  # fmt: skip
    return [f"'{text.strip()}' shows the machinery" for text in texts if SLIPS.search(text)]


def _typed(node: Node) -> bool:
    """What somebody has typed may read as it likes."""
    return node.tag == "textarea"


RULES = (_frame, _ids, _labels, _forms, _inline, _slips)
