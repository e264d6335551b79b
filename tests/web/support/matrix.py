"""The matrix of roles, routes and stages, read from the running application as a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from artflow.demo.story import Story
from artflow.domain.process.workflow import Workflow

from . import parts
from .client import PageClient

USERNAMES = (
    "anonymous",
    "artist",
    "other_artist",
    "specialist",
    "head",
    "coordinator",
    "admin",
    "jusan",
    "viewer",
    "stranger",
)
SHORT = {
    "anonymous": "nobody",
    "other_artist": "other",
    "specialist": "special",
    "coordinator": "coord",
    "stranger": "strange",
}
FIRST_WIDTH, WIDTH = 36, 9
Cell = Callable[[PageClient], str]

PROPOSAL_ROUTES = {
    "process.show": {},
    "proposals.show": {},
    "proposals.compare": {},
    "proposals.copy": {},
    "proposals.decision": {},
    "proposals.sheet": {},
    "archives.whole": {},
    "dossier.tasks": {},
    "dossier.edit": {"section": "size"},
    "notices.looked": {},
    "attachments.index": {},
    "attachments.add": {},
    "attachments.describe": {"attachment_id": 0},
    "candidates.index": {},
    "candidates.points": {},
    "candidates.choose": {"wall_id": 0},
    "candidates.move": {"wall_id": 0},
    "candidates.remove": {"wall_id": 0},
    "attachments.move": {"attachment_id": 0},
    "attachments.remove": {"attachment_id": 0},
}
"""The routes of a proposal, with what their address needs; files and actions have tables."""
_token, _person, _organisation = {"token": "nonsense"}, {"user_id": 0}, {"organisation_id": 1}
OTHER_ROUTES = {
    "registration.confirm": _token,
    "passwords.reset": _token,
    "invitations.accept": _token,
    "checks.show": {"number": "SHY-2026-0001", "code": "0" * 20},
    "setup.begin": _token,
    "profile.moved": _token,
    "people.organisation": _organisation,
    "people.invite": _organisation,
    "organisations.edit": _organisation,
    "organisations.rename": _organisation,
    "closings.close": _organisation,
    "closings.reopen": _organisation,
    "corrections.kind": _organisation,
    "corrections.delete": _organisation,
    "people.show": _person,
    "people.see_as": _person,
    "people.rights": _person,
    "departures.suspend": _person,
    "people.reactivate": _person,
    "people.end_sessions": _person,
    "departures.take_role": _person | {"membership_id": 0},
    "invited.withdraw": {"link_id": 0},
    "invited.send_again": {"link_id": 0},
    "audits.show": {"run_id": 0},
    "memberships.add": _person,
    "memberships.edit": _person | {"membership_id": 0},
    "files.role_paper": _person | {"paper_id": 0},
    "programmes.show": {"programme_id": 1},
    "programmes.edit": {"programme_id": 1},
    "calendar.edit": {"calendar_id": 0},
    "calendar.restore": {"calendar_id": 0},
    "calendar.rename": {"calendar_id": 0},
    "calendar.close": {"calendar_id": 0},
    "calendar.reopen": {"calendar_id": 0},
    "calendar.fill": {"calendar_id": 0, "year": 1},
    "processes.show": {"definition_id": 1},
    "processes.document": {"definition_id": 1},
    "processes.put_in_force": {"programme_id": 1, "definition_id": 1},
    "past_works.new": {"wall_id": 0},
    "past_works.edit": {"wall_id": 0, "past_work_id": 0},
    "imports.new": {"kind": "walls"},
    "imports.template": {"kind": "walls"},
    "imports.show": {"run_id": 0},
    "imports.problems": {"run_id": 0},
    "imports.confirm": {"run_id": 0},
    "imports.discard": {"run_id": 0},
    "parties.add": {"programme_id": 1, "organisation_id": 0},
    "parties.remove": {"programme_id": 1, "organisation_id": 0},
    "parties.keep": {"programme_id": 1, "organisation_id": 0},
    "notices.open_one": {"notice_id": 0},
    "mail.show": {"mail_id": 0},
    "mail.as_sent": {"mail_id": 0},
    "mail.again": {"mail_id": 0},
    "jobs.again": {"job_id": 0},
    "exports.show": {"export_id": 0},
    "exports.download": {"export_id": 0},
    "portfolio.request_export": {"table_format": "csv"},
}
"""The routes of accounts and letters, with what their address needs: nothing that is there."""
SENT_DATA = {"dossier.edit": {"height_m": "many"}}
"""What is sent: never enough to change anything, except by `proposals.copy`."""
VERDICTS = {
    ("200", "422", "open"): "open",
    ("409", "409", "shut"): "shut",
    ("403", "403", ""): "403",
    ("404", "404", ""): "404",
    ("303", "401", ""): "401",
}


def format_table(title: str, rows: dict[str, list[str]]) -> list[str]:
    """Return rows under their columns, one for each person; empty rows are left out."""
    named = {title: [SHORT.get(username, username) for username in USERNAMES]}
    named |= {name: cells for name, cells in rows.items() if any(cells)}
    lines = [
        name.ljust(FIRST_WIDTH) + "".join(cell.ljust(WIDTH) for cell in cells)
        for name, cells in named.items()
    ]
    return [line.rstrip() for line in lines if len(named) > 1] + [""]


class Matrix:
    """Everybody signed in, requesting everything."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.clients = [self._enter(username) for username in USERNAMES]

    def _enter(self, username: str) -> tuple[PageClient, str]:
        client = PageClient(self.app)
        if username != "anonymous":
            client.sign_in(username)
        client.get("public.home" if username == "anonymous" else "desk.show")
        return client, client.token()

    def status(self, n: int, method: str, endpoint: str, data: Any = None, **values: Any) -> str:
        client, token = self.clients[n]
        given = {"csrf_token": token} | (data or {}) if method == "POST" else None
        answer = client.ask(method, client.url(endpoint, **values), data=given)
        return str(answer.status_code)

    def row(self, method: str, endpoint: str, data: Any = None, **values: Any) -> list[str]:
        return [self.status(n, method, endpoint, data, **values) for n in range(len(USERNAMES))]

    def scenario(self, name: str, story: Story, workflow: Workflow) -> Iterator[str]:
        """Yield one proposal as it stands now: parts, files, actions."""
        yield f"## {name}"
        yield ""
        shown = [parts.VisibleParts.seen_by(client, story.id) for client, _ in self.clients]
        yield from format_table("parts", parts.part_rows(shown))
        yield from format_table("files", self.files(story.id))
        yield from format_table(
            "actions",
            {
                action: [self._verdict(n, story, action, shown[n]) for n in range(len(USERNAMES))]
                for action in story.case.current_stage.actions
            }
            | {"(any other action)": self._other_actions(story, workflow)},
        )

    def pages(self, proposal: int) -> Iterator[str]:
        """Yield the other routes of one proposal."""
        found: dict[str, list[list[str]]] = {}
        for method, endpoint in list_routes(self.app, of_proposal=True):
            if endpoint.split(".")[0] not in ("files", "actions"):
                values = {"proposal_id": proposal} | PROPOSAL_ROUTES[endpoint]
                row = self.row(method, endpoint, SENT_DATA.get(endpoint), **values)
                found.setdefault(endpoint, []).append(row)
        yield from format_table(
            "pages", {endpoint: _merge_rows(rows) for endpoint, rows in found.items()}
        )

    def files(self, proposal: int) -> dict[str, list[str]]:
        """Return every file of the proposal by name: as a small picture, and as a download."""
        found = {}
        for name, sha256 in parts.proposal_files(proposal):
            at = {"proposal_id": proposal, "sha256": sha256}
            pictures = self.row("GET", "files.picture", **at, size="small")
            papers = self.row("GET", "files.download", **at)
            found[name] = _merge_rows([pictures, papers])
        return found

    def _verdict(self, n: int, story: Story, action: str, shown: parts.VisibleParts) -> str:
        if not shown.is_visible and action != next(iter(story.case.current_stage.actions)):
            return ""  # the page itself is not there: one action is asked for all
        got, sent = self._try_action(n, story, action)
        listed = shown.actions.get(action, "")
        return VERDICTS.get((got, sent, listed), f"{got}/{sent}/{listed}")

    def _try_action(self, n: int, story: Story, action: str) -> tuple[str, str]:
        """Return the statuses of GET and of POST without a key, which changes nothing."""
        at = {"proposal_id": story.id, "name": action}
        seen = {"seen_stage": story.case.stage, "seen_version": story.case.version}
        return self.status(n, "GET", "actions.ask", **at), self.status(
            n, "POST", "actions.take", seen, **at
        )

    def _other_actions(self, story: Story, workflow: Workflow) -> list[str]:
        here = story.case.current_stage.actions
        others = sorted({action.name for _, action in workflow.actions()} - set(here))[:3]
        names = (*others, "nonsense")
        tried = [
            {self._try_action(n, story, name) for name in names} for n in range(len(USERNAMES))
        ]
        return [
            " ".join(_merge_rows([[one], [two]])[0] for one, two in sorted(each)) for each in tried
        ]

    def general(self, values: dict[str, dict[str, Any]]) -> Iterator[str]:
        """Yield the pages that belong to no proposal; signing out comes last."""
        asked = list_routes(self.app, of_proposal=False)
        asked.sort(key=lambda route: route[1] == "account.sign_out")
        yield from format_table(
            "pages",
            {
                f"{method} {endpoint}": self.row(method, endpoint, **values.get(endpoint, {}))
                for method, endpoint in asked
            },
        )


def _merge_rows(rows: list[list[str]]) -> list[str]:
    """Merge two rows: a cell shows its status once if it is the same in all."""
    return ["/".join(dict.fromkeys(cells)) for cells in zip(*rows, strict=True)]


def list_routes(app: Flask, *, of_proposal: bool) -> list[tuple[str, str]]:
    """Return every method and endpoint, those about a proposal or the others."""
    return sorted(
        (
            (method, rule.endpoint)
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            if ("proposal_id" in rule.arguments) is of_proposal
        ),
        key=lambda route: (route[1], route[0]),
    )
