"""Who gets what where: the file beside this test is what the application answers, word for word.

Read it against the programme's rules whenever it changes; then write it anew with
`pytest tests/web/test_matrix.py --rewrite-matrix`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from artflow.services import wall_photos

from . import plays, scenes
from .matrix import ACCOUNTS, Matrix, table

PATH = Path(__file__).with_name("matrix.txt")
RULE = "=" * 20
HEAD = """\
Who gets what where, as the application answers. Written by
  pytest tests/web/test_matrix.py --rewrite-matrix

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
@pytest.mark.parametrize("key", ["pages", *scenes.SCENES])
def test_the_matrix_is_what_the_file_says(app, request, key):
    with app.app_context():
        lines = pages(app) if key == "pages" else scenes_of(app, key)
        found = "\n".join([f"{RULE} {key} {RULE}", "", *lines])

    if request.config.getoption("--rewrite-matrix"):
        rewrite(key, found)
    assert found.rstrip().splitlines() == stored()[key].rstrip().splitlines()


def pages(app) -> Iterator[str]:
    """The pages that belong to no proposal."""
    world = plays.world_of("creative-art")
    (photo,) = wall_photos.of(world.walls[0])
    wall = {"wall_id": world.walls[0]}
    matrix = Matrix(app)
    contact = []
    for visitor, _ in matrix.visitors:
        answer = visitor.ask("GET", visitor.url("walls.show", **wall))
        contact.append("yes" if "+7 700" in answer.text else "")
    yield from table("parts", {"the wall's owner's telephone": contact})
    yield from matrix.general(ACCOUNTS | {
        "walls.show": wall, "walls.edit": wall,
        "files.wall_photo": {"sha256": photo.sha256, "size": "small"},
        "wall_photos.index": wall, "wall_photos.add": wall,
        "wall_photos.remove": wall | {"photo_id": 0},
        "static": {"filename": "css/look.css"},
    })  # fmt: skip


def scenes_of(app, key: str) -> Iterator[str]:
    """One definition, stage by stage."""
    world = plays.world_of(key)
    matrix = Matrix(app)
    before: list[str] = []
    for name, story in scenes.SCENES[key](world):
        yield from matrix.scene(name, story, story.case.workflow)
        if key == "creative-art":
            found = list(matrix.pages(story.id))
            yield from ["pages: as above", ""] if found == before else found
            before = found


def stored() -> dict[str, str]:
    """The parts of the file by their names."""
    if not PATH.exists():
        return {}
    _, *sections = PATH.read_text(encoding="utf-8").split(f"{RULE} ")
    pairs = (section.partition(f" {RULE}") for section in "\0".join(sections).split("\0"))
    return {name: f"{RULE} {name} {RULE}{text}" for name, _, text in pairs}


def rewrite(key: str, found: str) -> None:
    known = stored() | {key: found}
    order = [name for name in ("pages", *scenes.SCENES) if name in known]
    text = "\n\n".join([HEAD, *(known[name].rstrip() for name in order)])
    PATH.write_text(text + "\n", encoding="utf-8")
