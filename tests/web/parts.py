"""Which parts of a proposal a page shows, told by the words that only that part has."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from artflow.domain.policy import Show
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

from . import plays
from .html import Node
from .visitor import Visitor

PLEDGE = f"{plays.PLEDGE:,}".replace(",", " ")
TOTAL = f"{plays.TOTAL:,} ₸".replace(",", " ")
TRACES = {
    Show.DOSSIER: ("", plays.CONCEPT),
    Show.TOTAL: ("h-facts", TOTAL),
    Show.CONTACT: ("h-facts", "artist@example.org"),
    Show.CONSENT: ("h-facts", plays.VOTES),
    Show.CONSENT_SCAN: ("h-papers", "minutes.png"),
    Show.PAPERS: ("h-papers", ""),
    Show.REMARKS: ("h-remarks", plays.REMARK),
    Show.SIGNOFFS: (".lanes", ""),
    Show.COMMITMENTS: ("", PLEDGE),
    Show.MILESTONES: ("h-milestones", ""),
    Show.INTERNAL: ("h-papers", plays.RECOMMENDED),
    Show.MOVES: ("h-history", ""),
    Show.HISTORY: ("h-history", "Remark written"),
    Show.FULL_HISTORY: ("h-history", plays.RECOMMENDED),
}
"""Part -> the section by its heading's id or by class, and words in it."""


@dataclass
class Shown:
    """What one reader sees of one proposal."""

    there: bool = False
    listed: bool = False
    waits: bool = False
    parts: set[Show] = field(default_factory=set)
    actions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def to(cls, visitor: Visitor, proposal: int) -> Shown:
        """Look at the list, the desk and the page itself."""
        address = visitor.url("proposals.show", proposal_id=proposal)
        shown = cls(
            listed=address in _links(visitor, "proposals.index"),
            waits=address in _links(visitor, "desk.show", "h-waiting"),
        )
        shown.there = visitor.look(address)
        if shown.there:
            main = visitor.page.one("main")
            shown.parts = {part for part, trace in TRACES.items() if _traced(main, *trace)}
            shown.actions = _actions(main, visitor, proposal)
        return shown


def _links(visitor: Visitor, endpoint: str, section: str = "") -> set[str]:
    if not visitor.look(endpoint):
        return set()
    places = visitor.page.one("main").all("section")
    places = [p for p in places if not section or p.attrs.get("aria-labelledby") == section]
    return {urlsplit(a.attrs["href"]).path for place in places for a in place.all("a")}


def _traced(main: Node, where: str, words: str) -> bool:
    if where.startswith("."):
        places = [node for node in main if where[1:] in node.attrs.get("class", "").split()]
    elif where:
        places = main.all("section", **{"aria-labelledby": where})
    else:
        places = [main]
    return any(words in place.text for place in places)


def _actions(main: Node, visitor: Visitor, proposal: int) -> dict[str, str]:
    """The actions of the list: open ones by their links, shut ones by their words."""
    base = visitor.url("actions.ask", proposal_id=proposal, name="")
    links = (a.attrs["href"] for node in main.all("ul", **{"class": "can"}) for a in node.all("a"))
    found = {link.removeprefix(base): "open" for link in links if link.startswith(base)}
    labels = {b.text for node in main.all("ul", **{"class": "shut"}) for b in node.all("b")}
    with visitor.app.app_context():
        stage = plays.stage_of(proposal)
    shut = {name for name, action in stage.actions.items() if action.label.en in labels}
    return found | dict.fromkeys(shut - set(found), "shut")


def rows(shown: list[Shown]) -> dict[str, list[str]]:
    """The lines of the table: in the list, on the desk, and each part of the page."""
    found = {
        "(in the list)": ["yes" if s.listed else "" for s in shown],
        "(waits on the desk)": ["yes" if s.waits else "" for s in shown],
    }
    return found | {str(part): ["yes" if part in s.parts else "" for s in shown] for part in Show}


def files(proposal: int) -> list[tuple[str, str]]:
    """Every file of a proposal with what it is: frozen, in the working dossier, recorded, proof."""
    found: dict[str, str] = {}
    snapshots = db.session.scalars(db.select(Version.snapshot).filter_by(proposal_id=proposal))
    for snapshot in snapshots:
        found |= {f["sha256"]: f"{f['kind']}, in a version" for f in snapshot["files"]}
    working = db.select(ProposalFile.kind, File.sha256).join(File)
    for kind, sha256 in db.session.execute(working.where(ProposalFile.proposal_id == proposal)):
        found.setdefault(sha256, f"{kind}, not sent yet")
    recorded = db.select(Record.kind, File.sha256).select_from(Record).join(RecordFile).join(File)
    for kind, sha256 in db.session.execute(recorded.where(Record.proposal_id == proposal)):
        found.setdefault(sha256, f"paper {kind}")
    photos = db.select(File.sha256).select_from(Milestone).join(MilestonePhoto).join(File)
    for sha256 in db.session.scalars(photos.where(Milestone.proposal_id == proposal)):
        found[sha256] = "photo of a milestone"
    return sorted((name, sha256) for sha256, name in found.items())
