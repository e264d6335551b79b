"""A browser that sends tables: to the dry run, and on to what came of it."""

from __future__ import annotations

import io

from werkzeug.test import TestResponse

from tests.web.support.client import PageClient


def send(
    client: PageClient,
    content: bytes,
    status: int = 303,
    *,
    kind: str = "walls",
    name: str = "кесте.xlsx",
    **fields: str,
) -> TestResponse:
    """Send a table and follow to its dry run."""
    client.get("imports.new", kind=kind)
    data = fields | {"table": (io.BytesIO(content), name)}
    answer = client.post("imports.new", status, kind=kind, data=data)
    if status == 303:
        client.get(answer.location)
    return answer


def enter(client: PageClient, status: int = 303, **fields: str) -> TestResponse:
    """Confirm the dry run that is shown and follow to what came of it."""
    (shown,) = client.page.all("input", name="shown")
    form = next(f for f in client.page.one("main").all("form") if f.all("input", name="shown"))
    data = {"shown": shown.attrs["value"]} | fields
    answer = client.post(form.attrs["action"], status, data=data)
    if status == 303:
        client.get(answer.location)
    return answer


def counts(client: PageClient) -> dict[str, str]:
    """Return how many rows came to what."""
    return dict(client.page.one("main").one("dl").terms)


def problems(client: PageClient) -> list[tuple[str, ...]]:
    """Return row, column, what was typed and what is wrong."""
    found = client.page.one("main").all("section", **{"aria-labelledby": "h-problems"})
    rows = [row for section in found for row in section.one("tbody").all("tr")]
    return [tuple(cell.text for cell in row.all("th", "td")) for row in rows]
