"""The matrix of roles, routes and stages, read off the running application as a text for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from artflow.demo.story import Story
from artflow.domain.workflow import Workflow

from . import parts
from .visitor import Visitor

SEATS = ("anonymous", "artist", "other_artist", "specialist", "head", "coordinator", "admin",
         "jusan", "viewer", "stranger")  # fmt: skip
SHORT = {"anonymous": "nobody", "other_artist": "other", "specialist": "special",
         "coordinator": "coord", "stranger": "strange"}  # fmt: skip
FIRST, WIDTH = 36, 9
Cell = Callable[[Visitor], str]

ASKED = {
    "process.show": {}, "proposals.show": {}, "proposals.compare": {}, "proposals.copy": {},
    "proposals.sheet": {}, "dossier.tasks": {},
    "dossier.edit": {"section": "size"}, "notices.looked": {},
    "attachments.index": {}, "attachments.add": {}, "attachments.describe": {"attachment_id": 0},
    "candidates.index": {}, "candidates.points": {}, "candidates.choose": {"wall_id": 0},
    "candidates.move": {"wall_id": 0}, "candidates.remove": {"wall_id": 0},
    "attachments.move": {"attachment_id": 0}, "attachments.remove": {"attachment_id": 0},
}  # fmt: skip
"""The routes of a proposal, with what their address needs; files and actions have tables."""
_token, _person, _house = {"token": "nonsense"}, {"user_id": 0}, {"organisation_id": 1}
ACCOUNTS = {
    "registration.confirm": _token, "passwords.reset": _token, "invitations.accept": _token,
    "profile.moved": _token, "people.organisation": _house, "people.invite": _house,
    "organisations.edit": _house, "organisations.rename": _house,
    "people.show": _person, "people.see_as": _person, "people.rights": _person,
    "people.suspend": _person, "people.reactivate": _person, "people.end_sessions": _person,
    "people.take_role": _person | {"membership_id": 0},
    "programmes.show": {"programme_id": 1}, "programmes.edit": {"programme_id": 1},
    "programmes.add_party": {"programme_id": 1}, "calendar.fill": {"year": 1},
    "programmes.remove_party": {"programme_id": 1, "organisation_id": 0},
    "notices.open_one": {"notice_id": 0},
    "mail.show": {"mail_id": 0},
    "mail.as_sent": {"mail_id": 0}, "mail.again": {"mail_id": 0},
}  # fmt: skip
"""The routes of accounts and letters, with what their address needs: nothing that is there."""
SENT = {"dossier.edit": {"height_m": "many"}}
"""What is sent: never enough to change anything, except by `proposals.copy`."""
VERDICTS = {
    ("200", "422", "open"): "open",
    ("409", "409", "shut"): "shut",
    ("403", "403", ""): "403",
    ("404", "404", ""): "404",
    ("303", "401", ""): "401",
}


def table(title: str, rows: dict[str, list[str]]) -> list[str]:
    """Rows under their columns, one a seat; a row that has nothing for anybody is left out."""
    named = {title: [SHORT.get(seat, seat) for seat in SEATS]}
    named |= {name: cells for name, cells in rows.items() if any(cells)}
    lines = [name.ljust(FIRST) + "".join(cell.ljust(WIDTH) for cell in cells)
             for name, cells in named.items()]  # fmt: skip
    return [line.rstrip() for line in lines if len(named) > 1] + [""]


class Matrix:
    """Everybody signed in, asking for everything."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.visitors = [self._enter(seat) for seat in SEATS]

    def _enter(self, seat: str) -> tuple[Visitor, str]:
        visitor = Visitor(self.app)
        if seat != "anonymous":
            visitor.sign_in(seat)
        visitor.get("public.home" if seat == "anonymous" else "desk.show")
        return visitor, visitor.token()

    def status(self, n: int, method: str, endpoint: str, data: Any = None, **values: Any) -> str:
        visitor, token = self.visitors[n]
        given = {"csrf_token": token} | (data or {}) if method == "POST" else None
        answer = visitor.ask(method, visitor.url(endpoint, **values), data=given)
        return str(answer.status_code)

    def row(self, method: str, endpoint: str, data: Any = None, **values: Any) -> list[str]:
        return [self.status(n, method, endpoint, data, **values) for n in range(len(SEATS))]

    def scene(self, name: str, story: Story, workflow: Workflow) -> Iterator[str]:
        """One proposal as it stands now: parts, files, actions."""
        yield f"## {name}"
        yield ""
        shown = [parts.Shown.to(visitor, story.id) for visitor, _ in self.visitors]
        yield from table("parts", parts.rows(shown))
        yield from table("files", self.files(story.id))
        yield from table("actions", {
            action: [self._verdict(n, story, action, shown[n]) for n in range(len(SEATS))]
            for action in story.case.at.actions
        } | {"(any other action)": self._others(story, workflow)})  # fmt: skip

    def pages(self, proposal: int) -> Iterator[str]:
        """The other routes of one proposal."""
        found: dict[str, list[list[str]]] = {}
        for method, endpoint in routes(self.app, of_proposal=True):
            if endpoint.split(".")[0] not in ("files", "actions"):
                values = {"proposal_id": proposal} | ASKED[endpoint]
                row = self.row(method, endpoint, SENT.get(endpoint), **values)
                found.setdefault(endpoint, []).append(row)
        yield from table("pages", {
            endpoint: _both(rows) for endpoint, rows in found.items()
        })  # fmt: skip

    def files(self, proposal: int) -> dict[str, list[str]]:
        """Every file of the proposal by name: as a small picture, and as a download."""
        found = {}
        for name, sha256 in parts.files(proposal):
            at = {"proposal_id": proposal, "sha256": sha256}
            pictures = self.row("GET", "files.picture", **at, size="small")
            papers = self.row("GET", "files.download", **at)
            found[name] = _both([pictures, papers])
        return found

    def _verdict(self, n: int, story: Story, action: str, shown: parts.Shown) -> str:
        if not shown.there and action != next(iter(story.case.at.actions)):
            return ""  # the page itself is not there: one action is asked for all
        got, sent = self._tried(n, story, action)
        listed = shown.actions.get(action, "")
        return VERDICTS.get((got, sent, listed), f"{got}/{sent}/{listed}")

    def _tried(self, n: int, story: Story, action: str) -> tuple[str, str]:
        """GET of the action's page, and POST of its form without a key: that changes nothing."""
        at = {"proposal_id": story.id, "name": action}
        seen = {"seen_stage": story.case.stage, "seen_version": story.case.version}
        return self.status(n, "GET", "actions.ask", **at), self.status(
            n, "POST", "actions.take", seen, **at
        )

    def _others(self, story: Story, workflow: Workflow) -> list[str]:
        here = story.case.at.actions
        others = sorted({action.name for _, action in workflow.actions()} - set(here))[:3]
        names = (*others, "nonsense")
        tried = [{self._tried(n, story, name) for name in names} for n in range(len(SEATS))]
        return [" ".join(_both([[one], [two]])[0] for one, two in sorted(each)) for each in tried]

    def general(self, values: dict[str, dict[str, Any]]) -> Iterator[str]:
        """The pages that belong to no proposal; signing out comes last."""
        asked = routes(self.app, of_proposal=False)
        asked.sort(key=lambda route: route[1] == "account.sign_out")
        yield from table("pages", {
            f"{method} {endpoint}": self.row(method, endpoint, **values.get(endpoint, {}))
            for method, endpoint in asked
        })  # fmt: skip


def _both(rows: list[list[str]]) -> list[str]:
    """Two rows in one: a cell says its status once if it is the same in all."""
    return ["/".join(dict.fromkeys(cells)) for cells in zip(*rows, strict=True)]


def routes(app: Flask, *, of_proposal: bool) -> list[tuple[str, str]]:
    """Every method and endpoint, those about a proposal or the others."""
    return sorted(
        ((method, rule.endpoint)
         for rule in app.url_map.iter_rules()
         for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
         if ("proposal_id" in rule.arguments) is of_proposal),
        key=lambda route: (route[1], route[0]),
    )  # fmt: skip
