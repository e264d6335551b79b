"""Side by side: the wall, the work as it is proposed now, and as it was proposed before."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.case import Case
from artflow.services.comparing import Compared
from artflow.services.files import CARD_KINDS
from artflow.web import format
from artflow.web.words.fields import change_label

from . import pictures, walls
from .pictures import Picture
from .remarks import Link

ON_ITS_WALL = tuple(reversed(CARD_KINDS))
"""The work in its street stands beside the wall; the sketch alone follows."""


class Pane(NamedTuple):
    """One column: what it shows, what there is to say of it, its pictures."""

    label: str
    notes: list[str]
    pictures: list[Picture]
    empty: str


class Comparison(NamedTuple):
    """The page. `others` are the earlier versions that may be laid beside instead."""

    panes: list[Pane]
    others: list[Link]


def of(case: Case, found: Compared) -> Comparison:
    """The columns in the order in which one looks: the wall, the work, what it was before."""
    snapshot = found.current.snapshot if found.current else case.dossier
    panes = [_wall(case, snapshot, found), _work(case, snapshot, found)]
    if found.chosen is not None:
        panes.append(_before(case, found))
    others = [
        Link(url_for("proposals.compare", proposal_id=case.id, version=row.no), _version(row.no))
        for row in found.earlier
        if row.no != found.chosen.no
    ]
    return Comparison(panes, others)


def _version(no: int) -> str:
    return _("Version %(n)s", n=no)


def _wall(case: Case, snapshot: Any, found: Compared) -> Pane:
    """The artist's own photos of it, then those of the register."""
    own = pictures.of_kinds(case, snapshot, found.sizes, ("wall_photo",))
    kept = {file["sha256"] for file in snapshot["files"]}
    others = [photo for photo in found.wall if photo.sha256 not in kept]
    name, empty = _("The wall"), _("There is no photo of the wall yet.")
    return Pane(name, [], own + walls.photos(name, others), empty)


def _work(case: Case, snapshot: Any, found: Compared) -> Pane:
    shown = pictures.of_kinds(case, snapshot, found.sizes, ON_ITS_WALL)
    empty = _("There is no picture of the work yet.")
    if found.current is None:
        return Pane(_("The draft"), [], shown, empty)
    return Pane(_version(found.current.no), [_("Current")], shown, empty)


def _before(case: Case, found: Compared) -> Pane:
    """With what the version after it changed, in words."""
    row = found.chosen
    shown = pictures.of_kinds(case, row.snapshot, found.sizes, ON_ITS_WALL)
    later = [v for v in (found.current, *found.earlier) if v.no > row.no]
    keys = dict.fromkeys(key for version in reversed(later) for key in version.changed["keys"])
    what = ", ".join(change_label(key) for key in keys)
    notes = [format.day(row.at), *([_("Changed since: %(what)s", what=what)] if what else [])]
    return Pane(_version(row.no), notes, shown, _("This version had no picture of the work."))
