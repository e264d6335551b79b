"""Pictures of a work: the sketches and montages of a version, the photos of its execution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _l

from artflow.domain.access.policy import PagePart
from artflow.domain.pictures import FAILED, PREPARING, READY, Shape
from artflow.domain.process.case import Case
from artflow.domain.snapshot import FrozenFile, Snapshot
from artflow.models import File, Milestone
from artflow.services.files.files import CARD_KINDS
from artflow.services.files.pictures import WIDTHS
from artflow.services.proposals.detail import FinishedWork
from artflow.web.shared import formatting
from artflow.web.shared.field_labels import FILE_KIND_LABELS

UNKNOWN_SIZE = (1200, 1600)
MOST_FINISHED = 4
STATE_LABELS = {
    PREPARING: _l("The picture is being prepared. Refresh the page in a minute."),
    FAILED: _l("The picture cannot be opened: it may be damaged."),
}

PROGRESS_LABELS = {PREPARING: _l("being prepared"), FAILED: _l("cannot be opened")}
"""The same, behind the name of a file."""


class Picture(NamedTuple):
    """An image of the work; width and height reserve its place while it loads.

    One whose `state` is not ready has nothing to load: its place says why.
    """

    src: str
    alt: str
    caption: str
    width: int = UNKNOWN_SIZE[0]
    height: int = UNKNOWN_SIZE[1]
    cover: bool = False
    state: str = READY
    kind: str = ""

    @property
    def unready(self) -> str:
        """Return why there is nothing to see, in words; empty if there is."""
        return str(STATE_LABELS[self.state]) if self.state in STATE_LABELS else ""

    @property
    def tall(self) -> bool:
        return self.height > self.width

    @property
    def srcset(self) -> str:
        """Return its sizes with their widths in pixels; empty if they are alike."""
        return srcset(self.src, self.width)


def srcset(src: str, width: int) -> str:
    """Return the sizes of the picture at an address that ends in `/large`, for a browser.

    `width` is that of the upload; of sizes that would be alike only the smallest is named.
    """
    place, _, size = src.rpartition("/")
    rising = sorted((wide, name) for name, wide in WIDTHS.items())
    useful = [n for n in range(len(rising)) if n == 0 or width > rising[n - 1][0]]
    if size != "large" or len(useful) < 2:
        return ""
    return ", ".join(f"{place}/{rising[n][1]} {min(width, rising[n][0])}w" for n in useful)


def version_pictures(case: Case, snapshot: Snapshot, sizes: Mapping[str, Shape]) -> list[Picture]:
    """List the sketches, then the montages: they go with the card. The first has the remarks."""
    return pictures_of_kinds(case, snapshot, sizes, CARD_KINDS)


def pictures_of_kinds(
    case: Case,
    snapshot: Snapshot,
    sizes: Mapping[str, Shape],
    kinds: Sequence[str],
) -> list[Picture]:
    """List the pictures of some kinds, in the order of the kinds; the first is the cover.

    A paper among them, sent in place of a picture, is left out.
    """
    files = [
        file
        for file in snapshot["files"]
        if file["kind"] in kinds and file["sha256"] in sizes and sizes[file["sha256"]].width
    ]
    files.sort(key=lambda file: kinds.index(file["kind"]))
    return [_picture(case, file, sizes, cover=n == 0) for n, file in enumerate(files)]


def lead_pictures(version: Sequence[Picture], photos: Sequence[Picture]) -> list[Picture]:
    """Return the two pictures that a page begins with: the sketch and the montage.

    Once there are photos of the execution, the newest takes the place of the montage. A second
    sketch takes it only where there is no montage.
    """
    if photos:
        return [*version[:1], *photos[-1:]]
    montages = [picture for picture in version[1:] if picture.kind != version[0].kind]
    return [*version[:1], *(montages or version[1:])[:1]]


def _picture(case: Case, file: FrozenFile, sizes: Mapping[str, Shape], *, cover: bool) -> Picture:
    kind = str(FILE_KIND_LABELS[file["kind"]])
    width, height, state, _size = sizes[file["sha256"]]
    return Picture(
        picture_url(case.id, file["sha256"]),
        file["alt"] or kind,
        file["caption"] or kind[:1].upper() + kind[1:],
        width,
        height,
        cover,
        state,
        file["kind"],
    )


def picture_url(proposal_id: int, sha256: str, size: str = "large") -> str:
    """Return the address of a picture of a proposal."""
    return url_for("files.picture", proposal_id=proposal_id, sha256=sha256, size=size)


def milestone_pictures(case: Case, milestones: Iterable[Milestone], language: str) -> list[Picture]:
    """Return the photos of the milestones, in their order."""
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    return [
        _photo(
            case,
            photo.file,
            labels[milestone.code],
            f"{labels[milestone.code]}, {formatting.day(milestone.done_on)}",
        )
        for milestone in milestones
        for photo in milestone.photos
        if photo.file.is_image
    ]


def finished_pictures(
    case: Case, made: FinishedWork, seen: frozenset[PagePart], language: str
) -> list[Picture]:
    """Return the newest photos of the wall, to be held against the approved picture.

    Those of the papers that were asked for before the hand-over come last, for whoever may open
    papers; nothing where nobody judges the wall.
    """
    if case.current_stage.join is None or PagePart.MILESTONES not in seen:
        return []
    found = milestone_pictures(case, made.milestones, language)
    if PagePart.PAPERS in seen:
        asked = _papers_before(case)
        labels = {key: paper.label[language] for key, paper in case.workflow.papers.items()}
        names = {key: f"{label[:1].upper()}{label[1:]}" for key, label in labels.items()}
        found += [
            _photo(case, kept.file, names[r.kind], f"{names[r.kind]}, {formatting.day(r.at)}")
            for r in made.records
            if r.kind in asked
            for kept in r.files
            if kept.file.is_image
        ]
    return found[-MOST_FINISHED:]


def _papers_before(case: Case) -> set[str]:
    """Return the kinds of papers without which no action leads into the present stage."""
    return {
        need.arg
        for _, action in case.workflow.actions()
        if any(target.stage == case.stage for target in action.targets)
        for need in action.needs
        if need.name == "paper" and not case.workflow.papers[need.arg].internal
    }


def _photo(case: Case, file: File, alt: str, caption: str) -> Picture:
    return Picture(
        picture_url(case.id, file.sha256),
        alt,
        caption,
        file.width or UNKNOWN_SIZE[0],
        file.height or UNKNOWN_SIZE[1],
        state=file.state,
    )
