"""The page model of a comparison: the wall, the work as it is now, and as it was before."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.services.files.files import CARD_KINDS
from artflow.services.proposals.comparison import ComparedVersions, Frozen
from artflow.web.review.remarks import Link
from artflow.web.shared import formatting
from artflow.web.shared.field_labels import change_label
from artflow.web.summaries import pictures
from artflow.web.summaries.file_lists import FileGroup, build_file_groups
from artflow.web.summaries.pictures import Picture
from artflow.web.walls import page_models as walls_page_models

PICTURE_KINDS = tuple(reversed(CARD_KINDS))
"""The work in its street stands beside the wall; the sketch alone follows."""


class Pane(NamedTuple):
    """One column: its label, notes and pictures, and all files of the version."""

    label: str
    notes: list[str]
    pictures: list[Picture]
    empty: str
    files: list[FileGroup]


class ComparisonPage(NamedTuple):
    """The page. `others` are links to the other earlier versions."""

    panes: list[Pane]
    others: list[Link]


def build_comparison_page(
    case: Case, found: ComparedVersions, finished: list[Picture]
) -> ComparisonPage:
    """Set the columns in the order in which one looks: the wall, the work, what it was before.

    A painted wall stands beside the picture that was approved.
    """
    snapshot = found.current.snapshot if found.current else case.dossier
    panes = [_wall_pane(case, snapshot, found), _work_pane(case, snapshot, found)]
    if finished:
        panes.append(Pane(_("The finished wall"), [], finished, "", []))
    chosen = found.chosen
    if chosen is not None:
        panes.append(_earlier_pane(case, chosen, found))
    others = [
        Link(
            url_for("proposals.compare", proposal_id=case.id, version=row.no),
            _version_label(row.no),
        )
        for row in found.earlier
        if chosen is not None and row.no != chosen.no
    ]
    return ComparisonPage(panes, others)


def _version_label(no: int) -> str:
    return _("Version %(n)s", n=no)


def _wall_pane(case: Case, snapshot: Snapshot, found: ComparedVersions) -> Pane:
    """Show the artist's own photos of it, then those of the register."""
    own = pictures.pictures_of_kinds(case, snapshot, found.sizes, ("wall_photo",))
    kept = {file["sha256"] for file in snapshot["files"]}
    others = [photo for photo in found.wall if photo.sha256 not in kept]
    name, empty = _("The wall"), _("There is no photo of the wall yet.")
    return Pane(name, [], own + walls_page_models.photo_pictures(name, others), empty, [])


def _work_pane(case: Case, snapshot: Snapshot, found: ComparedVersions) -> Pane:
    shown = pictures.pictures_of_kinds(case, snapshot, found.sizes, PICTURE_KINDS)
    empty = _("There is no picture of the work yet.")
    files = build_file_groups(case, snapshot, found.sizes)
    if found.current is None:
        return Pane(_("The draft"), [], shown, empty, files)
    return Pane(_version_label(found.current.no), [_("Current")], shown, empty, files)


def _earlier_pane(case: Case, row: Frozen, found: ComparedVersions) -> Pane:
    """Show it with what the version after it changed, in words."""
    shown = pictures.pictures_of_kinds(case, row.snapshot, found.sizes, PICTURE_KINDS)
    later = [v for v in (found.current, *found.earlier) if v is not None and v.no > row.no]
    keys = dict.fromkeys(key for version in reversed(later) for key in version.changed["keys"])
    what = ", ".join(change_label(key) for key in keys)
    notes = [formatting.day(row.at), *([_("Changed since: %(what)s", what=what)] if what else [])]
    files = build_file_groups(case, row.snapshot, found.sizes)
    empty = _("This version had no picture of the work.")
    return Pane(_version_label(row.no), notes, shown, empty, files)
