"""Tables of walls in a town: one that was looked at, one that was brought in."""

from __future__ import annotations

from artflow.extensions import db
from artflow.services.imports import plans, runs
from artflow.services.imports.plans import Choices
from artflow.services.imports.runs import Upload
from artflow.services.walls import past_works
from artflow.web.imports import reading
from artflow.web.imports.kinds import KINDS
from tests.fixtures.world import NOW, World
from tests.web.imports import tables


def create_imports(town: World) -> dict[str, str]:
    """Send two tables; return their keys."""
    mixed = tables.walls(
        tables.wall("T-1", height=31),
        tables.wall("T-3", width=0, face="вверх"),
        tables.wall("T-4", latitude=69.5961, longitude=42.3174),
        *(tables.wall(f"T-{n}") for n in range(5, 12)),
    )
    facts = {
        "title": "Қобыз",
        "artist": "А. Садықова",
        "year": 2019,
        "source": "2020 жылғы тізілім",
    }
    none = {"programme_id": None, "number": "", "width_m": None, "height_m": None, "notes": ""}
    past_works.add(2, town.coordinator, facts | none | {"stands": True}, NOW)
    imported = create_run(town, tables.walls(tables.wall("T-1"), tables.wall("T-2")))
    enter_run(town, imported)
    return {"imported": str(imported), "import": str(create_run(town, mixed))}


def create_run(town: World, content: bytes) -> int:
    """Send a table of walls as the coordinator; return its key."""
    upload = Upload("walls", content, "қабырғалар.xlsx", {"city": ""})
    return runs.create(town.coordinator, upload, NOW)


def enter_run(town: World, key: int) -> None:
    """Enter what is new in a table."""
    kind, run = KINDS["walls"], runs.load(key, town.coordinator)
    rows = reading.read(kind, runs.read_content(run), run.options).rows
    register = kind.register()
    shown = plans.fingerprint(register.plan(db.session.connection(), town.coordinator, rows))
    runs.carry_out(key, town.coordinator, register, rows, Choices(), shown=shown, now=NOW)
