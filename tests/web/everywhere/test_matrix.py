"""Who gets what where: `matrix.txt` is what the application answers, word for word.

Read it against the programme's rules whenever it changes; then write it anew with `pytest
tests/web/everywhere/test_matrix.py --rewrite-matrix`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from artflow.services.walls import photos as walls_photos
from tests.web.support import scenario_builder, scenarios
from tests.web.support.matrix import OTHER_ROUTES, Matrix, format_table

PATH = Path(__file__).with_name("matrix.txt")
RULE = "=" * 20
PAGES, AS_ABOVE = "pages", "pages: as above"
HINT = "read what changed; if it is meant, call this test with --rewrite-matrix"
SHARE = 3
"""Every check asks in every third scenario of the mural, a release in all of both processes."""
HEAD = """\
Who gets what where, as the application answers. Written by
  pytest tests/web/everywhere/test_matrix.py --rewrite-matrix

artist         the applicant; `other` is another artist of the same studio
jusan, viewer  signatory and observer of one sponsor
strange        signs for a sponsor of another programme
parts          what the proposal's page shows to whom; parts that nobody has yet are left out
files          small picture / download, one status where both are the same
actions        open: listed, its page opens (200), an unfinished form is sent back (422)
               shut: listed with its reasons, page and form are refused (409)
               403: neither listed nor answered; 401: sent to sign in (303), the form refused
               404 stands for all actions at once; anything else: page/form/listed
pages          GET/POST, one status where both are the same; the form is such that it cannot
               change anything (only `copy` is real)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "key", ["pages", "mural", pytest.param("sculpture", marks=pytest.mark.exhaustive)]
)
def test_the_matrix_is_what_the_file_says(app, request, exhaustive, key):
    is_rewritten = request.config.getoption("--rewrite-matrix")
    every = 1 if exhaustive or is_rewritten else SHARE
    with app.app_context():
        lines = pages(app) if key == "pages" else scenario_lines(app, key, every)
        found = "\n".join([f"{RULE} {key} {RULE}", "", *lines])

    if is_rewritten:
        rewrite(key, found)
    expected = scenario_tables(stored_sections()[key])
    asked = scenario_tables(found)
    wanted = {name: expected.get(name, {}) for name in asked}
    assert asked == wanted, "\n".join([HINT, *sorted(cells(asked) ^ cells(wanted))])
    assert len(asked) * every >= len(expected)


def pages(app) -> Iterator[str]:
    """Return the pages that belong to no proposal."""
    world = scenario_builder.create_world("mural")
    (photo,) = walls_photos.list_photos(world.walls[0])
    wall = {"wall_id": world.walls[0]}
    matrix = Matrix(app)
    contact = []
    for client, _ in matrix.clients:
        answer = client.ask("GET", client.url("walls.show", **wall))
        contact.append("yes" if "+7 700" in answer.text else "")
    yield from format_table("parts", {"the wall's owner's telephone": contact})
    yield from matrix.general(
        OTHER_ROUTES
        | {
            "walls.show": wall,
            "walls.edit": wall,
            "files.wall_photo": {"sha256": photo.sha256, "size": "small"},
            "wall_photos.index": wall,
            "wall_photos.add": wall,
            "wall_photos.remove": wall | {"photo_id": 0},
            "static": {"filename": "css/look.css"},
        }
    )


def scenario_lines(app, key: str, every: int) -> Iterator[str]:
    """Yield the lines of one definition, scenario by scenario; only every so many are asked."""
    world = scenario_builder.create_world(key)
    matrix = Matrix(app)
    before: list[str] = []
    for n, (name, story) in enumerate(scenarios.SCENARIOS[key](world)):
        if n % every:
            continue
        yield from matrix.scenario(name, story, story.case.workflow)
        if key == "mural":
            found = list(matrix.pages(story.id))
            yield from [AS_ABOVE, ""] if found == before else found
            before = found


def scenario_tables(section: str) -> dict[str, dict[str, list[str]]]:
    """Return the lines of each table of each scenario, by their names.

    `pages: as above` is the table of pages that was written last.
    """
    found: dict[str, dict[str, list[str]]] = {}
    last: list[str] = []
    for scenario in section.split("\n## "):
        name, *tables = scenario.strip().split("\n\n")
        found[name] = {}
        for lines in (table.strip().splitlines() for table in tables):
            title = PAGES if lines == [AS_ABOVE] else lines[0].split("  ")[0]
            last = lines if title == PAGES and lines != [AS_ABOVE] else last
            found[name][title] = last if title == PAGES else lines
    return found


def cells(scenarios: dict[str, dict[str, list[str]]]) -> set[str]:
    """Return every line with its scenario and table, so that those that differ can be named."""
    return {
        f"{name} · {title} · {line}"
        for name, tables in scenarios.items()
        for title, lines in tables.items()
        for line in lines
    }


def stored_sections() -> dict[str, str]:
    """Return the parts of the file by their names."""
    if not PATH.exists():
        return {}
    _, *sections = PATH.read_text(encoding="utf-8").split(f"{RULE} ")
    pairs = (section.partition(f" {RULE}") for section in "\0".join(sections).split("\0"))
    return {name: f"{RULE} {name} {RULE}{text}" for name, _, text in pairs}


def rewrite(key: str, found: str) -> None:
    known = stored_sections() | {key: found}
    order = [name for name in ("pages", *scenarios.SCENARIOS) if name in known]
    text = "\n\n".join([HEAD, *(known[name].rstrip() for name in order)])
    PATH.write_text(text + "\n", encoding="utf-8")
