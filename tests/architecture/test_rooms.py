"""The rooms of each floor: their order, their size, and what only some processes have."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .source import ROOT, imports, modules

pytestmark = pytest.mark.pure

ROOMS = {
    "domain": [
        "errors",
        "days",
        "calendar",
        "text",
        "money",
        "snapshot",
        "pictures",
        "jobs",
        "history",
        "people",
        "consent",
        "process",
        "conditions",
        "review",
        "dossier",
        "sponsorship",
        "milestones",
        "walls",
        "access",
        "definitions",
    ],
    "services": [
        "database",
        "account_chain",
        "identity",
        "programmes",
        "search",
        "jobs",
        "storage",
        "files",
        "row_changes",
        "decisions",
        "checks",
        "conditions",
        "assignments",
        "exports",
        "mail",
        "people",
        "imports",
        "accounts",
        "lists",
        "papers",
        "walls",
        "review",
        "milestones",
        "sponsorship",
        "proposals",
        "archives",
        "signing",
        "anchor_signatures",
        "audit",
        "audit_contents",
        "audit_news",
        "audit_runs",
        "installation",
        "backups",
        "administration",
        "worker",
    ],
    "web": [
        "shared",
        "http",
        "summaries",
        "checks",
        "imports",
        "notices",
        "administration",
        "conditions",
        "review",
        "milestones",
        "lists",
        "papers",
        "walls",
        "sponsorship",
        "consent",
        "assignments",
        "decisions",
        "errors",
        "account",
        "accounts",
        "people",
        "dossier",
        "programmes",
        "proposals",
        "archives",
        "jobs",
        "exports",
        "mail",
        "process",
        "public",
        "context",
    ],
}
"""From the bottom up: a room may import those before it."""
MURAL = {"walls", "review", "consent", "sponsorship", "milestones"}
"""What only a mural has; the same name on every floor."""
HOOKS = {
    "artflow.cli.audit": "its sums are counted anew",
    "artflow.domain": "its guards enter the table",
    "artflow.domain.definitions.checking": "a review's points are checked",
    "artflow.models": "the list of tables",
    "artflow.models.proposal": "a proposal's wall",
    "artflow.services": "its effects enter the table",
    "artflow.services.proposals.choices": "what its forms can choose among",
    "artflow.services.proposals.comparison": "the wall as it is",
    "artflow.services.proposals.detail": "candidates on the page of a proposal",
    "artflow.services.worker.sweeps": "the changes of its sums are folded",
    "artflow.web": "its pages",
    "artflow.web.decisions.forms": "its forms enter the table",
    "artflow.web.decisions.page_models": "what stands beside a form",
    "artflow.web.lists.urgent": "what an artist must answer",
    "artflow.web.proposals.comparison_page": "wall and remarks beside the work",
    "artflow.web.proposals.detail_page": "parts of the page of a proposal",
    "artflow.web.proposals.detail_parts": "remarks of a version",
    "artflow.web.public.files": "photos of walls",
    "artflow.web.summaries.votes": "consent among the facts",
}
"""Everything outside those rooms that asks them, and for what. This list only gets shorter."""
MOST_MODULES = 15


def room(name: str) -> tuple[str, str]:
    """Return floor and room of a module; the room is empty for the floor itself."""
    _, floor, inside, *_ = (*name.split("."), "", "")
    return floor, inside


def imported(name: str) -> set[str]:
    return {found for found in imports(name) if found in modules()} - {name}


@pytest.mark.parametrize("floor", ROOMS)
def test_every_room_has_its_place_in_the_order(floor):
    inside = {room(name)[1] for name in modules() if room(name)[0] == floor} - {""}

    assert inside == set(ROOMS[floor])


@pytest.mark.parametrize("floor", ROOMS)
def test_rooms_import_only_those_below(floor):
    order = ROOMS[floor]
    upward = [
        f"{name} imports {found}"
        for name in modules()
        if room(name)[0] == floor and room(name)[1]
        for found in imported(name)
        if room(found)[0] == floor and room(found)[1]
        if order.index(room(found)[1]) > order.index(room(name)[1])
    ]

    assert upward == []


def test_what_only_a_mural_has_is_asked_through_hooks():
    asking = {
        name
        for name in modules()
        if name.startswith("artflow") and room(name)[1] not in MURAL and room(name)[0] != "demo"
        for found in imported(name)
        if room(found)[1] in MURAL
    }

    assert asking == set(HOOKS)


@pytest.mark.parametrize("top", ["artflow", "tests"])
def test_no_folder_has_more_modules_than_one_can_keep_in_mind(top):
    files = [path for path in (ROOT / top).rglob("*.py") if path.name != "__init__.py"]
    counted = Counter(path.parent.relative_to(ROOT) for path in files)

    assert {folder: n for folder, n in counted.items() if n > MOST_MODULES} == {}


def test_templates_lie_in_folders_of_the_rooms_names():
    shared = {"layouts", "components", "errors"}
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}

    assert folders - shared <= {path.name for path in Path(ROOT / "artflow" / "web").iterdir()}
