"""Which parts of a proposal a page shows, recognised by words that only that part has."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from artflow.domain.access.policy import PagePart
from artflow.extensions import db
from artflow.models import (
    File,
    Milestone,
    MilestonePhoto,
    ProposalFile,
    Record,
    RecordFile,
    Version,
)

from . import scenario_builder
from .client import PageClient
from .html import Node

PLEDGE_TEXT = f"{scenario_builder.PLEDGE:,}".replace(",", " ")
TOTAL_TEXT = f"{scenario_builder.TOTAL:,} ₸".replace(",", " ")
PART_MARKERS = {
    PagePart.DOSSIER: ("", scenario_builder.CONCEPT),
    PagePart.TOTAL: ("h-facts", TOTAL_TEXT),
    PagePart.CONTACT: ("h-facts", "artist@example.org"),
    PagePart.CONSENT: ("h-facts", scenario_builder.VOTES),
    PagePart.CONSENT_SCAN: ("h-papers", "minutes.png"),
    PagePart.PAPERS: ("h-papers", ""),
    PagePart.REMARKS: ("h-remarks", scenario_builder.REMARK),
    PagePart.SIGNOFFS: (".lanes", ""),
    PagePart.COMMITMENTS: ("", PLEDGE_TEXT),
    PagePart.MILESTONES: ("h-milestones", ""),
    PagePart.INTERNAL: ("h-papers", scenario_builder.RECOMMENDATION),
    PagePart.MOVES: ("h-history", ""),
    PagePart.HISTORY: ("h-history", "Remark written"),
    PagePart.FULL_HISTORY: ("h-history", scenario_builder.RECOMMENDATION),
}
"""Part -> the section by its heading's id or by class, and words in it."""


@dataclass
class VisibleParts:
    """What one reader sees of one proposal."""

    is_visible: bool = False
    listed: bool = False
    is_waiting: bool = False
    parts: set[PagePart] = field(default_factory=set)
    actions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def seen_by(cls, client: PageClient, proposal: int) -> VisibleParts:
        """Look at the list, the desk and the page itself as the client."""
        address = client.url("proposals.show", proposal_id=proposal)
        shown = cls(
            listed=address in _links(client, "proposals.index"),
            is_waiting=address in _links(client, "desk.show", "h-waiting"),
        )
        shown.is_visible = client.is_visible(address)
        if shown.is_visible:
            main = client.page.one("main")
            shown.parts = {
                part for part, trace in PART_MARKERS.items() if _has_marker(main, *trace)
            }
            shown.actions = _actions(main, client, proposal)
        return shown


def _links(client: PageClient, endpoint: str, section: str = "") -> set[str]:
    if not client.is_visible(endpoint):
        return set()
    places = client.page.one("main").all("section")
    places = [p for p in places if not section or p.attrs.get("aria-labelledby") == section]
    return {urlsplit(a.attrs["href"]).path for place in places for a in place.all("a")}


def _has_marker(main: Node, where: str, words: str) -> bool:
    if where.startswith("."):
        places = [node for node in main if where[1:] in node.attrs.get("class", "").split()]
    elif where:
        places = main.all("section", **{"aria-labelledby": where})
    else:
        places = [main]
    return any(words in place.text for place in places)


def _actions(main: Node, client: PageClient, proposal: int) -> dict[str, str]:
    """Return the actions of the list: open ones by their links, shut ones by their words."""
    base = client.url("actions.ask", proposal_id=proposal, name="")
    links = (a.attrs["href"] for node in main.all("ul", **{"class": "can"}) for a in node.all("a"))
    found = {link.removeprefix(base): "open" for link in links if link.startswith(base)}
    labels = {b.text for node in main.all("ul", **{"class": "shut"}) for b in node.all("b")}
    with client.app.app_context():
        stage = scenario_builder.stage_of(proposal)
    shut = {name for name, action in stage.actions.items() if action.label["en"] in labels}
    return found | dict.fromkeys(shut - set(found), "shut")


def part_rows(shown: list[VisibleParts]) -> dict[str, list[str]]:
    """Return the rows of the table: in the list, on the desk, and each part of the page."""
    found = {
        "(in the list)": ["yes" if s.listed else "" for s in shown],
        "(waits on the desk)": ["yes" if s.is_waiting else "" for s in shown],
    }
    return found | {
        str(part): ["yes" if part in s.parts else "" for s in shown] for part in PagePart
    }


def proposal_files(proposal: int) -> list[tuple[str, str]]:
    """Return every file of a proposal: frozen, in the working dossier, recorded, proof."""
    found: dict[str, str] = {}
    snapshots = db.session.scalars(db.select(Version.snapshot).filter_by(proposal_id=proposal))
    for snapshot in snapshots:
        found |= {f["sha256"]: f"{f['kind']}, in a version" for f in snapshot["files"]}
    working = db.select(ProposalFile.kind, File.sha256).join(File)
    for kind, sha256 in db.session.execute(working.where(ProposalFile.proposal_id == proposal)):
        found.setdefault(sha256, f"{kind}, not sent yet")
    recorded = db.select(Record.kind, File.sha256).select_from(Record).join(RecordFile).join(File)
    papers = recorded.where(Record.proposal_id == proposal).order_by(Record.id)
    for kind, sha256 in db.session.execute(papers):
        found.setdefault(sha256, f"paper {kind}")
    photos = db.select(File.sha256).select_from(Milestone).join(MilestonePhoto).join(File)
    for sha256 in db.session.scalars(photos.where(Milestone.proposal_id == proposal)):
        found[sha256] = "photo of a milestone"
    return sorted((name, sha256) for sha256, name in found.items())
